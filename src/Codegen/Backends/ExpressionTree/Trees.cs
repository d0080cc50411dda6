using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Intrinsics;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using Buffer = SymDiff.Codegen.Loops.Buffer;
using Tree = System.Linq.Expressions.Expression;

namespace SymDiff.Codegen.Backends.ExpressionTree;

/// <summary>The types and memory of loop code as trees.</summary>
internal static class Trees
{
    /// <summary>An index or length where the framework takes an int.</summary>
    public static Tree Int(Tree index) => index is ConstantExpression { Value: long value } ? Tree.Constant((int)value) : Tree.Convert(index, typeof(int));

    public static Type TypeOf(ScalarType type) => type switch
    {
        ScalarType.Index => typeof(long),
        _ when type.IsMask => TypeOf(type.Masked),
        _ when type.IsVector => (type.VectorBits == 512 ? typeof(Vector512<>) : typeof(Vector256<>)).MakeGenericType(type.Type),
        _ => type.Type,
    };

    /// <summary>The framework's class with the operations of a vector or mask.</summary>
    public static Type VectorClass(ScalarType type) => type.VectorBits == 512 ? typeof(Vector512) : typeof(Vector256);

    public static Type PartType(Buffer buffer) => (buffer.Role == BufferRole.Input ? typeof(ReadOnlySpan<>) : typeof(Span<>)).MakeGenericType(TypeOf(buffer.Type));

    public static Tree LengthOf(Tree memory) => memory.Type.IsArray ? Tree.ArrayLength(memory) : Tree.Property(memory, "Length");

    public static Tree Passed(Tree memory, Type type)
    {
        if (memory.Type == type || !type.IsGenericType) return memory;
        var conversion = memory.Type.IsArray ? type : memory.Type;
        return Tree.Convert(memory, type, conversion.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Single(m => m.Name == "op_Implicit" && m.ReturnType == type && m.GetParameters()[0].ParameterType == memory.Type));
    }

    public static Tree AsSpan(Tree memory) =>
        memory.Type.IsArray ? Passed(memory, typeof(Span<>).MakeGenericType(memory.Type.GetElementType()!)) : memory;

    public static Array Data(Buffer constant)
    {
        var data = constant.Data!;
        var array = Array.CreateInstance(constant.Type.Type, data.Count);
        for (var i = 0; i < data.Count; i++) array.SetValue(Boxed(data[i], constant.Type), i);
        return array;
    }

    private static object Boxed(Scalar value, ScalarType type) => type switch
    {
        ScalarType.Float64 => value.Real,
        ScalarType.Float32 => (float)value.Real,
        ScalarType.Int64 => value.Integer,
        ScalarType.Bool => value.Truth,
        _ => (int)value.Integer,
    };

    public static ConstantExpression Number(int value, ScalarType type) => type == ScalarType.Index ? Tree.Constant((long)value) : Tree.Constant(System.Convert.ChangeType(value, type.Type, System.Globalization.CultureInfo.InvariantCulture));
}
