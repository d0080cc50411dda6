using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting.Loops;

/// <summary>Runs passes in the bodies of loops and branches.</summary>
public sealed class SimplifyBodies : Pass
{
    private readonly Func<ImmutableArray<Dim?>, IReadOnlyList<Pass>> passes;
    private readonly ImmutableArray<Dim?> around;

    /// <summary>The same passes in every body.</summary>
    public SimplifyBodies(Func<IReadOnlyList<Pass>> passes)
        : this(_ => passes(), [])
    {
    }

    /// <summary>Passes by the lengths of the loops that are around a body.</summary>
    /// <param name="passes">The passes in a body.</param>
    /// <param name="around">The lengths of the loops around.</param>
    internal SimplifyBodies(Func<ImmutableArray<Dim?>, IReadOnlyList<Pass>> passes, ImmutableArray<Dim?> around) => (this.passes, this.around) = (passes, around);

    internal override Func<Op, bool> Concerns => op => op is LoopOp or BranchOp;

    internal override PassResult Run(ImmutableArray<Node> nodes, RewriteLog? log) => new(Rewritten(nodes, log), IsSettled: true);

    private ImmutableArray<Node> Rewritten(ImmutableArray<Node> nodes, RewriteLog? log)
    {
        var order = Traversal.PostOrder(nodes);
        if (!order.Exists(n => n.Op is LoopOp or BranchOp)) return nodes;
        var used = LoopPass.UsedOutputs(order);
        var images = new Substitution(nodes[0].Graph);
        foreach (var original in order.Where(n => n.Op is LoopOp or BranchOp))
        {
            var node = original.Graph.Add(original.Op, images.Apply(original.Inputs));
            if (original.Op is LoopOp) Loop(original, node, used[original], images, log);
            else Branch(original, node, images, log);
        }

        return images.Apply(nodes);
    }

    private void Loop(Node original, Node loop, ImmutableArray<int> used, Substitution images, RewriteLog? log)
    {
        var (draft, _) = LoopPass.Open(loop, used);
        draft.Transform(nodes => Simplification.Run(passes(around.Add(((LoopOp)loop.Op).Length)), nodes, log));
        var closed = draft.Close();
        for (var i = 0; i < used.Length; i++) images.Map(original.Output(used[i]), closed[i]);
    }

    private void Branch(Node original, Node branch, Substitution images, RewriteLog? log)
    {
        var draft = new BranchDraft(branch.Inputs[0]);
        var (_, outputs) = BranchDerivatives.Copy(branch, draft);
        var sides = outputs.Select(side => Simplification.Run(passes(around), side, log)).ToList();
        for (var k = 0; k < branch.Types.Length; k++) draft.Exit(sides[0][k], sides[1][k]);
        var closed = draft.Close();
        for (var k = 0; k < closed.Length; k++) images.Map(original.Output(k), closed[k]);
    }
}
