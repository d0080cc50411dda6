using SymDiff.Codegen.Tests.Contracts;
using SymDiff.Testing;

namespace SymDiff.Codegen.Tests.Properties;

/// <summary>Random loops within loops of every kind, with their gradients and Hessian-vector products: compiled code agrees with the interpreter.</summary>
public sealed class RandomLoopTests
{
    private const int Programs = 60;

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
