using System.Collections.Immutable;
using SymDiff.Ops;
using SymDiff.Testing;

namespace SymDiff.Symbolic.Tests.Contracts;

/// <summary>An op that has a batched form does with rows what it does with each row, and so does its derivative.</summary>
public sealed class BatchedContractTests
{
    private const int Count = 3;

    // What has no batched form stays in its loop.
    private static readonly string[] unbatched = ["BranchOp", "CustomGradient", "Iota", "LoopOp", "Recompute", "SizeOf"];

    private static IEnumerable<OpSample> Batched => OpSamples.All.Where(s => Node(s) is { } node && !node.Inputs.Any(i => i.IsTuple));

    public static TheoryData<string> Samples => [.. Batched.Select(s => s.Name)];

    // The sampled op itself; samples are more than one op where a function builds more.
    private static Node? Node(OpSample sample) => sample.Outputs is [{ Inputs.Length: > 0 } node] && !unbatched.Contains(node.Op.GetType().Name) ? node : null;

    [Fact]
    public void EveryOpIsCovered()
    {
        var covered = Batched.Select(s => s.Op.GetType()).ToHashSet();
        var missing = OpSamples.OpTypes.Where(t => !covered.Contains(t) && !unbatched.Contains(t.Name)).Select(t => t.Name);
        Assert.Equal([], missing.ToArray());
    }

    [Theory, MemberData(nameof(Samples))]
    public void RowsAreWhatEachRowIs(string name)
    {
        var sample = OpSamples.Named(name);
        var node = Node(sample)!;
        var inputs = node.Inputs.Distinct().ToList();
        for (var choice = 1; choice < 1 << inputs.Count; choice++) Check(sample, node, [.. inputs.Where((_, i) => (choice & (1 << i)) != 0)]);
    }

    private static void Check(OpSample sample, Node node, HashSet<Node> varying)
    {
        var graph = new Graph();
        var variables = node.Inputs.Distinct().ToDictionary(i => i, i => graph.Variable("x" + node.Inputs.IndexOf(i), varying.Contains(i) ? i.Type.WithShape(i.Shape.Insert(0, Count)) : i.Type));
        var batched = node.Op.Batched(node, new([.. node.Inputs.Select(i => variables[i])], [.. node.Inputs.Select(varying.Contains)], Count));
        if (batched is null)
        {
            Assert.True(node.Op is Gather or ScatterAdd && varying.Contains(node.Inputs[1]), $"{node.Op.Name} has no form for {varying.Count} operands that vary");
            return;
        }

        Assert.Equal(node.Type.WithShape(node.Shape.Insert(0, Count)), batched.Type);
        var rows = Enumerable.Range(0, Count).Select(row => variables.Keys.ToDictionary(i => i, i => varying.Contains(i) ? Row(sample, i, row) : Value(sample, i))).ToList();
        var values = variables.ToDictionary(v => v.Value, v => varying.Contains(v.Key) ? Stack(rows.Select(r => r[v.Key])) : Value(sample, v.Key));
        Same(rows.Select(r => node.Evaluate(r)), batched.Evaluate(values), 1e-13);
        foreach (var input in variables.Keys.Where(i => i.DType.IsFloat && node.DType.IsFloat)) CheckGradient(node, batched, rows, values, input, variables[input], varying.Contains(input));
    }

    // of Σ w·y: of rows the rows, of what is the same in all their sum
    private static void CheckGradient(Node node, Node batched, List<Dictionary<Node, Tensor>> rows, Dictionary<Node, Tensor> values, Node input, Node variable, bool varies)
    {
        if (Derivative(batched, variable) is not { } all) return;
        var each = rows.Select((r, i) => Derivative(node, input, i)!.Evaluate(r)).ToList();
        if (varies) Same(each, all.Evaluate(values), 1e-11);
        else Same([Tensor.Of(input.DType, [.. Enumerable.Range(0, each[0].Count).Select(k => each.Sum(e => e.ToArray()[k]))], [.. each[0].Lengths])], all.Evaluate(values), 1e-11);
    }

    private static Node? Derivative(Node y, Node x, int? row = null)
    {
        var count = y.Shape.Size.Value / (row is null ? Count : 1);
        var weights = Enumerable.Range((row ?? 0) * count, y.Shape.Size.Value).Select(k => Math.Sin(1 + k)).ToArray();
        var seeded = NodeMath.Sum(y * y.Graph.Constant(Tensor.Of(y.DType, weights, [.. y.Shape.Select(d => d.Value)])));
        return ReverseMode.BuildGrad(seeded, x)[x]?.Value;
    }

    private static Tensor Value(OpSample sample, Node input) => sample.Evaluate([input])[0];

    // other values of the same kind: a little nearer to each other, so that they stay inside of the domain; integers in another order
    private static Tensor Row(OpSample sample, Node input, int row)
    {
        var value = Value(sample, input);
        var entries = value.ToArray();
        if (entries.Length == 0) return value;
        var mean = entries.Average();
        var symmetric = entries.Length > 1 && value.Lengths is [var n, var m] && n == m;
        double Entry(int k) => input.DType.IsFloat ? entries[k] + (row * 0.05 * (symmetric ? entries[k] : mean - entries[k])) + (entries.Length == 1 ? row * 0.01 * entries[k] : 0) : entries[(k + row) % entries.Length];
        return Tensor.Of(input.DType, [.. Enumerable.Range(0, entries.Length).Select(Entry)], [.. value.Lengths]);
    }

    private static Tensor Stack(IEnumerable<Tensor> rows)
    {
        var list = rows.ToList();
        return Tensor.Of(list[0].DType, [.. list.SelectMany(r => r.ToArray())], [list.Count, .. list[0].Lengths]);
    }

    private static void Same(IEnumerable<Tensor> rows, Tensor all, double tolerance)
    {
        var expected = rows.SelectMany(r => r.ToArray()).ToArray();
        var actual = all.ToArray();
        Assert.Equal(expected.Length, actual.Length);
        if (all.DType == DType.Float32) tolerance = 1e-5;
        for (var i = 0; i < actual.Length; i++)
            Assert.True(expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"entry {i}: expected {expected[i]:R}, got {actual[i]:R}");
    }
}
