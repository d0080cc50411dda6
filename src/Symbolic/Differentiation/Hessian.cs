using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Second derivatives as nodes.</summary>
public static class Hessian
{
    /// <summary>
    /// The second derivatives of a scalar by pairs of nodes: block [i][j] has the axes of wrt[i], then those of wrt[j]. The matrix is
    /// symmetric: the lower half is the upper half transposed, and the same nodes where both are scalars.
    /// </summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or a size is not known.</exception>
    public static ImmutableArray<ImmutableArray<Node>> Of(Node output, IReadOnlyList<Node> wrt) => Jacobian.Simplified(Raw(output, wrt));

    /// <summary>The blocks as they are built, of a gradient that is simplified.</summary>
    internal static ImmutableArray<ImmutableArray<Node>> Raw(Node output, IReadOnlyList<Node> wrt)
    {
        if (wrt is null) throw new ArgumentNullException(nameof(wrt));
        if (wrt.FirstOrDefault(x => !x.Shape.IsConstant) is { } named)
            throw new DifferentiationException($"The Hessian of {output} by {named} of type {named.Type} has an axis of named size, so its rows cannot be listed. Bind the size with Function.Bind, or use HessianVectorProduct.");
        var gradient = Gradient.Simplified(output, wrt);
        var blocks = new Node[wrt.Count][];
        for (var i = 0; i < wrt.Count; i++)
        {
            List<Node> rest = [.. wrt.Skip(i)];
            var row = gradient[i] is { } g ? Jacobian.Raw([g], rest)[0] : [.. rest.Select(x => Jacobian.Zero(wrt[i], x))];
            blocks[i] = [.. Enumerable.Range(0, i).Select(j => Transposed(blocks[j][i], wrt[j].Type.Rank)), .. row];
        }

        return [.. blocks.Select(row => row.ToImmutableArray())];
    }

    /// <summary>H·v: the second derivatives of a scalar by nodes, applied to a direction that is held fixed whatever it is computed from.</summary>
    /// <param name="output">A floating-point scalar.</param>
    /// <param name="wrt">The nodes.</param>
    /// <param name="v">The direction: a node of the type of each.</param>
    /// <param name="mode">How it is formed.</param>
    public static ImmutableArray<Node> VectorProduct(Node output, IReadOnlyList<Node> wrt, IReadOnlyList<Node> v, HessianMode mode = HessianMode.ForwardOverReverse) =>
        Rewriting.Simplification.Simplify(RawProduct(output, wrt, v, mode));

    /// <summary>H·v as it is built, of a gradient that is simplified.</summary>
    internal static ImmutableArray<Node> RawProduct(Node output, IReadOnlyList<Node> wrt, IReadOnlyList<Node> v, HessianMode mode)
    {
        if (wrt is null) throw new ArgumentNullException(nameof(wrt));
        if (v is null) throw new ArgumentNullException(nameof(v));
        if (wrt.Count != v.Count)
            throw new ArgumentException($"H·v of {wrt.Count} node(s) needs a direction for each; got {v.Count}.", nameof(v));
        var gradient = Gradient.Simplified(output, wrt);
        var product = mode == HessianMode.ForwardOverReverse ? Forward(gradient, wrt, v) : Reverse(gradient, wrt, v);
        return [.. product.Select((part, i) => part ?? Gradient.Zero(wrt[i]))];
    }

    private static ImmutableArray<Node?> Forward(ImmutableArray<Node?> gradient, IReadOnlyList<Node> wrt, IReadOnlyList<Node> v)
    {
        var present = gradient.Where(g => g is not null).ToList();
        var tangents = new Queue<Node?>(ForwardMode.BuildTangents(present!, wrt.Zip(v, (x, dot) => (x, dot)).ToDictionary(p => p.x, p => p.dot)));
        return [.. gradient.Select(g => g is null ? null : tangents.Dequeue())];
    }

    // grad[(grad f)ᵀ·v]: a seed is not differentiated, so v is held fixed
    private static ImmutableArray<Node?> Reverse(ImmutableArray<Node?> gradient, IReadOnlyList<Node> wrt, IReadOnlyList<Node> v)
    {
        var seeds = gradient.Zip(v, (g, bar) => (g, bar)).Where(s => s.g is not null).Select(s => (s.g!, s.bar)).ToList();
        var table = ReverseMode.BuildGrad(seeds, wrt);
        return [.. wrt.Select(x => table[x]?.Value)];
    }

    private static Node Transposed(Node block, int leading) =>
        NodeMath.Transpose(block, [.. Enumerable.Range(leading, block.Type.Rank - leading), .. Enumerable.Range(0, leading)]);
}

public sealed partial class Function
{
    /// <summary>The second derivatives of the one scalar output by pairs of inputs: outputs <c>d_x_y</c> with the axes of x, then those of y. An entry without influence is 0.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or a size is not known.</exception>
    public Function Hessian(params string[] wrt)
    {
        var targets = Targets(wrt);
        var blocks = SymDiff.Hessian.Raw(SingleOutput(), targets);
        return Derived("hessian", targets.SelectMany((x, i) => targets.Select((y, j) => ($"d_{x.Op.Name}_{y.Op.Name}", blocks[i][j]))));
    }
}
