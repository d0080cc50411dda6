using System.Collections.Immutable;

namespace SymDiff;

/// <summary>A derivative by several nodes, in the order of the list that was differentiated by; its axes are those of all of them.</summary>
public sealed record MixedPartial(ImmutableArray<Node> By, Node Value);

/// <summary>Derivatives of every order as nodes.</summary>
public static class MixedPartials
{
    /// <summary>
    /// All derivatives of a scalar of one order. As the order of differentiation does not matter, each is computed once, from the one
    /// it extends: x,x · x,y · y,y.
    /// </summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or a size is not known.</exception>
    public static ImmutableArray<MixedPartial> Of(Node output, IReadOnlyList<Node> wrt, int order)
    {
        if (output is null) throw new ArgumentNullException(nameof(output));
        if (wrt is null) throw new ArgumentNullException(nameof(wrt));
        if (order < 1) throw new ArgumentOutOfRangeException(nameof(order), order, "A derivative has order 1 or more.");
        if (order > 1 && wrt.FirstOrDefault(x => !x.Shape.IsConstant) is { } named)
            throw new DifferentiationException($"The derivatives of order {order} of {output} by {named} of type {named.Type} have an axis of named size, so their rows cannot be listed. Bind the size with Function.Bind, or use HessianVectorProduct.");
        var partials = Gradient.Parts(output, wrt).Select((g, i) => (Last: i, Partial: new MixedPartial([wrt[i]], g ?? Gradient.Zero(wrt[i])))).ToList();
        for (var k = 2; k <= order; k++) partials = [.. Simplified(partials).SelectMany(p => Extend(p.Last, p.Partial, wrt))];
        return [.. Simplified(partials).Select(p => p.Partial)];
    }

    // after each order, so that the next one is made of little
    private static IEnumerable<(int Last, MixedPartial Partial)> Simplified(List<(int Last, MixedPartial Partial)> partials)
    {
        var values = Rewriting.Simplification.Simplify(partials.Select(p => p.Partial.Value));
        return partials.Select((p, i) => (p.Last, p.Partial with { Value = values[i] }));
    }

    private static IEnumerable<(int Last, MixedPartial Partial)> Extend(int last, MixedPartial partial, IReadOnlyList<Node> wrt)
    {
        List<Node> rest = [.. wrt.Skip(last)];
        return Jacobian.Raw([partial.Value], rest)[0].Select((node, i) => (last + i, new MixedPartial(partial.By.Add(rest[i]), node)));
    }
}

public sealed partial class Function
{
    /// <summary>All derivatives of the one scalar output of an order, each once: outputs <c>d_x_x_y</c>, inputs in their order.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or a size is not known.</exception>
    public Function Derivative(int order, params string[] wrt) => Derived(
        "derivative" + order.ToString(System.Globalization.CultureInfo.InvariantCulture),
        MixedPartials.Of(SingleOutput(), Targets(wrt), order).Select(p => ("d_" + string.Join("_", p.By.Select(x => x.Op.Name)), p.Value)));
}
