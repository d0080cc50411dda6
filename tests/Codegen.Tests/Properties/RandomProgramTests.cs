using SymDiff.Codegen.Tests.Contracts;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Properties;

/// <summary>Random programs of all rows, choices, sums and dot products, with their gradients: compiled code agrees with the interpreter.</summary>
public sealed class RandomProgramTests
{
    private const int Programs = 150;

    [Fact]
    public void StrictCodeOfExpressionTreesHasTheInterpretersBits()
    {
        foreach (var program in Sample()) BackendCheck.Strict(program.Function, program.Arguments, Backend.ExpressionTree);
    }

    [Fact]
    public void StrictCodeOfRoslynHasTheInterpretersBits()
    {
        var programs = Sample();
        var compiled = BackendCheck.CompileAll([.. programs.Select(p => p.Function)]);
        for (var i = 0; i < programs.Count; i++) BackendCheck.Strict(programs[i].Function, programs[i].Arguments, compiled[i]);
    }

    // Against the interpreter on the graph that is compiled, which is the simplified one: rules that hold up to rounding may turn NaN into a number.
    [Fact]
    public void StandardCodeIsNearTheInterpreter()
    {
        foreach (var (function, arguments) in Sample())
        {
            var expected = function.Simplify().Evaluate(arguments);
            foreach (var bits in new[] { 256, 512 })
            {
                var actual = BackendCheck.Run(function, arguments, new() { Backend = Backend.ExpressionTree, VectorBits = bits });
                var scale = BackendCheck.Scale(expected.Concat(arguments).SelectMany(t => t.ToArray()));   // what cancels in one order may leave a rounding in another
                for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], 1e-12, scale);
            }
        }
    }

    private static List<(Function Function, Tensor[] Arguments)> Sample() => [.. Enumerable.Range(0, Programs).Select(Make)];

    private static (Function, Tensor[]) Make(int seed)
    {
        var program = RandomProgram.Of(new Random(seed), steps: 12, special: seed % 2 == 0);
        var graph = new Graph();
        var (x, s) = (graph.Variable("x", [3]), graph.Variable("s"));
        var f = graph.Function("f", [x, s], [Sum(program.Build(new TensorBuilder(), x, s)[^1])]);
        return (f.ValueAndGradient(), [Tensor.Vector([.. program.X]), program.S]);
    }
}
