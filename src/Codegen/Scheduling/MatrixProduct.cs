using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Codegen.Scheduling;

/// <summary>
/// A node that is a product of two matrices, or a stack of such products: a sum of products of one entry each of two tensors, whose axes are those of a stack,
/// of rows, of columns and of the sum; or the sum of a stack of products. Several axes beside each other are one: <c>[b, m, k]·[k, n]</c> is a product of b·m rows. Whatever op says so, a library
/// kernel computes it where the matrices may be large.
/// </summary>
/// <param name="A">The left matrices as they lie in memory.</param>
/// <param name="B">The right matrices as they lie in memory.</param>
internal sealed record MatrixProduct(Node A, Node B)
{
    private const int SmallSide = 64;   // products with sides of constant length up to this are loops in registers

    /// <summary>Whether A is read at [k, i].</summary>
    public bool TransposeA { get; private init; }

    /// <summary>Whether B is read at [j, k].</summary>
    public bool TransposeB { get; private init; }

    /// <summary>The number of products; null for a single one. A matrix that has no axis of the stack is a factor of each.</summary>
    public Dim? Stack { get; private init; }

    /// <summary>Whether the products of the stack are added up.</summary>
    public bool IsSummed { get; private init; }

    /// <summary>The number of rows.</summary>
    public required Dim Rows { get; init; }

    /// <summary>The length of the sums.</summary>
    public required Dim Inner { get; init; }

    /// <summary>The number of columns.</summary>
    public required Dim Columns { get; init; }

    /// <summary>The product that a node is, or null.</summary>
    public static MatrixProduct? Of(Node node)
    {
        if (node.IsTuple || node.Type.Rank < 2 || !node.DType.IsFloat || node.Op is not ElementOp op) return null;
        var (element, axes) = op.Define(ImmutableArray.CreateRange(node.Inputs, i => i.Type), node.Type);
        var summed = new List<Axis>();
        for (; element is Reduce { Kind: ReductionKind.Sum } sum; element = sum.Body) summed.Add(sum.Axis);
        if (summed.Count == 0 || element is not Arithmetic { Kind: ArithmeticKind.Multiply, Left: Load left, Right: Load right }) return null;
        if (Operand.Of(node, left) is not { } a || Operand.Of(node, right) is not { } b) return null;
        var result = new Operand(node, axes).WithoutOnes();
        if (Candidates(result, a, b).FirstOrDefault(candidate => candidate is not null) is not { } product) return null;
        return new[] { product.Rows, product.Inner, product.Columns }.All(d => d.IsConstant && d.Value <= SmallSide) ? null : product;
    }

    // Either factor may be the left one. Sums of products come last: where one product says the same, it is one.
    private static IEnumerable<MatrixProduct?> Candidates(Operand result, Operand a, Operand b)
    {
        for (var depth = 0; depth <= Math.Max(0, result.Axes.Length - 2); depth++)
        {
            yield return Of(result, a, b, depth);
            yield return Of(result, b, a, depth);
        }

        for (var depth = 1; depth <= Math.Min(a.Axes.Length, b.Axes.Length) - 2; depth++)
        {
            yield return SumOf(result, a, b, depth);
            yield return SumOf(result, b, a, depth);
        }
    }

    // C[i,j] = Σₛ Σₖ A[s,i,k]·B[s,k,j]: the adjoint of a matrix that is a factor of a whole stack.
    private static MatrixProduct? SumOf(Operand result, Operand a, Operand b, int depth)
    {
        var stack = a.Axes.Take(depth).ToList();
        if (!b.Axes.Take(depth).SequenceEqual(stack) || stack.Exists(result.Axes.Contains)) return null;
        var product = Of(result, a with { Axes = a.Axes[depth..] }, b with { Axes = b.Axes[depth..] }, depth: 0);
        return product is null || product.Rows == Dim.One || product.Columns == Dim.One ? null : product with { Stack = Length(stack), IsSummed = true };
    }

    // A stack along the first axes of the result, which are also the first ones of the factors that have them.
    private static MatrixProduct? Of(Operand result, Operand a, Operand b, int depth)
    {
        var stack = result.Axes.Take(depth).ToList();
        if (a.Below(stack) is not { } left || b.Below(stack) is not { } right) return null;
        var rows = result.Axes.Skip(depth).TakeWhile(left.Contains).ToList();
        var columns = result.Axes.Skip(depth + rows.Count).ToList();
        if (result.Node.Type.Rank > 2 && (rows.Count == 0 || columns.Count == 0)) return null;
        var inner = left.Where(axis => !rows.Contains(axis)).ToList();
        if (inner.Count == 0 || inner.Exists(result.Axes.Contains)) return null;
        var (transposeA, transposeB) = (Follows(left, inner, rows), Follows(right, columns, inner));
        if ((!transposeA && !Follows(left, rows, inner)) || (!transposeB && !Follows(right, inner, columns))) return null;
        return new(a.Node, b.Node)
        {
            TransposeA = transposeA && rows.Count > 0,
            TransposeB = transposeB && columns.Count > 0,
            Stack = depth == 0 ? null : Length(stack),
            Rows = Length(rows),
            Inner = Length(inner),
            Columns = Length(columns),
        };
    }

    private static bool Follows(List<Axis> all, List<Axis> first, List<Axis> second) => all.SequenceEqual(first.Concat(second));

    private static Dim Length(List<Axis> axes) => Dim.Product(axes.Select(axis => axis.Length));

    // A tensor and which axis each of its own runs along; those of length 1 are left out.
    private sealed record Operand(Node Node, ImmutableArray<Axis> Axes)
    {
        public static Operand? Of(Node node, Load load)
        {
            if (Indices(load, node.Inputs[load.Input]) is not { } indices) return null;
            var operand = new Operand(node.Inputs[load.Input], indices).WithoutOnes();
            while (operand.Moved() is { } inside) operand = inside;
            return operand.Axes.Distinct().Count() == operand.Axes.Length ? operand : null;
        }

        public Operand WithoutOnes() => this with { Axes = [.. Axes.Where(axis => axis.Length != Dim.One)] };

        // The axes behind those of a stack, of which there are all, at the start, or none.
        public List<Axis>? Below(List<Axis> stack)
        {
            var shared = Axes.Take(stack.Count).SequenceEqual(stack) ? stack.Count : 0;
            var rest = Axes.Skip(shared).ToList();
            return rest.Exists(stack.Contains) ? null : rest;
        }

        // The tensor whose entries the node only has in another order of axes.
        private Operand? Moved()
        {
            if (Node.Op is not ElementOp op) return null;
            var (element, own) = op.Define(ImmutableArray.CreateRange(Node.Inputs, i => i.Type), Node.Type);
            if (element is not Load load || Indices(load, Node.Inputs[load.Input]) is not { } indices) return null;
            var outer = own.Where(axis => axis.Length != Dim.One).Zip(Axes, (axis, at) => (axis, at)).ToDictionary(p => p.axis, p => p.at);
            var moved = new Operand(Node.Inputs[load.Input], indices).WithoutOnes();
            return moved with { Axes = [.. moved.Axes.Select(axis => outer[axis])] };
        }

        // Where a tensor is read at whole axes, and at 0 along those of length 1.
        private static ImmutableArray<Axis>? Indices(Load load, Node read) =>
            load.At.Zip(read.Shape, (index, length) => index is Axis axis ? axis.Length == length : length == Dim.One && index is Literal { Value.Integer: 0 }).All(whole => whole)
                ? [.. load.At.OfType<Axis>()]
                : null;
    }
}
