using System.Collections.Immutable;

namespace SymDiff;

/// <summary>
/// The structure of derivatives: which entries can be other than zero whatever the values are. Sets of input entries are carried
/// forward through each op's element, which says what an entry reads; ops that state no element are taken as dense.
/// </summary>
public static class Sparsity
{
    /// <summary>The pattern of the Jacobian: the entries of all outputs are the rows, those of all wrt the columns.</summary>
    /// <param name="outputs">The outputs.</param>
    /// <param name="wrt">What they are differentiated by.</param>
    /// <param name="known">Values of variables that the structure may rely on, as the indices of a gather.</param>
    /// <exception cref="DifferentiationException">A size is not constant.</exception>
    public static SparsityPattern Jacobian(IReadOnlyList<Node> outputs, IReadOnlyList<Node> wrt, IReadOnlyDictionary<Node, Tensor>? known = null)
    {
        if (outputs is null) throw new ArgumentNullException(nameof(outputs));
        if (wrt is null) throw new ArgumentNullException(nameof(wrt));
        if (outputs.Concat(wrt).FirstOrDefault(n => !n.Shape.IsConstant) is { } named)
            throw new DifferentiationException($"The sparsity of a derivative needs constant sizes, but {named} is {named.Type}. Bind the size with Function.Bind.");
        var columns = 0;
        var seeds = new Dictionary<Node, int[][]>();
        foreach (var x in wrt)
        {
            seeds.Add(x, [.. Enumerable.Range(columns, x.Shape.Size.Value).Select(i => new[] { i })]);
            columns += x.Shape.Size.Value;
        }

        var sets = new Dependencies(seeds, known ?? ImmutableDictionary<Node, Tensor>.Empty, []).Of(outputs);
        return SparsityPattern.Of(sets.SelectMany((entries, i) => entries ?? Enumerable.Repeat(IndexSets.Empty, outputs[i].Shape.Size.Value)), columns);
    }

    /// <summary>The pattern of the Hessian of a scalar, which is symmetric.</summary>
    /// <param name="output">A floating-point scalar.</param>
    /// <param name="wrt">What it is differentiated by.</param>
    /// <param name="known">Values of variables that the structure may rely on, as the indices of a gather.</param>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or a size is not constant.</exception>
    public static SparsityPattern Hessian(Node output, IReadOnlyList<Node> wrt, IReadOnlyDictionary<Node, Tensor>? known = null)
    {
        if (wrt is null) throw new ArgumentNullException(nameof(wrt));
        return Jacobian([.. Gradient.Parts(output, wrt).Select((g, i) => g ?? Gradient.Zero(wrt[i]))], wrt, known).Symmetrised();
    }
}
