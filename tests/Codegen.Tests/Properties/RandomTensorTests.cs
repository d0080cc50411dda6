using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Tests.Contracts;
using SymDiff.Testing;

namespace SymDiff.Codegen.Tests.Properties;

/// <summary>
/// Random programs of tensors with loops, their gradients and Hessian-vector products, at lengths around those of vectors and blocks: compiled code agrees with
/// the interpreter, on one thread and on several.
/// </summary>
public sealed class RandomTensorTests
{
    private const int Programs = 40;
    private const int Steps = 7;

    private static readonly int[] lengths = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 63, 64, 65];

    // NaNs, infinities and the smallest numbers among the inputs.
    [Theory]
    [InlineData(DType.Float64)]
    [InlineData(DType.Float32)]
    public void StrictCodeHasTheInterpretersBits(DType dtype)
    {
        var compared = 0;
        foreach (var (seed, f, given) in Sample(dtype, special: true))
        {
            foreach (var threads in new[] { 1, 3 })
            {
                var options = new CompileOptions { Backend = Backend.ExpressionTree, Numerics = Numerics.Strict, MaxDegreeOfParallelism = threads, LeastWork = 1, UseCache = false };
                ProgramVerifier.Check(Compiler.Compile(f, Numerics.Strict, vectorize: true, options.Parallelism));
                if (Expected(f, given) is not { } expected) continue;
                compared++;
                var actual = BackendCheck.Run(f, given, options);
                for (var i = 0; i < expected.Length; i++)
                    Assert.True(BackendCheck.Bits(expected[i].ToArray()).SequenceEqual(BackendCheck.Bits(actual[i])), $"program {seed}, {threads} threads, {f.OutputNames[i]}:\n{f.ToMath()}");
            }
        }

        Assert.True(compared > 2 * Programs);
    }

    [Theory]
    [InlineData(DType.Float64, 1e-10)]
    [InlineData(DType.Float32, 2e-4)]
    public void StandardCodeIsNearTheInterpreter(DType dtype, double tolerance)
    {
        foreach (var (seed, f, given) in Sample(dtype, special: false))
        {
            if (Expected(f.Simplify(), given) is not { } expected) continue;
            var scale = BackendCheck.Scale(expected.Concat(given).SelectMany(t => t.ToArray())) + 1;
            foreach (var (threads, bits) in new[] { (1, 256), (1, 512), (2, 512), (8, 256) })
            {
                var options = new CompileOptions { Backend = Backend.ExpressionTree, MaxDegreeOfParallelism = threads, LeastWork = 1, VectorBits = bits, UseCache = false };
                ProgramVerifier.Check(Compiler.Compile(f, Numerics.Standard, vectorize: true, options.Parallelism, bits));
                var compiled = f.Compile(BackendCheck.DelegateTypeOf(f), options);
                var actual = BackendCheck.RunCompiled(f, given, compiled);
                for (var i = 0; i < expected.Length; i++)
                {
                    var entries = expected[i].ToArray();
                    for (var k = 0; k < entries.Length; k++)
                    {
                        Assert.True(
                            entries[k].Equals(actual[i][k]) || Math.Abs(entries[k] - actual[i][k]) <= tolerance * scale,
                            $"program {seed}, {threads} threads, {bits} bits, {f.OutputNames[i]}[{k}] is {actual[i][k]:R}, expected {entries[k]:R}:\n{f.ToMath()}");
                    }
                }

                if (threads > 1) Assert.Equal(actual.Select(BackendCheck.Bits), BackendCheck.RunCompiled(f, given, compiled).Select(BackendCheck.Bits));
            }
        }
    }

    // A length that is no whole number or negative is told by both.
    private static Tensor[]? Expected(Function f, Tensor[] given)
    {
        try
        {
            return [.. f.Evaluate(given)];
        }
        catch (ShapeException)
        {
            return null;
        }
    }

    private static IEnumerable<(int Seed, Function Function, Tensor[] Arguments)> Sample(DType dtype, bool special)
    {
        for (var seed = 0; seed < Programs; seed++)
        {
            var f = RandomTensors.Of(seed, Steps, dtype, special);
            var gradient = f.ValueAndGradient(new DifferentiationOptions { Disconnected = Undefined.Zero }, "x", "z");
            var random = new Random(seed);
            foreach (var function in seed % 4 == 0 ? [f, gradient, f.HessianVectorProduct("x")] : new[] { f, gradient })
            {
                var (n, m) = (lengths[random.Next(lengths.Length)], lengths[random.Next(1, lengths.Length)]);
                if (n * m > 600) n = Math.Max(1, 600 / m);
                yield return (seed, function, RandomTensors.Arguments(function, seed, n, m, special));
                if (seed % 3 == 0) yield return (seed, function.Bind("n", n).Bind("m", m), RandomTensors.Arguments(function, seed, n, m, special));
            }
        }
    }
}
