using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Derived functions: they are functions again, with outputs <c>value</c>, <c>d_x</c>, <c>d_x_y</c> and extra inputs <c>v_x</c>, simplified by the standard rules.</summary>
public sealed partial class Function
{
    /// <summary>The gradient of the one scalar output by inputs, all of floating point when none is named: outputs <c>d_x</c> in the shapes of the inputs.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or does not depend on an input that was named.</exception>
    public Function Gradient(params string[] wrt) => Gradient(DifferentiationOptions.Default, wrt);

    /// <summary>As above, with choices for undefined derivatives.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or the options make an error of what was found.</exception>
    public Function Gradient(DifferentiationOptions options, params string[] wrt) => Derived("gradient", GradientOutputs(options, wrt).Gradient);

    /// <summary>The value and the gradient: outputs <c>value</c> and <c>d_x</c>.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or does not depend on an input that was named.</exception>
    public Function ValueAndGradient(params string[] wrt) => ValueAndGradient(DifferentiationOptions.Default, wrt);

    /// <summary>As above, with choices for undefined derivatives.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or the options make an error of what was found.</exception>
    public Function ValueAndGradient(DifferentiationOptions options, params string[] wrt)
    {
        var (value, gradient) = GradientOutputs(options, wrt);
        return Derived("value_and_gradient", gradient.Prepend((OutputNames[0], value)));
    }

    /// <summary>What is to be known about the derivative of the outputs by inputs besides its formula: kinks, flat ops, cuts, inputs without influence.</summary>
    public GradientReport GradientReport(params string[] wrt) => SymDiff.GradientReport.Of(Outputs, Targets(wrt));

    /// <summary>The reverse pass in numbers for the one scalar output, at values of the inputs: each node with its value, its adjoint and what that is the sum of.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar.</exception>
    public ExplainTable Explain(params Tensor[] inputs)
    {
        if (inputs is null) throw new ArgumentNullException(nameof(inputs));
        if (inputs.Length != Inputs.Length)
            throw new ArgumentException($"{Name}: expected {Inputs.Length} input(s) ({string.Join(", ", InputNames)}), got {inputs.Length}.", nameof(inputs));
        return NumericReverse.Run(SingleOutput(), Inputs.Zip(inputs, (x, value) => (x, value)).ToDictionary(p => p.x, p => p.value), Targets([]));
    }

    private (Node Value, List<(string Name, Node Node)> Gradient) GradientOutputs(DifferentiationOptions options, string[] wrt)
    {
        var targets = Targets(wrt);
        var (value, gradient) = SymDiff.Gradient.RawWithValue(SingleOutput(), targets, options, wrt.Length > 0 ? Undefined.Throw : Undefined.Zero);
        return (value, [.. targets.Select((x, i) => ("d_" + x.Op.Name, gradient[i]))]);
    }

    private Node SingleOutput() => Outputs is [var output]
        ? output
        : throw new DifferentiationException($"{Name}: the gradient is of one output, but there are {Outputs.Length} ({string.Join(", ", OutputNames)}). Take one, or ask for the Jacobian.");

    private ImmutableArray<Node> Targets(string[] wrt)
    {
        if (wrt is null) throw new ArgumentNullException(nameof(wrt));
        if (wrt.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"{Name}: the input '{twice.Key}' is named twice in wrt.", nameof(wrt));
        if (wrt.Length > 0) return [.. wrt.Select(Input)];
        return Inputs.Any(i => i.DType.IsFloat)
            ? [.. Inputs.Where(i => i.DType.IsFloat)]
            : throw new DifferentiationException($"{Name}: there is no floating-point input to differentiate by; the inputs are {(Inputs.IsEmpty ? "none" : string.Join(", ", Inputs.Select(i => $"{i.Type} {i}")))}.");
    }

    private Function Derived(string suffix, IEnumerable<(string Name, Node Node)> outputs, params IEnumerable<Node> moreInputs)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return new Function(Name + "_" + suffix, Inputs.Concat(moreInputs), outputs.Select(o => (Names.Free(o.Name, taken), o.Node)).ToList()).Simplify();
    }

    // A new input v_x for each node, of its type; with underscores behind where the name is taken.
    private ImmutableArray<Node> Directions(IEnumerable<(string Name, Node Like)> of)
    {
        var taken = new HashSet<string>(InputNames, StringComparer.Ordinal);
        return [.. of.Select(o => Graph.FreeVariable("v_" + o.Name, o.Like.Type, taken))];
    }
}

/// <summary>Gradients as nodes, for use inside a larger graph.</summary>
public static class Gradient
{
    /// <summary>The derivatives of a scalar by nodes, in their shapes, simplified by the standard rules.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, does not depend on a node, or the options make an error of what was found.</exception>
    public static ImmutableArray<Node> Of(Node output, IReadOnlyList<Node> wrt, DifferentiationOptions? options = null) =>
        Rewriting.Simplification.Simplify(Raw(output, wrt, options ?? DifferentiationOptions.Default, Undefined.Throw));

    /// <summary>
    /// The value of a function at nodes, and its derivatives there by its arguments: what it reads of those nodes otherwise is constant. So functions that are
    /// differentiated inside of each other at the same nodes do not mix.
    /// </summary>
    /// <exception cref="DifferentiationException">The value is no floating-point scalar, does not depend on an argument, or the options make an error of what was found.</exception>
    public static (Node Value, ImmutableArray<Node> Partials) At(Func<ImmutableArray<Node>, Node> f, IReadOnlyList<Node> x, DifferentiationOptions? options = null)
    {
        if (f is null) throw new ArgumentNullException(nameof(f));
        if (x is null) throw new ArgumentNullException(nameof(x));
        var all = Frontends.StandIns.Replace(x, arguments =>
        {
            var (value, partials) = RawWithValue(f(arguments), arguments, options ?? DifferentiationOptions.Default, Undefined.Throw);
            return Rewriting.Simplification.Simplify([value, .. partials]);   // together: loops that compute both run once
        });
        return (all[0], all.RemoveAt(0));
    }

    /// <summary>The derivatives as reverse mode builds them.</summary>
    internal static ImmutableArray<Node> Raw(Node output, IReadOnlyList<Node> wrt, DifferentiationOptions options, Undefined disconnected) => RawWithValue(output, wrt, options, disconnected).Gradient;

    /// <summary>The output and its derivatives as reverse mode builds them.</summary>
    internal static (Node Value, ImmutableArray<Node> Gradient) RawWithValue(Node output, IReadOnlyList<Node> wrt, DifferentiationOptions options, Undefined disconnected)
    {
        if (wrt is null) throw new ArgumentNullException(nameof(wrt));
        if (options is null) throw new ArgumentNullException(nameof(options));
        if (wrt.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"The node {twice.Key} stands twice in wrt.", nameof(wrt));
        var (value, parts) = PartsWithValue(output, wrt);
        disconnected = options.Disconnected ?? disconnected;
        if (options.Flat != Undefined.Zero || options.Kinks != Undefined.Zero || (disconnected != Undefined.Zero && parts.Contains(null)))
            GradientReport.Of([output], wrt).Apply(options, disconnected);
        return (value, [.. parts.Select((part, i) => part ?? Zero(wrt[i]))]);
    }

    /// <summary>The derivatives of a scalar by nodes; null is structurally zero.</summary>
    internal static ImmutableArray<Node?> Parts(Node output, IReadOnlyList<Node> wrt) => PartsWithValue(output, wrt).Parts;

    // The value is of the form that was differentiated, and by the loops that also compute what the derivative reads: so nothing runs twice.
    private static (Node Value, ImmutableArray<Node?> Parts) PartsWithValue(Node output, IReadOnlyList<Node> wrt)
    {
        var value = Stable([output], wrt)[0];
        ReverseMode.CheckOutput(value);
        var table = ReverseMode.BuildGrad([new Seed(value, value.Literal(1), null)], wrt);
        return (table.Current(value), [.. wrt.Select(x => table[x]?.Value)]);
    }

    /// <summary>The derivatives of a scalar by nodes, simplified so that what is made of them is small; null is structurally zero.</summary>
    internal static ImmutableArray<Node?> Simplified(Node output, IReadOnlyList<Node> wrt)
    {
        var parts = Parts(output, wrt);
        var present = new Queue<Node>(Rewriting.Simplification.Simplify(parts.OfType<Node>()));
        return [.. parts.Select(part => part is null ? null : present.Dequeue())];
    }

    /// <summary>What is differentiated: outputs simplified, so that the derivative is that of the stable forms; as they are where an inner node is asked for, which might go.</summary>
    internal static ImmutableArray<Node> Stable(ImmutableArray<Node> outputs, IReadOnlyList<Node> wrt) =>
        wrt.All(x => x.Op is Ops.Variable) ? Rewriting.Simplification.Simplify(outputs) : outputs;

    /// <summary>Zero in the shape of a node.</summary>
    internal static Node Zero(Node like) => NodeMath.BroadcastTo(like.Literal(0), like.Shape);
}
