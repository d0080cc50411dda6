using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Why a derivative is undefined somewhere, or zero.</summary>
public enum FindingKind
{
    /// <summary>An op has points at which its derivative is undefined or one-sided.</summary>
    Kink,

    /// <summary>The derivative of an op is zero wherever it exists.</summary>
    ZeroAlmostEverywhere,

    /// <summary>The way leads through an integer, which has no derivative.</summary>
    IntegerPath,

    /// <summary>The gradient was stopped.</summary>
    StopGradient,

    /// <summary>The output does not depend on a requested input, or only in ways that are cut.</summary>
    Disconnected,
}

/// <summary>One entry of a report: what was found, at which node, in words.</summary>
public sealed record Finding(FindingKind Kind, Node Node, string Text)
{
    /// <summary>The words.</summary>
    public override string ToString() => Text;
}

/// <summary>
/// What is to be known about a derivative besides its formula: on the way from the inputs to the outputs, each op with a kink, with a
/// derivative that is zero almost everywhere, each way that is cut, and each requested input without influence.
/// </summary>
public sealed record GradientReport(ImmutableArray<Finding> Findings)
{
    /// <summary>The report for the derivative of outputs by nodes. Findings stand in order of the way back from the outputs.</summary>
    public static GradientReport Of(IReadOnlyList<Node> outputs, IReadOnlyList<Node> wrt)
    {
        if (outputs is null) throw new ArgumentNullException(nameof(outputs));
        if (wrt is null) throw new ArgumentNullException(nameof(wrt));
        return new Sweep(outputs, wrt).Run();
    }

    /// <summary>One finding a line.</summary>
    public override string ToString() => string.Join("\n", Findings);

    /// <summary>Throws, warns or does nothing, as the options say for each kind.</summary>
    internal void Apply(DifferentiationOptions options, Undefined disconnected)
    {
        foreach (var finding in Findings)
        {
            var choice = finding.Kind switch
            {
                FindingKind.Kink => options.Kinks,
                FindingKind.ZeroAlmostEverywhere or FindingKind.IntegerPath => options.Flat,
                FindingKind.Disconnected => disconnected,
                _ => Undefined.Zero,
            };
            if (choice == Undefined.Throw) throw new DifferentiationException(finding.Text);
            if (choice == Undefined.Warn) options.Warning(finding);
        }
    }

    private static bool IsInteger(Node node) => node.Types.All(t => t.DType.IsInteger);

    /// <summary>The way back from the outputs, which ends where the derivative does.</summary>
    private sealed class Sweep
    {
        private readonly IReadOnlyList<Node> wrt;
        private readonly List<Node> order;
        private readonly NodeMarks active;
        private readonly HashSet<Node> reached;
        private readonly Dictionary<EdgeRule.Key, EdgeRule> rules = [];
        private readonly ImmutableArray<Finding>.Builder findings = ImmutableArray.CreateBuilder<Finding>();

        public Sweep(IReadOnlyList<Node> outputs, IReadOnlyList<Node> wrt)
        {
            this.wrt = wrt;
            order = Traversal.PostOrder(outputs);
            active = Traversal.Descendants(order, wrt);
            reached = [.. outputs.Where(active.Contains)];
        }

        public GradientReport Run()
        {
            for (var i = order.Count - 1; i >= 0; i--)
                if (reached.Contains(order[i]) && order[i].Inputs.Any(active.Contains)) Visit(order[i]);
            foreach (var x in wrt)
                if (!reached.Contains(x)) findings.Add(Disconnected(x));
            return new(findings.ToImmutable());
        }

        private void Visit(Node node)
        {
            if (IsInteger(node))
                Add(FindingKind.IntegerPath, node, $"{node} is {string.Join(", ", node.Types)}: no derivative passes through an integer.");
            else if (node.Op is Ops.StopGradient)
                Add(FindingKind.StopGradient, node, $"{node} stops the gradient.");
            else if (node.Op.IsZeroAlmostEverywhere)
                Add(FindingKind.ZeroAlmostEverywhere, node, $"{node}: the derivative of {node.Op.Name} is zero almost everywhere{(node.Op.Kinks is [var jump, ..] ? $" and undefined at {jump.Where}" : "")}.");
            else
                Pass(node);
        }

        private void Pass(Node node)
        {
            foreach (var kink in node.Op.Kinks)
                Add(FindingKind.Kink, node, $"{node}: the derivative of {node.Op.Name} is undefined or one-sided at {kink.Where}; there it is {kink.Derivative}.");
            if (node.Op is Ops.LoopOp loop) findings.AddRange(Inside(node, loop));
            for (var position = 0; position < node.Inputs.Length; position++)
                if (active.Contains(node.Inputs[position])) Follow(node, position);
        }

        // What an iteration does with the active arguments and with what is carried from one to the next.
        private IEnumerable<Finding> Inside(Node node, Ops.LoopOp loop)
        {
            var entries = Enumerable.Range(0, loop.Inputs.Count)
                .Where(i => active.Contains(node.Inputs[i]) || loop.Inputs[i] is Ops.LoopInput.Carried)
                .Select(loop.Parameter)
                .Where(p => p.DType.IsFloat)
                .ToList();
            return Of(loop.Body.Outputs, entries).Findings.Where(f => f.Kind != FindingKind.Disconnected);
        }

        private void Follow(Node node, int position)
        {
            var input = node.Inputs[position];
            // a comparison or an index has no derivative, but is itself what is to be reported
            if (input.IsTuple || !input.DType.IsFloat || node.Op is Ops.Output || EdgeRule.HasDerivative(node, position, rules))
                reached.Add(input);
            else
                Add(FindingKind.ZeroAlmostEverywhere, node, $"{node}: {node.Op.Name} has no derivative by its input {position + 1}.");
        }

        private void Add(FindingKind kind, Node node, string text) => findings.Add(new(kind, node, text));

        private Finding Disconnected(Node x)
        {
            var dependent = Traversal.Descendants(order, [x]);
            var cuts = findings.Where(f => f.Kind is not (FindingKind.Kink or FindingKind.Disconnected) && dependent.Contains(f.Node)).Select(f => f.Node.ToString()).Distinct().ToList();
            return new(FindingKind.Disconnected, x, (cuts.Count > 0
                ? $"The output depends on {x} only through {string.Join(", ", cuts)}, where the derivative is zero or stopped."
                : $"The output does not depend on {x}, so the derivative is zero.")
                + $" Leave {x} out of wrt, or ask for zeros with DifferentiationOptions.Disconnected.");
        }
    }
}
