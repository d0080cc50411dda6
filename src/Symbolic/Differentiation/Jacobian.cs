using System.Collections.Immutable;

namespace SymDiff;

/// <summary>Jacobians as nodes.</summary>
public static class Jacobian
{
    /// <summary>
    /// The derivatives of outputs by nodes: entry [i][j] has the axes of outputs[i], then those of wrt[j]. Forward mode, one sweep for
    /// each entry of wrt, where these are fewer than the entries of the outputs; else reverse mode, one sweep for each of those.
    /// </summary>
    /// <exception cref="DifferentiationException">An output or a node is none of floating point, or both sides have an axis of named size.</exception>
    public static ImmutableArray<ImmutableArray<Node>> Of(IReadOnlyList<Node> outputs, IReadOnlyList<Node> wrt) => Simplified(Raw(outputs, wrt));

    /// <summary>The entries as they are built.</summary>
    internal static ImmutableArray<ImmutableArray<Node>> Raw(IReadOnlyList<Node> outputs, IReadOnlyList<Node> wrt)
    {
        if (outputs is null) throw new ArgumentNullException(nameof(outputs));
        if (wrt is null) throw new ArgumentNullException(nameof(wrt));
        var forward = Entries(wrt) < Entries(outputs);
        var columns = wrt.Select(_ => (ImmutableArray<Node?>?)null).ToArray();
        return [.. outputs.Select(y => Row(y))];

        ImmutableArray<Node> Row(Node y)
        {
            var isForward = wrt.Select(x => forward ? x.Shape.IsConstant : !y.Shape.IsConstant).ToList();
            List<Node> reverse = [.. wrt.Where((_, j) => !isForward[j])];
            var rows = new Queue<Node?>(reverse.Count == 0 ? [] : JacobianSweeps.Reverse(y, reverse));
            return [.. wrt.Select((x, j) => (isForward[j] ? Column(j)[IndexOf(y)] : rows.Dequeue()) ?? Zero(y, x))];
        }

        ImmutableArray<Node?> Column(int j) => columns[j] ??= JacobianSweeps.Forward(outputs, wrt[j]);

        int IndexOf(Node y) => Enumerable.Range(0, outputs.Count).First(i => ReferenceEquals(outputs[i], y));
    }

    /// <summary>Rows of nodes, simplified together.</summary>
    internal static ImmutableArray<ImmutableArray<Node>> Simplified(ImmutableArray<ImmutableArray<Node>> rows)
    {
        var simplified = new Queue<Node>(Rewriting.Simplification.Simplify(rows.SelectMany(row => row)));
        return [.. rows.Select(row => ImmutableArray.CreateRange(row, _ => simplified.Dequeue()))];
    }

    /// <summary>Zero with the axes of two nodes.</summary>
    internal static Node Zero(Node y, Node x) => NodeMath.BroadcastTo(x.Literal(0), Shape.Of(y.Shape.Concat(x.Shape)));

    private static double Entries(IEnumerable<Node> nodes) => nodes.Sum(n => n.Shape.IsConstant ? (double)n.Shape.Size.Value : double.PositiveInfinity);
}

/// <summary>The sweeps that a Jacobian is put together from, one for each entry of the side that is seeded.</summary>
internal static class JacobianSweeps
{
    /// <summary>The derivatives of all outputs by one node, null where structurally zero.</summary>
    public static ImmutableArray<Node?> Forward(IReadOnlyList<Node> outputs, Node x)
    {
        if (x.Type.IsScalar) return ForwardMode.BuildTangents(outputs, new Dictionary<Node, Node> { [x] = x.Literal(1) });
        var columns = UnitSeeds(x, outputs[0], x).Select(seed => ForwardMode.BuildTangents(outputs, new Dictionary<Node, Node> { [x] = seed })).ToList();
        return [.. outputs.Select((y, i) => Assembled([.. columns.Select(c => c[i])], y, x, last: true))];
    }

    /// <summary>The derivatives of one output by nodes, null where structurally zero.</summary>
    public static ImmutableArray<Node?> Reverse(Node y, IReadOnlyList<Node> wrt)
    {
        if (y.Type.IsScalar) return Gradient.Parts(y, wrt);
        var rows = UnitSeeds(y, y, wrt[0]).Select(seed => ReverseMode.BuildGrad([(y, seed)], wrt)).ToList();
        return [.. wrt.Select(x => Assembled([.. rows.Select(r => r[x]?.Value)], x, y, last: false))];
    }

    // The entries of the seeded side, one after the other, each 1 with all others 0.
    private static IEnumerable<Node> UnitSeeds(Node seeded, Node y, Node x)
    {
        if (!seeded.DType.IsFloat)
            throw new DifferentiationException($"{seeded} of type {seeded.Type} has no derivative: expected a floating-point node.");
        if (!seeded.Shape.IsConstant)
            throw new DifferentiationException($"The Jacobian of {y} of type {y.Type} by {x} of type {x.Type} has a named size on both sides, so its rows cannot be listed. Bind the size with Function.Bind, or use JacobianVectorProduct or VectorJacobianProduct.");
        var lengths = seeded.Shape.Select(d => d.Value).ToArray();
        var count = lengths.Aggregate(1, (product, length) => product * length);
        for (var i = 0; i < count; i++)
        {
            var entries = new double[count];
            entries[i] = 1;
            yield return seeded.Graph.Constant(Tensor.Of(seeded.DType, entries, lengths));
        }
    }

    // J[.., i] or J[i, ..] = slice i, the axes of the seeded side behind those of the other or before them
    private static Node? Assembled(ImmutableArray<Node?> slices, Node like, Node seeded, bool last)
    {
        if (slices.All(s => s is null)) return null;
        var rows = slices.Select(s => s ?? Gradient.Zero(like)).ToList();
        return NodeMath.Reshape(NodeMath.Stack(rows, last ? like.Type.Rank : 0), Shape.Of(last ? like.Shape.Concat(seeded.Shape) : seeded.Shape.Concat(like.Shape)));
    }
}

public sealed partial class Function
{
    /// <summary>
    /// The derivatives of all outputs by inputs: outputs <c>d_x</c> with the axes of the output, then those of x;
    /// <c>d_value_x</c> where there are several outputs. By forward or reverse mode, whichever needs fewer sweeps.
    /// </summary>
    /// <exception cref="DifferentiationException">An output is none of floating point, none depends on an input that was named, or both sides have an axis of named size.</exception>
    public Function Jacobian(params string[] wrt) => Jacobian(DifferentiationOptions.Default, wrt);

    /// <summary>As above, with choices for undefined derivatives.</summary>
    /// <exception cref="DifferentiationException">An output is none of floating point, both sides have an axis of named size, or the options make an error of what was found.</exception>
    public Function Jacobian(DifferentiationOptions options, params string[] wrt)
    {
        var targets = Reported(options, wrt);
        var entries = SymDiff.Jacobian.Raw(SymDiff.Gradient.Stable(Outputs, targets), targets);
        return Derived("jacobian", OutputNames.SelectMany((name, i) => targets.Select((x, j) => ((Outputs.Length == 1 ? "d_" : $"d_{name}_") + x.Op.Name, entries[i][j]))));
    }
}
