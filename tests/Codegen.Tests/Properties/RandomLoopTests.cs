using SymDiff.Codegen.Tests.Contracts;
using SymDiff.Testing;

namespace SymDiff.Codegen.Tests.Properties;

/// <summary>Random loops within loops of every kind, with their gradients and Hessian-vector products: compiled code agrees with the interpreter.</summary>
public sealed class RandomLoopTests
{
    private const int Programs = 60;
    private const int LongPrograms = 200;

    [Fact]
    public void StrictCodeHasTheInterpretersBits()
    {
        var programs = Sample().ToList();
        foreach (var (function, arguments) in programs) BackendCheck.Strict(function, arguments, Backend.ExpressionTree);
        var compiled = BackendCheck.CompileAll([.. programs.Select(p => p.Function)]);
        for (var i = 0; i < programs.Count; i++) BackendCheck.Strict(programs[i].Function, programs[i].Arguments, compiled[i]);
    }

    [Fact]
    public void StandardCodeIsNearTheInterpreter()
    {
        foreach (var (function, arguments) in Sample())
        {
            var expected = function.Simplify().Evaluate(arguments);
            var actual = BackendCheck.Run(function, arguments, new() { Backend = Backend.ExpressionTree });
            for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], 1e-12);
        }
    }

    // Enough iterations for blocks of lanes, and some more; what is compared with has the interpreter's bits by the test above.
    [Theory]
    [InlineData(67, 130)]
    [InlineData(128, 64)]
    public void LongLoopsAreNearStrictCode(int n, int m)
    {
        for (var seed = 0; seed < LongPrograms; seed++)
        {
            var f = Function.Parse(RandomLoops.Text(seed)).ValueAndGradient();
            var at = RandomLoops.Arguments(seed, n, m);
            var expected = BackendCheck.Run(f, at, new() { Backend = Backend.ExpressionTree, Numerics = Numerics.Strict });
            foreach (var function in new[] { f, f.Bind("n", n).Bind("m", m) })
            {
                var bits = seed % 2 == 0 == ReferenceEquals(function, f) ? 256 : 512;
                var actual = BackendCheck.Run(function, at, new() { Backend = Backend.ExpressionTree, VectorBits = bits });
                for (var i = 0; i < expected.Count; i++) Near(expected[i], actual[i], seed);
            }
        }
    }

    // All loops whose iterations do not depend on each other run in three parts, however little work they are.
    [Fact]
    public void LoopsOnThreadsAreNearStrictCode()
    {
        for (var seed = 0; seed < LongPrograms; seed++)
        {
            var f = Function.Parse(RandomLoops.Text(seed)).ValueAndGradient();
            var at = RandomLoops.Arguments(seed, 150, 70);
            var expected = BackendCheck.Run(f, at, new() { Backend = Backend.ExpressionTree, Numerics = Numerics.Strict });
            var actual = BackendCheck.Run(f, at, new() { Backend = Backend.ExpressionTree, MaxDegreeOfParallelism = 3, LeastWork = 1 });
            for (var i = 0; i < expected.Count; i++) Near(expected[i], actual[i], seed);
        }
    }

    private static void Near(double[] expected, double[] actual, int seed)
    {
        var scale = expected.Max(Math.Abs) + 1;
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-11 * scale, $"program {seed}, entry {i}: {actual[i]:R}, expected {expected[i]:R} in {RandomLoops.Text(seed)}");
    }

    private static IEnumerable<(Function Function, Tensor[] Arguments)> Sample()
    {
        for (var seed = 0; seed < Programs; seed++)
        {
            var f = Function.Parse(RandomLoops.Text(seed));
            var at = RandomLoops.Arguments(seed);
            yield return (f, at);
            yield return (f.ValueAndGradient(), at);
            if (seed % 3 == 0) yield return (f.HessianVectorProduct("x", "a"), [.. at, Tensor.Vector(0.3, -0.2, 0.9), 0.7]);
        }
    }
}
