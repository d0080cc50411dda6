using System.Collections.Immutable;

namespace SymDiff;

/// <summary>
/// The reverse pass on numbers ("symbol to number"): forward, every node once; backward, each op's own rule on the numbers of one
/// edge at a time. The derivative graph is never built, so the two methods check each other.
/// </summary>
public static class NumericReverse
{
    /// <summary>The gradient of a scalar by targets, at values of the variables.</summary>
    /// <param name="output">A floating-point scalar.</param>
    /// <param name="values">The value of each variable that the output depends on.</param>
    /// <param name="targets">What the output is differentiated by.</param>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or an op has no rule.</exception>
    /// <exception cref="ShapeException">A value does not fit its variable.</exception>
    public static ExplainTable Run(Node output, IReadOnlyDictionary<Node, Tensor> values, params IReadOnlyCollection<Node> targets)
    {
        ReverseMode.CheckOutput(output);
        if (values is null) throw new ArgumentNullException(nameof(values));
        if (targets is null) throw new ArgumentNullException(nameof(targets));
        return new Sweep(output, values, targets).Run();
    }

    private sealed class Sweep
    {
        private readonly ImmutableDictionary<string, int> sizes;
        private readonly Interpreter forward;
        private readonly List<Node> order;
        private readonly NodeMarks active;
        private readonly Dictionary<Node, Pending> pending = [];
        private readonly Dictionary<EdgeRule.Key, EdgeRule> rules = [];
        private readonly ImmutableArray<ExplainRow>.Builder rows = ImmutableArray.CreateBuilder<ExplainRow>();
        private int edges;
        private int operations;

        public Sweep(Node output, IReadOnlyDictionary<Node, Tensor> values, IReadOnlyCollection<Node> targets)
        {
            order = Traversal.PostOrder([output]);
            active = Traversal.Descendants(order, targets);
            var known = order.Where(values.ContainsKey).ToList();
            sizes = Sizes.Solve(output.Op.Name, known, [.. known.Select(n => values[n])]);
            forward = new(sizes);
            foreach (var node in known) forward.Set(node, values[node]);
            At(output).Add(0, Tensor.Scalar(1, output.DType), guard: null);
        }

        public ExplainTable Run()
        {
            forward.Run(order[^1]);
            for (var i = order.Count - 1; i >= 0; i--)
                if (active.Contains(order[i]) && pending.TryGetValue(order[i], out var reached)) Visit(order[i], reached);
            return new(rows.ToImmutable(), edges, forward.Operations + operations);
        }

        private void Visit(Node node, Pending reached)
        {
            operations += reached.Additions;
            rows.Add(new(node, forward.Outputs(node), reached.Parts, [.. reached.Contributions]));
            pending.Remove(node);
            for (var position = 0; position < node.Inputs.Length; position++)
                if (active.Contains(node.Inputs[position])) Contribute(node, reached, position);
        }

        private void Contribute(Node node, Pending reached, int position)
        {
            var input = node.Inputs[position];
            if (node.Op is Ops.Output output)
            {
                At(input).Add(output.Index, reached.Parts[0]!, reached.Guards[0], new(node, position, reached.Parts[0]!));
                return;
            }

            var (parts, guards) = (reached.Parts, reached.Guards);
            var rule = EdgeRule.Of(node, new(ImmutableArray.CreateRange(parts, p => p is not null)), new(ImmutableArray.CreateRange(guards, g => g is not null)), position, rules);
            if (rule.IsZero) return;
            edges++;
            var interpreter = new Interpreter(sizes);
            var (value, guard) = rule.Evaluate(interpreter, [.. node.Inputs.Select(i => forward.Outputs(i)[0])], forward.Outputs(node), parts, guards);
            operations += interpreter.Operations;
            At(input).Add(0, value, guard, new(node, position, value));
        }

        private Pending At(Node node)
        {
            if (!pending.TryGetValue(node, out var parts)) pending.Add(node, parts = new(node.IsTuple ? node.Types.Length : 1));
            return parts;
        }
    }

    /// <summary>An adjoint that is being summed.</summary>
    private sealed class Pending(int outputs)
    {
        private readonly Tensor?[] parts = new Tensor?[outputs];
        private readonly Tensor?[] guards = new Tensor?[outputs];

        public ImmutableArray<Tensor?> Parts => [.. parts];

        public ImmutableArray<Tensor?> Guards => [.. guards];

        public List<NumericContribution> Contributions { get; } = [];

        public int Additions { get; private set; }

        public void Add(int output, Tensor value, Tensor? guard, NumericContribution? contribution = null)
        {
            guards[output] = parts[output] is null ? guard : guard is null ? null : guards[output]?.Or(guard);
            if (parts[output] is not null) Additions++;
            parts[output] = parts[output]?.Plus(value) ?? value;
            if (contribution is not null) Contributions.Add(contribution);
        }
    }

    extension(Tensor tensor)
    {
        private Tensor Plus(Tensor other) => tensor.Combined(other, (a, b) => Elements.ElementInterpreter.Rounded(a.Real + b.Real, tensor.DType));

        private Tensor Or(Tensor other) => tensor.Combined(other, (a, b) => Scalar.Of(a.Truth || b.Truth));

        private Tensor Combined(Tensor other, Func<Scalar, Scalar, Scalar> combine)
        {
            var entries = new Scalar[tensor.Count];
            for (var i = 0; i < entries.Length; i++) entries[i] = combine(tensor[i], other[i]);
            return new(tensor.DType, tensor.Lengths, entries);
        }
    }
}
