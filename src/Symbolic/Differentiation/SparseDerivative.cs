using System.Collections.Immutable;

namespace SymDiff;

/// <summary>
/// A derivative as a sparse matrix in compressed rows: a function with the outputs <c>row_pointers</c>, <c>columns</c> and <c>values</c>,
/// the pattern that the first two are constants of, and the colours by which the values were compressed.
/// </summary>
public sealed record SparseDerivative(Function Function, SparsityPattern Pattern, Colouring Colouring);

public sealed partial class Function
{
    /// <summary>
    /// The Jacobian as a sparse matrix: its rows are the entries of all outputs, its columns those of the inputs, one behind the other.
    /// One forward or reverse sweep for each colour of the columns or of the rows, whichever are fewer.
    /// </summary>
    /// <exception cref="DifferentiationException">An output is none of floating point, or a size is not constant.</exception>
    public SparseDerivative SparseJacobian(params string[] wrt) => SparseJacobian(ImmutableDictionary<string, Tensor>.Empty, wrt);

    /// <summary>As above, for given values of inputs on which the structure depends: the indices of a gather.</summary>
    /// <exception cref="DifferentiationException">An output is none of floating point, or a size is not constant.</exception>
    public SparseDerivative SparseJacobian(IReadOnlyDictionary<string, Tensor> known, params string[] wrt)
    {
        var targets = Targets(wrt);
        CheckOutputs();
        var pattern = Sparsity.Jacobian(Outputs, targets, Known(known));
        var (columns, rows) = (Colouring.OfColumns(pattern), Colouring.OfColumns(pattern.Transposed()));
        var forward = columns.Count <= rows.Count;
        var sums = forward ? Compressed.Tangents(Outputs, targets, columns) : Compressed.Adjoints(Outputs, targets, rows);
        var values = Compressed.Entries(sums, pattern, (row, column) => forward ? (columns.Colours[column], row) : (rows.Colours[row], column));
        return Sparse("sparse_jacobian", pattern, forward ? columns : rows, values);
    }

    /// <summary>The Hessian of the one scalar output as a sparse matrix, both halves. One product with a vector for each colour of a star colouring.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or a size is not constant.</exception>
    public SparseDerivative SparseHessian(params string[] wrt) => SparseHessian(ImmutableDictionary<string, Tensor>.Empty, wrt);

    /// <summary>As above, for given values of inputs on which the structure depends: the indices of a gather.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or a size is not constant.</exception>
    public SparseDerivative SparseHessian(IReadOnlyDictionary<string, Tensor> known, params string[] wrt)
    {
        var targets = Targets(wrt);
        var gradient = SymDiff.Gradient.Simplified(SingleOutput(), targets).Select((g, i) => g ?? SymDiff.Gradient.Zero(targets[i])).ToList();
        var pattern = Sparsity.Jacobian(gradient, targets, Known(known)).Symmetrised();
        var colouring = Colouring.OfSymmetric(pattern);
        var sums = Compressed.Tangents(gradient, targets, colouring);
        var values = Compressed.Entries(sums, pattern, (row, column) => colouring.IsAlone(pattern, row, column) ? (colouring.Colours[column], row) : (colouring.Colours[row], column));
        return Sparse("sparse_hessian", pattern, colouring, values);
    }

    private Dictionary<Node, Tensor> Known(IReadOnlyDictionary<string, Tensor> known)
    {
        if (known is null) throw new ArgumentNullException(nameof(known));
        return known.ToDictionary(k => Input(k.Key), k => k.Value);
    }

    private SparseDerivative Sparse(string suffix, SparsityPattern pattern, Colouring colouring, Node values) => new(
        Derived(suffix,
        [
            ("row_pointers", Compressed.Indices(Graph, pattern.RowPointers)),
            ("columns", Compressed.Indices(Graph, pattern.ColumnIndices)),
            ("values", values),
        ]), pattern, colouring);
}

/// <summary>Derivatives along the sums of the columns or rows of each colour.</summary>
internal static class Compressed
{
    /// <summary>A constant vector of integers.</summary>
    public static Node Indices(Graph graph, ImmutableArray<int> values) =>
        graph.Constant(Tensor.Of(DType.Int32, [.. values.Select(v => (double)v)], values.Length));

    /// <summary>For each colour J times the sum of the unit vectors of that colour, as one vector over the entries of all outputs.</summary>
    public static ImmutableArray<Node> Tangents(IReadOnlyList<Node> outputs, IReadOnlyList<Node> wrt, Colouring colouring) =>
        [.. Enumerable.Range(0, colouring.Count).Select(colour =>
        {
            var seeds = Seeds(wrt, colouring, colour);
            var tangents = ForwardMode.BuildTangents(outputs, wrt.Zip(seeds, (x, dot) => (x, dot)).ToDictionary(s => s.x, s => s.dot));
            return Flat(outputs, tangents);
        })];

    /// <summary>For each colour Jᵀ times the sum of the unit vectors of that colour, as one vector over the entries of all wrt.</summary>
    public static ImmutableArray<Node> Adjoints(IReadOnlyList<Node> outputs, IReadOnlyList<Node> wrt, Colouring colouring) =>
        [.. Enumerable.Range(0, colouring.Count).Select(colour =>
        {
            var table = ReverseMode.BuildGrad([.. outputs.Zip(Seeds(outputs, colouring, colour), (y, bar) => (y, bar))], wrt);
            return Flat(wrt, [.. wrt.Select(x => table[x]?.Value)]);
        })];

    /// <summary>The entries of a pattern, each found in the sum of a colour at a position.</summary>
    public static Node Entries(ImmutableArray<Node> sums, SparsityPattern pattern, Func<int, int, (int Colour, int Position)> place)
    {
        var length = sums.IsEmpty ? 0 : sums[0].Shape.Size.Value;
        var indices = ImmutableArray.CreateBuilder<int>(pattern.Count);
        for (var row = 0; row < pattern.Rows; row++)
        {
            foreach (var column in pattern[row])
            {
                var (colour, position) = place(row, column);
                indices.Add(colour * length + position);
            }
        }

        return NodeMath.Gather(NodeMath.Concatenate(sums), Indices(sums[0].Graph, indices.ToImmutable()));
    }

    // 1 at the entries of a colour, 0 elsewhere: one constant for each node
    private static IEnumerable<Node> Seeds(IReadOnlyList<Node> nodes, Colouring colouring, int colour)
    {
        var offset = 0;
        foreach (var node in nodes)
        {
            var entries = new double[node.Shape.Size.Value];
            for (var i = 0; i < entries.Length; i++) entries[i] = colouring.Colours[offset + i] == colour ? 1 : 0;
            offset += entries.Length;
            yield return node.Graph.Constant(Tensor.Of(node.DType, entries, [.. node.Shape.Select(d => d.Value)]));
        }
    }

    private static Node Flat(IReadOnlyList<Node> like, ImmutableArray<Node?> parts)
    {
        var dtype = like.All(n => n.DType == like[0].DType) ? like[0].DType : DType.Float64;
        return NodeMath.Concatenate([.. parts.Select((part, i) => NodeMath.Cast(NodeMath.Reshape(part ?? Gradient.Zero(like[i]), [like[i].Shape.Size]), dtype))]);
    }
}
