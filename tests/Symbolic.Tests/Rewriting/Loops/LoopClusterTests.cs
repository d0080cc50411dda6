using System.Diagnostics;
using SymDiff.Ops;
using SymDiff.Rewriting;
using SymDiff.Rewriting.Loops;
using SymDiff.Symbolic.Tests.Differentiation;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Rewriting.Loops;

/// <summary>Which loops become one among many: none that needs another's result, and found in time proportional to their number.</summary>
[Collection(nameof(SizeTests))]
public sealed class LoopClusterTests
{
    private static readonly double[] shortOnes = [0.3, -0.7], longOnes = [0.2, 0.5, -0.4];

    private readonly Graph graph = new();
    private readonly Node s, x, z;

    public LoopClusterTests() => (s, x, z) = (graph.Variable("s"), graph.Variable("x", [2]), graph.Variable("z", [3]));

    // yₖ folds over x from yₖ₋₁ on: no two become one
    [Fact]
    public void AChainOfTwoThousandFolds()
    {
        const int Count = 2000;
        var y = s;
        for (var k = 0; k < Count; k++)
        {
            var shift = k % 7;
            y = Loop.Fold(y, x, (state, entry) => Sin(state) + entry * (shift + 0.5));
        }

        var watch = Stopwatch.StartNew();
        var f = graph.Function("f", [s, x], [y]).Simplify();
        var gradient = f.ValueAndGradient("s");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 60);   // a few on an idle machine
        Assert.Equal(Count, Traversal.PostOrder(f.Outputs).Count(node => node.Op is LoopOp));
        var (state, slope) = (0.4, 1.0);
        for (var k = 0; k < Count; k++)
            foreach (var entry in shortOnes) (state, slope) = (Math.Sin(state) + (entry * ((k % 7) + 0.5)), slope * Math.Cos(state));
        var values = gradient.Evaluate(0.4, Tensor.Vector(shortOnes));
        Assert.Equal(state, values[0].ToDouble(), 1e-9);
        Assert.Equal(slope, values[1].ToDouble(), 1e-9);
    }

    // Two chains side by side become one, loop by loop, and one that reads both at each step stays one of pairs.
    [Theory, InlineData(false), InlineData(true)]
    public void ChainsSideBySideBecomeOne(bool meet)
    {
        var (a, b) = (s, s * 2);
        for (var k = 0; k < 300; k++)
        {
            (a, b) = (Loop.Fold(a, x, (state, entry) => Sin(state) + entry), Loop.Fold(b, x, (state, entry) => Cos(state) * entry));
            if (meet) (a, b) = (a + b, a - b);
        }

        var merged = Merged(a * b);
        Assert.Equal(300, Traversal.PostOrder([merged]).Count(node => node.Op is LoopOp));
        Agree(a * b, merged);
    }

    // Random loops over two lengths: sums, rows and folds that read any of what there is before.
    [Fact]
    public void ValuesStay()
    {
        var fewer = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var result = Random(new Random(seed), steps: 14);
            var merged = Merged(result);
            Agree(result, merged);
            var (before, after) = (Loops(result), Loops(merged));
            Assert.InRange(after, 1, before);
            if (after < before) fewer++;
        }

        Assert.True(fewer > 150, $"only {fewer} programs have fewer loops");

        static int Loops(Node node) => Traversal.PostOrder([node]).Count(n => n.Op is LoopOp);
    }

    private Node Random(Random random, int steps)
    {
        List<Node> numbers = [s, Sin(s)];
        List<Node>[] rows = [[x, x * x], [z, Exp(z)]];
        for (var k = 0; k < steps; k++)
        {
            var mine = rows[random.Next(2)];
            var (scale, start, row, other) = (Any(numbers), Any(numbers), Any(mine), Any(mine));
            var weight = 1 / (1.0 + k);
            switch (random.Next(4))
            {
                case 0: numbers.Add(Loop.SumOver(row, r => Sin(r * scale) + weight)); break;
                case 1: mine.Add(Loop.Map(row, other, (r, o) => Cos(r * scale) + o * weight)); break;
                case 2: numbers.Add(Loop.Fold(start, row, (state, r) => Sin(state + r) * weight, reverse: random.Next(3) == 0)); break;
                default:
                    var scan = Loop.Scan(start, row, (state, r) => (Sin(state + r), state * weight));
                    numbers.Add(scan.Final);
                    mine.Add(scan.Outputs);
                    break;
            }
        }

        return numbers.Aggregate((sum, number) => sum + number) + Sum(rows[0][^1]) + Sum(rows[1][^1]);

        Node Any(List<Node> nodes) => nodes[^random.Next(1, Math.Min(nodes.Count, 5) + 1)];
    }

    private static Node Merged(Node node) => Simplification.Run([new MergeLoops()], [node])[0];

    private void Agree(Node expected, Node actual)
    {
        var values = graph.Function("f", [s, x, z], [expected, actual]).Evaluate(0.4, Tensor.Vector(shortOnes), Tensor.Vector(longOnes));
        Assert.Equal(values[0].ToDouble(), values[1].ToDouble());
    }
}
