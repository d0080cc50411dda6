using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting.Loops;

/// <summary>A sum over rows that a loop stacks becomes an output of the loop: Σᵢ y[i] of y[i] = f(i) needs no y.</summary>
public sealed class SumStacks : Pass
{
    internal override Func<Op, bool> Concerns => op => op is LoopOp;

    internal override PassResult Run(ImmutableArray<Node> nodes, RewriteLog? log) => new(Rewritten(nodes, log), IsSettled: true);

    private ImmutableArray<Node> Rewritten(ImmutableArray<Node> nodes, RewriteLog? log)
    {
        var order = Traversal.PostOrder(nodes);
        var sums = order.Where(IsSumOfRows).GroupBy(n => LoopOf(n.Inputs[0])).ToDictionary(g => g.Key, g => g.ToList());
        if (sums.Count == 0) return nodes;
        var used = LoopPass.UsedOutputs(order);
        var images = new Substitution(nodes[0].Graph);
        foreach (var original in order.Where(sums.ContainsKey))
        {
            var loop = original.Graph.Add(original.Op, images.Apply(original.Inputs));
            var (draft, copy) = LoopPass.Open(loop, used[original]);
            foreach (var sum in sums[original])
            {
                var stacked = (LoopOutput.Stacked)copy.Op.Outputs[sum.Inputs[0].Op is Output output ? output.Index : 0];
                draft.Sum(NodeMath.Sum(copy.Output(stacked.Value), [.. ((Sum)sum.Op).Axes.Where(a => a > 0).Select(a => a - 1)]));
            }

            var closed = draft.Close();
            for (var i = 0; i < used[original].Length; i++) images.Map(original.Output(used[original][i]), closed[i]);
            for (var i = 0; i < sums[original].Count; i++) images.Map(sums[original][i], closed[used[original].Length + i]);
            foreach (var sum in sums[original]) log?.Add(Name, sum, images.Apply([sum])[0]);
        }

        return images.Apply(nodes);
    }

    private static Node LoopOf(Node node) => node.Op is Output ? node.Inputs[0] : node;

    private static bool IsSumOfRows(Node node) =>
        node.Op is Sum sum && sum.Axes.Contains(0) && LoopOf(node.Inputs[0]).Op is LoopOp loop && loop.Outputs[node.Inputs[0].Op is Output output ? output.Index : 0] is LoopOutput.Stacked;
}
