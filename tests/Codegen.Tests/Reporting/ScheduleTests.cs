using System.Collections.Immutable;
using SymDiff.Codegen.Reporting;
using SymDiff.Codegen.Scheduling;
using SymDiff.Ops;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Reporting;

/// <summary>Schedules: snapshots, read before they are accepted, and what holds for each op.</summary>
public sealed class ScheduleTests
{
    private readonly Graph graph = new();

    public static TheoryData<string> Samples => [.. OpSamples.All.Select(s => s.Name)];

    [Fact]
    public void Regression()
    {
        var n = graph.Dim("n");
        var (a, b, w) = (graph.Variable("A", [n, 3]), graph.Variable("b", [n]), graph.Variable("w", [3]));
        Snapshot(graph.Function("loss", [a, b, w], [Sum(Log1p(Exp(MatMul(a, w) * b)))]).ValueAndGradient());
    }

    // The value and the gradient share the loop of the observations, and each nest of its body serves both.
    [Fact]
    public void LoopInBlocks()
    {
        var (d, k) = (graph.Dim("d"), graph.Dim("k"));
        var (x, means) = (graph.Variable("x", [graph.Dim("n"), d]), graph.Variable("means", [k, d]));
        var f = graph.Function("mixture", [x, means], [Loop.SumOver(x, row => LogSumExp(-Sum((row - means) * (row - means), [1])))]).ValueAndGradient("means");
        var schedule = f.ToSchedule();
        var loop = Assert.Single(schedule.Body.Nests, nest => nest.Kind == NestKind.Loop);
        Assert.Contains(loop.Bodies[0].Nests.SelectMany(nest => nest.Deliveries), d => d.Result != "d_means");
        Assert.Contains(loop.Bodies[0].Nests.SelectMany(nest => nest.Deliveries), d => d.Result == "d_means");
        Verifier.Verify(schedule.ToString());
    }

    [Fact]
    public void KernelsAndProducts()
    {
        var (n, m) = (graph.Dim("n"), graph.Dim("m"));
        var (a, b, c) = (graph.Variable("A", [n, m]), graph.Variable("B", [m, n]), graph.Variable("c", [n]));
        Snapshot(graph.Function("f", [a, b, c], [Solve(MatMul(Sin(a), b), c)]));
    }

    [Fact]
    public void BranchAndScatter()
    {
        var (x, k) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("k", [graph.Dim("p")], DType.Int32));
        Snapshot(graph.Function("f", [x, k], [Cond(Sum(x) > 0, () => Sum(Exp(Gather(x, k))), () => Sum(x * x))]).Gradient("x"));
    }

    [Fact]
    public void Checkpoints()
    {
        var (x, y0) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("y0", [2]));
        Snapshot(graph.Function("f", [x, y0], [Sum(Loop.Fold(y0, x, (y, xi) => Sin(y * xi), checkpoint: Checkpoint.Every(8)))]).Gradient());
    }

    [Fact]
    public void StrictCodeKeepsLoopsAsTheyAre()
    {
        var x = graph.Variable("x", [graph.Dim("n")]);
        var loop = graph.Function("f", [x], [Loop.SumOver(x, Exp)]).ToSchedule(new() { Numerics = Numerics.Strict }).Body.Nests.Single(n => n.Kind == NestKind.Loop);
        Assert.Null(Assert.Single(loop.Bodies).Lanes);
    }

    // A map, its sum, and steps that wait for each other.
    [Fact]
    public void EachLoopSaysWhyItRunsOnSeveralThreadsOrOnOne()
    {
        var (x, y) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable("y", [100]));
        var map = graph.Function("f", [x], [Exp(x)]);
        var sum = graph.Function("f", [x], [Sum(Exp(x))]);
        var steps = graph.Function("f", [x], [Loop.Fold(x[0], x, (s, v) => Sin(s * v))]);
        Assert.Null(map.ToSchedule().Threads);
        Assert.Equal("  loop of n iterations for value: up to 4 runs at once, where there is enough work", LoopOf(map));
        Assert.Equal("  loop of n iterations for totals: up to 4 runs at once, where there is enough work", LoopOf(sum));
        Assert.Equal("  loop of n iterations for totals: one thread, sums keep their order", LoopOf(sum, Numerics.Strict));
        Assert.Equal("  loop of n iterations for totals: one thread, iterations depend on those before", LoopOf(steps));
        Assert.Equal("  loop of 100 iterations for value: one thread, little work", LoopOf(graph.Function("f", [y], [Exp(y)])));

        static string LoopOf(Function function, Numerics numerics = Numerics.Standard)
        {
            var lines = function.ToSchedule(new() { Numerics = numerics, MaxDegreeOfParallelism = 4 }).ToString().Split('\n');
            Assert.Equal("threads: at most 4", lines[^2]);
            return lines[^1];
        }
    }

    // The record says what the text says.
    [Fact]
    public void FewEntriesAreVariables()
    {
        var x = graph.Variable("x", [3]);
        var schedule = graph.Function("f", [x], [Sum(Exp(x) * Sin(Exp(x)))]).ToSchedule();
        Assert.Contains(schedule.Body.Nests.SelectMany(n => n.Nodes), n => n is { Storage: NodeStorage.Variables, Buffer: null });
        Assert.Contains("  variables  ", schedule.ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Samples))]
    public void EachNodeIsListedOnceAndMemoryAddsUp(string name)
    {
        var sample = OpSamples.Named(name);
        var schedule = new Function("f", sample.Inputs, sample.Outputs).ToSchedule();
        Check(schedule.Body, schedule.Workspace);
        foreach (var arena in schedule.Workspace)
        {
            var end = Dim.Zero;
            foreach (var slot in arena.Slots)
            {
                Assert.Equal(end, slot.Offset);
                end += slot.Bytes;
            }

            Assert.Equal(end, arena.Bytes);
        }
    }

    private static void Check(ScheduledScope scope, ImmutableArray<ScheduledArena> workspace)
    {
        var nodes = scope.Nests.SelectMany(n => n.Nodes).ToList();
        Assert.Equal(nodes.Count, nodes.Select(n => n.Name).Distinct().Count());
        foreach (var nest in scope.Nests)
        {
            Assert.All(nest.Nodes, node => Assert.Equal(nest.Number, node.Nests[0]));
            Assert.All(nest.Nodes.Where(n => n.Buffer?.Offset is not null), node => Assert.Contains(workspace.SelectMany(a => a.Slots), slot => slot.Offset == node.Buffer!.Offset && slot.Uses.Any(u => u.Buffer == node.Buffer.Name)));
            Assert.All(nest.Nodes, node => Assert.Equal(node.Storage == NodeStorage.Buffer, node.Buffer is not null));
            foreach (var body in nest.Bodies) Check(body, workspace);
        }
    }

    private static void Snapshot(Function function, [System.Runtime.CompilerServices.CallerMemberName] string method = "", [System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Verifier.Verify(function.ToSchedule().ToString(), "txt", null, file, method);
}
