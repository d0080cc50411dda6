using System.Linq.Expressions;

namespace SymDiff.Programs.Tests;

/// <summary>The ways to run a program: by the interpreter, and compiled, on one thread and with every loop that can be in three runs.</summary>
internal static class Ways
{
    /// <summary>The outputs at inputs, in each way.</summary>
    public static IEnumerable<double[][]> Run(Function function, params Tensor[] inputs)
    {
        yield return [.. function.Evaluate(inputs).Select(o => o.ToArray())];
        yield return Compiled(function, inputs, CompileOptions.Default);
        yield return Compiled(function, inputs, new() { MaxDegreeOfParallelism = 3, LeastWork = 1 });
    }

    /// <summary>Asserts that each output is the expected one, in each way.</summary>
    public static void Agree(Function function, Tensor[] inputs, double[][] expected, double tolerance = 1e-12)
    {
        foreach (var outputs in Run(function, inputs))
        {
            Assert.Equal(expected.Length, outputs.Length);
            for (var i = 0; i < expected.Length; i++) Differences.Agree(expected[i], outputs[i], tolerance);
        }
    }

    private static double[][] Compiled(Function function, Tensor[] inputs, CompileOptions options)
    {
        var sizes = Sizes.Solve(function.Name, function.Inputs, inputs);
        object?[] arguments = [.. inputs.Select(Argument), .. function.Sizes.Select(size => (object?)sizes[size]), .. function.Outputs.Select(_ => (object?)null)];
        function.Compile(DelegateOf(function), options).DynamicInvoke(arguments);
        return [.. arguments.Skip(inputs.Length + function.Sizes.Length).Select(o => o as double[] ?? [(double)o!])];
    }

    private static Type DelegateOf(Function function) => Expression.GetDelegateType(
        [.. function.Inputs.Select(i => Passed(i.Type)), .. function.Sizes.Select(_ => typeof(int)), .. function.Outputs.Select(o => Passed(o.Type).MakeByRefType()), typeof(void)]);

    private static Type Passed(TensorType type) => type.DType == DType.Int32 ? (type.IsScalar ? typeof(int) : typeof(int[])) : (type.IsScalar ? typeof(double) : typeof(double[]));

    private static object Argument(Tensor tensor)
    {
        if (tensor.DType == DType.Int32) return Array.ConvertAll(tensor.ToArray(), v => (int)v) is var ints && tensor.Lengths.IsEmpty ? ints[0] : ints;
        return tensor.Lengths.IsEmpty ? tensor.ToDouble() : tensor.ToArray();
    }
}
