using SymDiff.Codegen.Loops;
using SymDiff.Testing;

namespace SymDiff.Codegen.Tests.Contracts;

/// <summary>Checks that compiled code computes what the interpreter computes.</summary>
public static class BackendCheck
{
    /// <summary>Every output of a function has the interpreter's bits; NaNs count as equal.</summary>
    public static void Strict(Function function, IReadOnlyList<Tensor> arguments, Backend backend)
    {
        ProgramVerifier.Check(Compiler.Compile(function, Numerics.Strict));
        var expected = function.Evaluate([.. arguments]);
        var actual = Run(function, arguments, new() { Backend = backend, Numerics = Numerics.Strict });
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(Bits(expected[i].ToArray()), Bits(actual[i]));
    }

    /// <summary>The outputs of the compiled function, each as numbers in row-major order.</summary>
    public static List<double[]> Run(Function function, IReadOnlyList<Tensor> arguments, CompileOptions options)
    {
        var types = function.Inputs.Select(i => Passed(i.Type)).Concat(function.Outputs.Select(o => Passed(o.Type).MakeByRefType())).Append(typeof(void));
        var compiled = function.Compile(System.Linq.Expressions.Expression.GetDelegateType([.. types]), options);
        object?[] values = [.. arguments.Select(Value), .. function.Outputs.Select(_ => (object?)null)];
        compiled.DynamicInvoke(values);
        return [.. values.Skip(arguments.Count).Select(Numbers)];
    }

    /// <summary>Bits, with one pattern for all NaNs.</summary>
    public static long[] Bits(double[] values) => Array.ConvertAll(values, v => BitConverter.DoubleToInt64Bits(double.IsNaN(v) ? double.NaN : v));

    private static Type Passed(TensorType type) => type.IsScalar ? type.DType.ScalarType.Type : type.DType.ScalarType.Type.MakeArrayType();

    private static object Value(Tensor tensor)
    {
        var array = Array.CreateInstance(tensor.DType.ScalarType.Type, tensor.Count);
        for (var i = 0; i < tensor.Count; i++) array.SetValue(Boxed(tensor[i], tensor.DType), i);
        return tensor.Lengths.IsEmpty ? array.GetValue(0)! : array;
    }

    private static object Boxed(Scalar value, DType dtype) => dtype switch
    {
        DType.Float64 => value.Real,
        DType.Float32 => (float)value.Real,
        DType.Int32 => (int)value.Integer,
        DType.Int64 => value.Integer,
        _ => value.Truth,
    };

    private static double[] Numbers(object? value) => value is Array array
        ? [.. array.Cast<object>().Select(Number)]
        : [Number(value!)];

    private static double Number(object value) => value is bool truth ? (truth ? 1 : 0) : System.Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
}
