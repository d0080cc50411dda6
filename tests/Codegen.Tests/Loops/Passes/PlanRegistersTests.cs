using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Tests.Contracts;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>Long code in parts: few of its values are in variables at a time, the others in scratch memory, and its results are the interpreter's.</summary>
public sealed class PlanRegistersTests
{
    private const int Registers = 14;

    private readonly Graph graph = new();

    public static TheoryData<int, Numerics> Cases
    {
        get
        {
            var cases = new TheoryData<int, Numerics>();
            foreach (var seed in Enumerable.Range(1, 4))
                foreach (var numerics in new[] { Numerics.Strict, Numerics.Standard }) cases.Add(seed, numerics);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void FewValuesAreAliveAtOnce(int seed, Numerics numerics)
    {
        var x = graph.Variable("x", [6]);
        var program = Compiler.Compile(graph.Function("f", [x], [Mixed([.. Enumerable.Range(0, 6).Select(i => x[i])], 1500, seed)]).ValueAndGradient(), numerics, vectorize: true);
        ProgramVerifier.Check(program);
        Assert.True(program.Parts.Length > 5);
        var most = program.Parts.Select(MostAlive).ToList();
        Assert.InRange(most.Max(), Registers, Registers + 4);   // what a branch reads has variables of its own until there
    }

    [Theory, MemberData(nameof(Backends))]
    public void GradientsHaveTheInterpretersBits(Backend backend)
    {
        foreach (var dtype in new[] { DType.Float64, DType.Float32 })
        {
            var x = graph.Variable("x" + dtype, [6], dtype);
            var f = graph.Function("f", [x], [Mixed([.. Enumerable.Range(0, 6).Select(i => x[i])], 1500, seed: 7)]).ValueAndGradient();
            BackendCheck.Strict(f, [Numbers(dtype, 6)], backend);
        }
    }

    // The loop within the loop has parts too, which run while values of the outer part wait in scratch memory.
    [Theory, MemberData(nameof(Backends))]
    public void LongBodiesWithinLongBodies(Backend backend)
    {
        var (x, y) = (graph.Variable("x", [5]), graph.Variable("y", [4]));
        var total = Loop.Fold(graph.Constant(0.25), x, (outer, v) =>
        {
            var inner = Loop.Fold(outer * 0.5, y, (h, w) => Mixed([h, w, v], 700, seed: 8));
            return Mixed([outer, inner, v], 900, seed: 9);
        });
        var f = graph.Function("f", [x, y], [total]);
        BackendCheck.Strict(f, [Numbers(DType.Float64, 5), Numbers(DType.Float64, 4)], backend);
        BackendCheck.Strict(f.ValueAndGradient(), [Numbers(DType.Float64, 5), Numbers(DType.Float64, 4)], backend);
    }

    // Iterations side by side: the values are vectors.
    [Theory, MemberData(nameof(Backends))]
    public void LongBodiesOfVectors(Backend backend)
    {
        var x = graph.Variable("x", [200]);
        var f = graph.Function("f", [x], [Loop.SumOver(x, v => Mixed([v, v * v, v + 1], 600, seed: 10))]).ValueAndGradient();
        var expected = f.Evaluate(Numbers(DType.Float64, 200));
        var actual = BackendCheck.Run(f, [Numbers(DType.Float64, 200)], new() { Backend = backend });
        for (var i = 0; i < expected.Length; i++) BackendCheck.Near(expected[i].ToArray(), actual[i], 1e-12);
    }

    public static TheoryData<Backend> Backends => [Backend.ExpressionTree, Backend.Roslyn];

    private static Tensor Numbers(DType dtype, int count) => Tensor.Of(dtype, Enumerable.Range(0, count).Select(i => Math.Sin(3 * i + 1)).ToArray(), count);

    // Values of two among the sixty before, scaled so that they stay near 1.
    private static Node Mixed(List<Node> nodes, int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var (u, v) = (nodes[^random.Next(1, Math.Min(nodes.Count, 60) + 1)], nodes[^random.Next(1, Math.Min(nodes.Count, 60) + 1)]);
            nodes.Add(random.Next(5) switch { 0 => u * 0.5 + v * 0.5, 1 => u - v * 0.25, 2 => u * v, 3 => 0.5 * (u + v), _ => Select(u > v, u, Sin(v)) });
        }

        return nodes.TakeLast(40).Aggregate((a, b) => a + b);
    }

    // The most variables of numbers that are made before a statement and read behind it.
    private static int MostAlive(Part part)
    {
        var last = new Dictionary<Local, int>();
        for (var i = 0; i < part.Body.Length; i++)
            foreach (var local in LocalsOf.Reads(part.Body[i])) last[local] = i;
        var (alive, most) = (new HashSet<Local>(), 0);
        for (var i = 0; i < part.Body.Length; i++)
        {
            alive.RemoveWhere(l => last[l] <= i);
            most = Math.Max(most, alive.Count);
            if (part.Body[i] is Declare { Local: { Type.IsFloat: true } made } && last.ContainsKey(made)) alive.Add(made);
        }

        return most;
    }
}
