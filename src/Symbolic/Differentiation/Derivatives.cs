using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Derived functions: they are functions again, with outputs <c>value</c>, <c>d_x</c>, <c>d_x_y</c> and extra inputs <c>v_x</c>.</summary>
public sealed partial class Function
{
    /// <summary>The gradient of the one scalar output by inputs, all of floating point when none is named: outputs <c>d_x</c> in the shapes of the inputs.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or does not depend on an input that was named.</exception>
    public Function Gradient(params string[] wrt) => Derived("gradient", GradientOutputs(wrt));

    /// <summary>The value and the gradient: outputs <c>value</c> and <c>d_x</c>.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or does not depend on an input that was named.</exception>
    public Function ValueAndGradient(params string[] wrt) =>
        Derived("value_and_gradient", Outputs.Select((o, i) => (OutputNames[i], o)).Concat(GradientOutputs(wrt)));

    private List<(string Name, Node Node)> GradientOutputs(string[] wrt)
    {
        if (Outputs.Length != 1)
            throw new DifferentiationException($"{Name}: the gradient is of one output, but there are {Outputs.Length} ({string.Join(", ", OutputNames)}). Take one, or ask for the Jacobian.");
        var targets = Targets(wrt);
        var gradient = SymDiff.Gradient.Of(Outputs[0], targets, wrt.Length > 0 ? Disconnected.Throw : Disconnected.Zero);
        return [.. targets.Select((x, i) => ("d_" + x.Op.Name, gradient[i]))];
    }

    private ImmutableArray<Node> Targets(string[] wrt)
    {
        if (wrt is null) throw new ArgumentNullException(nameof(wrt));
        if (wrt.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"{Name}: the input '{twice.Key}' is named twice in wrt.", nameof(wrt));
        return wrt.Length > 0 ? [.. wrt.Select(Input)] : [.. Inputs.Where(i => i.DType.IsFloat)];
    }

    private Function Derived(string suffix, IEnumerable<(string Name, Node Node)> outputs, params IEnumerable<Node> moreInputs)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return new(Name + "_" + suffix, Inputs.Concat(moreInputs), outputs.Select(o => (Names.Free(o.Name, taken), o.Node)).ToList());
    }
}

/// <summary>What a derivative by an input that the output does not depend on is.</summary>
public enum Disconnected
{
    /// <summary>An error.</summary>
    Throw,

    /// <summary>Zero.</summary>
    Zero,
}

/// <summary>Gradients as nodes, for use inside a larger graph.</summary>
public static class Gradient
{
    /// <summary>The derivatives of a scalar by nodes, in their shapes, simplified by the standard rules.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or does not depend on a node and that is asked to be an error.</exception>
    public static ImmutableArray<Node> Of(Node output, IReadOnlyList<Node> wrt, Disconnected disconnected = Disconnected.Throw)
    {
        var table = ReverseMode.BuildGrad(output, wrt);
        return [.. wrt.Select(x => table[x]?.Value ?? Zero(output, x, disconnected))];
    }

    private static Node Zero(Node output, Node x, Disconnected disconnected) => disconnected == Disconnected.Zero
        ? NodeMath.BroadcastTo(x.Literal(0), x.Shape)
        : throw new DifferentiationException($"{output} does not depend on {x}, so the derivative is structurally zero. Leave {x} out of wrt, or ask for zeros with Disconnected.Zero.");
}
