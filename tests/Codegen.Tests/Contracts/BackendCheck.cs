using SymDiff.Codegen.Backends;
using SymDiff.Codegen.Backends.Roslyn;
using SymDiff.Codegen.Loops;
using SymDiff.Testing;

namespace SymDiff.Codegen.Tests.Contracts;

/// <summary>Checks that compiled code computes what the interpreter computes.</summary>
public static class BackendCheck
{
    /// <summary>Every output of a function has the interpreter's bits; NaNs count as equal.</summary>
    public static void Strict(Function function, IReadOnlyList<Tensor> arguments, Backend backend) =>
        Strict(function, arguments, function.Compile(DelegateTypeOf(function), new() { Backend = backend, Numerics = Numerics.Strict }));

    /// <summary>Every output of a compiled function has the interpreter's bits.</summary>
    public static void Strict(Function function, IReadOnlyList<Tensor> arguments, Delegate compiled)
    {
        ProgramVerifier.Check(Compiler.Compile(function, Numerics.Strict, vectorize: true));
        var expected = function.Evaluate([.. arguments]);
        var actual = RunCompiled(function, arguments, compiled);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(Bits(expected[i].ToArray()), Bits(actual[i]));
    }

    /// <summary>Delegates of many functions out of one compilation by Roslyn.</summary>
    public static IReadOnlyList<Delegate> CompileAll(IReadOnlyList<Function> functions)
    {
        var programs = functions.Select(f => (f, Program: Compiler.Compile(f, Numerics.Strict, vectorize: true))).ToList();
        return RoslynBackend.CompileAll([.. programs.Select(p => (p.Program, Signature.Of(DelegateTypeOf(p.f), p.Program)))]);
    }

    /// <summary>The outputs of a function compiled with options.</summary>
    public static List<double[]> Run(Function function, IReadOnlyList<Tensor> arguments, CompileOptions options) =>
        RunCompiled(function, arguments, function.Compile(DelegateTypeOf(function), options));

    /// <summary>Every entry is the expected one up to a tolerance relative to the largest; NaN and infinities are themselves.</summary>
    public static void Near(double[] expected, double[] actual, double tolerance) => Near(expected, actual, tolerance, Scale(expected));

    /// <summary>The largest magnitude among finite numbers.</summary>
    public static double Scale(IEnumerable<double> values) => values.Where(double.IsFinite).Append(0).Max(Math.Abs);

    /// <summary>Every entry is the expected one up to a tolerance relative to a scale.</summary>
    public static void Near(double[] expected, double[] actual, double tolerance, double scale)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.True(expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"entry {i} is {actual[i]:R}, expected {expected[i]:R}");
    }

    /// <summary>The outputs of a compiled function.</summary>
    public static List<double[]> RunCompiled(Function function, IReadOnlyList<Tensor> arguments, Delegate compiled)
    {
        object?[] values = [.. arguments.Select(Value), .. function.Outputs.Select(_ => (object?)null)];
        compiled.DynamicInvoke(values);
        return [.. values.Skip(arguments.Count).Select(Numbers)];
    }

    /// <summary>Inputs by value and as arrays, outputs as out parameters.</summary>
    public static Type DelegateTypeOf(Function function) => System.Linq.Expressions.Expression.GetDelegateType(
        [.. function.Inputs.Select(i => Passed(i.Type)), .. function.Outputs.Select(o => Passed(o.Type).MakeByRefType()), typeof(void)]);

    /// <summary>Bits, with one pattern for all NaNs.</summary>
    public static long[] Bits(double[] values) => Array.ConvertAll(values, v => BitConverter.DoubleToInt64Bits(double.IsNaN(v) ? double.NaN : v));

    private static Type Passed(TensorType type) => type.IsScalar ? type.DType.ScalarType.Type : type.DType.ScalarType.Type.MakeArrayType();

    /// <summary>A tensor as an array of its dtype, a scalar as its value.</summary>
    public static object Value(Tensor tensor)
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

    /// <summary>The entries of an array, or a value.</summary>
    public static double[] Numbers(object? value) => value is Array array
        ? [.. array.Cast<object>().Select(Number)]
        : [Number(value!)];

    private static double Number(object value) => value is bool truth ? (truth ? 1 : 0) : System.Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
}
