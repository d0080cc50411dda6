using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting.Loops;

/// <summary>A pass that puts other nodes in the place of a loop's outputs, one loop after the other, inputs first.</summary>
public abstract class LoopPass : Pass
{
    internal override Func<Op, bool> Concerns => op => op is LoopOp;

    internal override PassResult Run(ImmutableArray<Node> nodes, RewriteLog? log) => new(Rewritten(nodes, log), IsSettled: true);

    private ImmutableArray<Node> Rewritten(ImmutableArray<Node> nodes, RewriteLog? log)
    {
        var order = Traversal.PostOrder(nodes);
        if (!order.Exists(n => n.Op is LoopOp)) return nodes;
        var used = UsedOutputs(order);
        var images = new Substitution(nodes[0].Graph);
        foreach (var original in order.Where(n => n.Op is LoopOp))
        {
            var loop = original.Graph.Add(original.Op, images.Apply(original.Inputs));
            var rewritten = Rewrite(loop, used[original]);
            for (var i = 0; i < rewritten.Length; i++) Replace(original, loop, used[original][i], rewritten[i], images, log);
        }

        return images.Apply(nodes);
    }

    /// <summary>The nodes that stand for the outputs that are used.</summary>
    protected abstract ImmutableArray<Node> Rewrite(Node loop, ImmutableArray<int> used);

    /// <summary>The positions of each loop's outputs that other nodes of an order read, or that are in it themselves.</summary>
    internal static Dictionary<Node, ImmutableArray<int>> UsedOutputs(IReadOnlyList<Node> order) => order
        .Where(n => n.Op is LoopOp && !n.IsTuple).Select(n => (Loop: n, Index: 0))
        .Concat(order.Where(n => n.Op is Output && n.Inputs[0].Op is LoopOp).Select(n => (Loop: n.Inputs[0], ((Output)n.Op).Index)))
        .GroupBy(o => o.Loop)
        .ToDictionary(g => g.Key, g => g.Select(o => o.Index).Distinct().OrderBy(i => i).ToImmutableArray());

    /// <summary>A copy of a loop that computes some of its outputs.</summary>
    internal static (LoopDraft Draft, LoopCopy Copy) Open(Node loop, IEnumerable<int> outputs)
    {
        var draft = LoopDraft.Over(loop);
        var copy = new LoopCopy(loop, draft).Attach();
        foreach (var output in outputs) copy.Exit(copy.Op.Outputs[output]);
        return (draft, copy);
    }

    private void Replace(Node original, Node loop, int output, Node rewritten, Substitution images, RewriteLog? log)
    {
        images.Map(original.Output(output), rewritten);
        if (!ReferenceEquals(loop.Output(output), rewritten)) log?.Add(Name, loop.Output(output), rewritten);
    }
}
