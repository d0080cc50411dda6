using System.Collections.Immutable;

namespace SymDiff;

/// <summary>What one position of a consumer contributes to a node's adjoint.</summary>
public sealed record Contribution(Node Consumer, int Position, Node Value);

/// <summary>A node's adjoint, the guard outside of which it is zero (null: none), and what it is the sum of.</summary>
public sealed record Adjoint(Node Value, Node? Guard, ImmutableArray<Contribution> Contributions);

/// <summary>
/// The table of adjoints that <see cref="ReverseMode"/> fills, in the order in which it was filled: consumers before inputs.
/// A node that is missing has an adjoint that is structurally zero.
/// </summary>
public sealed class GradTable
{
    private readonly Dictionary<Node, Adjoint> adjoints = [];
    private readonly List<Node> order = [];

    /// <summary>The nodes that have an adjoint, consumers before inputs.</summary>
    public IReadOnlyList<Node> Nodes => order;

    /// <summary>The adjoint of a node, or null where it is structurally zero.</summary>
    public Adjoint? this[Node node] => adjoints.TryGetValue(node, out var adjoint) ? adjoint : null;

    internal void Add(Node node, Adjoint adjoint)
    {
        adjoints.Add(node, adjoint);
        order.Add(node);
    }
}

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
        if (output is null) throw new ArgumentNullException(nameof(output));
        if (!output.Type.IsScalar || !output.DType.IsFloat)
            throw new DifferentiationException($"The gradient of {output} of type {output.Type} does not exist: expected a floating-point scalar. Sum it, or ask for a Jacobian.");
        return BuildGrad([(output, output.Literal(1))], targets);
    }

    /// <summary>As above for several outputs of any shape, each with the adjoint it is seeded with.</summary>
    public static GradTable BuildGrad(IReadOnlyList<(Node Output, Node Seed)> seeds, params IReadOnlyCollection<Node> targets)
    {
        foreach (var target in targets) CheckTarget(target, seeds[0].Output.Graph);
        foreach (var (output, seed) in seeds) CheckSeed(output, seed);
        return new Sweep(seeds, targets).Run();
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
        private readonly List<Node> order;
        private readonly HashSet<Node> active;   // computed from a target: the others have no use for an adjoint
        private readonly Dictionary<Node, Pending> pending = [];

        public Sweep(IReadOnlyList<(Node Output, Node Seed)> seeds, IReadOnlyCollection<Node> targets)
        {
            order = Traversal.PostOrder(seeds.Select(s => s.Output));
            active = Traversal.Descendants(order, targets);
            foreach (var (output, seed) in seeds)
            {
                var parts = At(output);
                parts.Add(0, seed, guard: null, contribution: null);
            }
        }

        public GradTable Run()
        {
            for (var i = order.Count - 1; i >= 0; i--)
                if (active.Contains(order[i]) && pending.TryGetValue(order[i], out var reached)) Visit(order[i], reached);
            return table;
        }

        private void Visit(Node node, Pending reached)
        {
            if (!node.IsTuple) table.Add(node, new(reached.Parts[0]!, reached.Guard, [.. reached.Contributions]));
            for (var position = 0; position < node.Inputs.Length; position++)
                if (active.Contains(node.Inputs[position])) Contribute(node, reached, position);
            pending.Remove(node);
        }

        private void Contribute(Node node, Pending reached, int position)
        {
            var input = node.Inputs[position];
            if (node.Op is Ops.Output output)
            {
                At(input).Add(output.Index, reached.Parts[0]!, reached.Guard, contribution: null);
                return;
            }

            var value = node.Op.GuardedVjp(node, [.. reached.Parts], reached.Guard, position);
            if (value is null) return;
            if (value.Type != input.Type)
                throw new InvalidOperationException($"{node.Op.Name}: the adjoint of input {position} is {value.Type}; expected {input.Type}. The op's reverse rule is wrong.");
            At(input).Add(0, value, node.Op.InputGuard(node, reached.Guard, position), new(node, position, value));
        }

        private Pending At(Node node)
        {
            if (!pending.TryGetValue(node, out var parts)) pending.Add(node, parts = new(node.Types.Length));
            return parts;
        }
    }

    /// <summary>An adjoint that is being summed: one part for each output of the node.</summary>
    private sealed class Pending(int outputs)
    {
        private bool any;

        public Node?[] Parts { get; } = new Node?[outputs];

        public Node? Guard { get; private set; }

        public List<Contribution> Contributions { get; } = [];

        public void Add(int output, Node value, Node? guard, Contribution? contribution)
        {
            Parts[output] = Parts[output] is { } sum ? sum + value : value;
            Guard = any ? Guards.Or(Guard, guard) : guard;
            any = true;
            if (contribution is not null) Contributions.Add(contribution);
        }
    }
}
