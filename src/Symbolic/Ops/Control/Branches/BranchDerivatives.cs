using System.Collections.Immutable;

namespace SymDiff.Ops;

/// <summary>Both modes of the derivative of a branch: a branch with the derivatives of the sides.</summary>
internal static class BranchDerivatives
{
    public static Pullback PullBack(Node branch, Adjoint adjoint, IReadOnlyList<int> active)
    {
        var draft = new BranchDraft(branch.Inputs[0]);
        var (parameters, outputs) = Copy(branch, draft);
        var seeds = draft.Sides.Select(_ => new List<Seed>()).ToList();
        for (var k = 0; k < branch.Types.Length; k++)
        {
            if (adjoint.Parts[k] is not { } bar || !branch.Types[k].DType.IsFloat) continue;
            var (bars, guards) = (draft.Share(bar), adjoint.Guards[k] is { } guard ? draft.Share(guard) : default);
            for (var side = 0; side < 2; side++) seeds[side].Add(new(outputs[side][k], bars[side], guards.IsDefault ? null : guards[side]));
        }

        var targets = active.Where(i => i > 0 && branch.Inputs[i].DType.IsFloat).ToList();
        var tables = seeds.Select((s, side) => ReverseMode.BuildGrad(s, [.. targets.Select(i => parameters[side][i - 1]).Distinct()])).ToList();
        var exits = new List<(int Position, int Value, Func<ImmutableArray<Node>, Node?> Guard)>();
        foreach (var input in targets)
        {
            var found = tables.Select((t, side) => t[parameters[side][input - 1]]).ToList();
            if (found.TrueForAll(f => f is null)) continue;
            var sides = found.Select((f, side) => f?.Value ?? Gradient.Zero(parameters[side][input - 1])).ToList();
            exits.Add((input, draft.Exit(sides[0], sides[1]), Guard(branch, draft, input, found)));
        }

        var closed = draft.Close();
        return new(exits.Select(e => new InputAdjoint(e.Position, closed[e.Value], e.Guard(closed))).ToList());
    }

    public static Pushforward PushForward(Node branch, ImmutableArray<Node?> xDots)
    {
        var draft = new BranchDraft(branch.Inputs[0]);
        var (parameters, outputs) = Copy(branch, draft);
        var dots = draft.Sides.Select(_ => new Dictionary<Node, Node>()).ToList();
        for (var i = 1; i < xDots.Length; i++)
        {
            if (xDots[i] is not { } dot) continue;
            var shared = draft.Share(dot);
            for (var side = 0; side < 2; side++) dots[side][parameters[side][i - 1]] = shared[side];
        }

        var tangents = dots.Select((d, side) => ForwardMode.BuildTangents(outputs[side], d)).ToList();
        var exits = branch.Types.Select((type, k) => !type.DType.IsFloat || tangents.TrueForAll(t => t[k] is null) ? (int?)null
            : draft.Exit(tangents[0][k] ?? Gradient.Zero(outputs[0][k]), tangents[1][k] ?? Gradient.Zero(outputs[1][k]))).ToList();
        var closed = draft.Close();
        return new([.. exits.Select(e => e is { } exit ? closed[exit] : null)]);
    }

    // The guard of a side without contribution is false; where both are constant the condition itself is the guard.
    private static Func<ImmutableArray<Node>, Node?> Guard(Node branch, BranchDraft draft, int input, List<Adjoint?> found)
    {
        var condition = branch.Inputs[0];
        if (found.TrueForAll(f => f is { Guard: null })) return _ => null;
        if (found[0] is null && found[1]!.Guard is null) return _ => NodeMath.Not(condition);
        if (found[1] is null && found[0]!.Guard is null) return _ => condition;
        var guards = found.Select((f, side) => NodeMath.BroadcastTo(f is null ? Truth(draft.Sides[side], false) : f.Guard ?? Truth(draft.Sides[side], true), branch.Inputs[input].Shape)).ToList();
        var exit = draft.Exit(guards[0], guards[1]);
        return closed => closed[exit];
    }

    private static Node Truth(Graph graph, bool value) => graph.Constant(value ? 1 : 0, DType.Bool);

    /// <summary>The two sides of a branch in a draft: what stands for the arguments, and the outputs.</summary>
    public static (List<ImmutableArray<Node>> Parameters, List<ImmutableArray<Node>> Outputs) Copy(Node branch, BranchDraft draft)
    {
        var op = (BranchOp)branch.Op;
        var shared = branch.Inputs.Skip(1).Select(draft.Share).ToList();
        var (parameters, outputs) = (new List<ImmutableArray<Node>>(), new List<ImmutableArray<Node>>());
        foreach (var (body, side) in new[] { (op.Then, 0), (op.Else, 1) })
        {
            var substitution = new Substitution(draft.Sides[side]);
            parameters.Add([.. shared.Select(s => s[side])]);
            for (var i = 0; i < body.Parameters.Length; i++) substitution.Map(body.Parameters[i], parameters[side][i]);
            outputs.Add(substitution.Apply(body.Outputs));
        }

        return (parameters, outputs);
    }
}
