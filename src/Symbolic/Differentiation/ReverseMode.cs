using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace SymDiff;

/// <summary>
/// Reverse mode as an extension of the graph (Goodfellow, Bengio, Courville, Deep Learning, algorithms 6.5 and 6.6), with a
/// worklist in place of the recursion.
/// </summary>
public static class ReverseMode
{
    /// <summary>
    /// Adds to the graph the derivative of a scalar by targets, and gives the table of all adjoints on the way. Only nodes between
    /// the targets and the output take part; nothing is simplified but structural zeros and the unit seed.
    /// </summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, a target is none of floating point, or an op has no rule.</exception>
    public static GradTable BuildGrad(Node output, params IReadOnlyCollection<Node> targets)
    {
        CheckOutput(output);
        return BuildGrad([(output, output.Literal(1))], targets);
    }

    /// <summary>As above for several outputs of any shape, each with the adjoint it is seeded with.</summary>
    /// <exception cref="DifferentiationException">A target is none of floating point, or an op has no rule.</exception>
    /// <exception cref="ShapeException">A seed has another type than its output.</exception>
    public static GradTable BuildGrad(IReadOnlyList<(Node Output, Node Seed)> seeds, params IReadOnlyCollection<Node> targets)
    {
        if (seeds is null) throw new ArgumentNullException(nameof(seeds));
        if (targets is null) throw new ArgumentNullException(nameof(targets));
        return BuildGrad([.. seeds.Select(s => new Seed(s.Output, s.Seed, null))], targets, isWhole: true);
    }

    /// <summary>As above where seeds are zero outside of guards, and where the table need not be whole, but holds the targets.</summary>
    internal static GradTable BuildGrad(IReadOnlyList<Seed> seeds, IReadOnlyCollection<Node> targets, bool isWhole = false)
    {
        foreach (var seed in seeds) CheckSeed(seed.Output, seed.Value);
        foreach (var target in targets) CheckTarget(target, seeds.Select(s => s.Output.Graph).FirstOrDefault() ?? target.Graph);
        return new Sweep(seeds, targets, isWhole).Run();
    }

    internal static void CheckOutput(Node output)
    {
        if (output is null) throw new ArgumentNullException(nameof(output));
        if (!output.Type.IsScalar || !output.DType.IsFloat)
            throw new DifferentiationException($"The gradient of {output} of type {output.Type} does not exist: expected a floating-point scalar. {(output.DType.IsFloat ? "Sum it, or ask for a Jacobian" : "Cast it to f64 first")}.");
    }

    private static void CheckTarget(Node target, Graph graph)
    {
        if (!ReferenceEquals(target.Graph, graph))
            throw new ArgumentException($"The node {target} belongs to another graph than the output that is differentiated.", nameof(target));
        if (!target.IsTuple && !target.DType.IsFloat)
            throw new DifferentiationException($"The derivative by {target} of type {target.Type} does not exist: expected a floating-point node. Cast it to f64 where it enters, and differentiate by that.");
    }

    private static void CheckSeed(Node output, Node seed)
    {
        if (output.Type != seed.Type)
            throw new ShapeException($"The seed {seed} of type {seed.Type} does not fit the output {output} of type {output.Type}.");
    }

    /// <summary>One run over the pruned graph, from the outputs to the targets.</summary>
    private sealed class Sweep
    {
        private readonly GradTable table = new();
        private readonly List<Node> order;       // the ancestors of the outputs
        private readonly NodeMarks active;       // computed from a target: the others have no use for an adjoint
        private readonly NodeMarks? kept;        // the nodes of the table, where it is not to be whole
        private readonly NodeMap<Pending> pending = new();
        private readonly List<int> positions = [];                // the active inputs of the node that is visited
        private readonly Dictionary<Node, Node> augmented = [];   // loops that were made to compute more, by the original

        public Sweep(IReadOnlyList<Seed> seeds, IReadOnlyCollection<Node> targets, bool isWhole)
        {
            if (!isWhole) kept = Traversal.Descendants([], targets);
            order = Traversal.PostOrder(seeds.Select(s => s.Output));
            active = Traversal.Descendants(order, targets);
            foreach (var seed in seeds) At(seed.Output).Add(0, seed.Value, seed.Guard);
        }

        public GradTable Run()
        {
            for (var i = order.Count - 1; i >= 0; i--)
                if (active.Contains(order[i]) && pending[order[i]] is { } reached) Visit(order[i], reached.Sum());
            if (augmented.Count > 0) table.Replace(Augmentation.Resolve(augmented));
            return table;
        }

        private void Visit(Node node, Adjoint adjoint)
        {
            if (kept is null || kept.Contains(node)) table.Add(node, adjoint);
            pending[node] = null;
            if (node.Op is Ops.Output output)
            {
                At(node.Inputs[0]).Add(output.Index, adjoint.Value, adjoint.Guard, Recorded(node, 0, adjoint.Value));
                return;
            }

            positions.Clear();
            for (var position = 0; position < node.Inputs.Length; position++) if (active.Contains(node.Inputs[position])) positions.Add(position);
            var pullback = node.Op.PullBack(node, adjoint, positions);
            for (var i = 0; i < pullback.Contributions.Count; i++) Contribute(node, pullback.Contributions[i]);
            if (pullback.Augmented is { } more) augmented.Add(node, more);
        }

        private void Contribute(Node node, InputAdjoint contribution)
        {
            var (position, value, guard) = contribution;
            var input = node.Inputs[position];
            if (value.Type != input.Type)
                throw new DifferentiationException($"{node.Op.Name}: the reverse rule gave {value.Type} for input {position} of type {input.Type}; expected the input's type.");
            At(input).Add(0, value, guard, Recorded(node, position, value));
        }

        private Contribution? Recorded(Node consumer, int position, Node value) => kept is null ? new(consumer, position, value) : null;

        private Pending At(Node node) => pending.Entry(node) ??= new(node.IsTuple ? node.Types.Length : 1);
    }

    /// <summary>An adjoint that is being summed: one part for each output of the node. Most have one contribution and no guard, and cost no more.</summary>
    private sealed class Pending(int outputs)
    {
        private static readonly ImmutableArray<Node?> unguarded = [null];
        private readonly Node?[] parts = new Node?[outputs];
        private readonly Disjunction?[]? guards = outputs > 1 ? new Disjunction?[outputs] : null;
        private readonly Disjunction guard = new();   // of the only output
        private ImmutableArray<Contribution>.Builder? contributions;
        private Contribution? only;

        private ImmutableArray<Node?> Guards => guards is not null ? [.. guards.Select(g => g?.Node)] : guard.Node is { } within ? [within] : unguarded;

        public void Add(int output, Node value, Node? within, Contribution? contribution = null)
        {
            parts[output] = parts[output] is { } sum ? sum + value : value;
            (guards is null ? guard : guards[output] ??= new()).Add(within);
            if (contribution is not null) Add(contribution);
        }

        public Adjoint Sum() => new(ImmutableCollectionsMarshal.AsImmutableArray(parts), Guards, contributions?.DrainToImmutable() ?? (only is null ? [] : [only]));

        private void Add(Contribution contribution)
        {
            if (contributions is null && only is null)
            {
                only = contribution;
                return;
            }

            if (contributions is null) (contributions = ImmutableArray.CreateBuilder<Contribution>(2)).Add(only!);
            contributions.Add(contribution);
        }
    }
}
