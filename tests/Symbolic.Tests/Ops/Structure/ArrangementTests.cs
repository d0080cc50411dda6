using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Structure;

/// <summary>Concatenation, rolls, diagonals, triangles, packed triangles and sources: values, gradients, named sizes, mistakes.</summary>
public sealed class ArrangementTests
{
    private readonly Graph graph = new();

    private Dim N => graph.Dim("n");

    private Node X => graph.Variable("x", [N]);

    private Node S => graph.Variable("s", [N, N]);

    private static Tensor Square => Matrix(new double[,] { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } });

    [Fact]
    public void PartsStandBehindEachOther()
    {
        var two = graph.Variable("two", [2]);
        var y = Concatenate([X, two, X]);
        Assert.Equal(new Shape([2 * N + 2]), y.Shape);
        Assert.Equal([5, 6, 7, 1, 2, 5, 6, 7], Value(y, Tensor.Vector(5, 6, 7), Tensor.Vector(1, 2)).ToArray());
        Assert.Equal([1, 2], Value(y, Tensor.Vector(), Tensor.Vector(1, 2)).ToArray());
        var weights = graph.Constant(1, 10, 100, 1000);
        Assert.Equal([[1 + 1000], [10, 100]], Gradients(Sum(Function1(y) * weights), Tensor.Vector(5), Tensor.Vector(1, 2)));

        Node Function1(Node node) => Gather(node, graph.Iota(4));
    }

    [Fact]
    public void RowsOfANewAxis()
    {
        var (a, b) = (graph.Variable("a"), graph.Variable("b"));
        Assert.Equal([3, 4, 3], Value(Stack([a, b, a]), 3, 4).ToArray());
        Assert.Equal([[1 + 100], [10]], Gradients(Sum(Stack([a, b, a]) * graph.Constant(1, 10, 100)), 3, 4));
        Assert.Equal(new Shape([N, 2]), Stack([X, X], -1).Shape);
        Assert.Equal(new Shape([2, N]), Stack([X, X]).Shape);
    }

    [Fact]
    public void ManyPartsMakeNoDeepElement()
    {
        var parts = Enumerable.Range(0, 1000).Select(i => graph.Variable("v" + i)).ToList();
        var y = SquaredNorm(Stack(parts));
        var f = new Function("f", parts, [y]).ValueAndGradient();
        var values = f.Evaluate([.. parts.Select((_, i) => Tensor.Scalar(i))]);
        Assert.Equal(Enumerable.Range(0, 1000).Sum(i => (double)i * i), values[0].ToDouble());
        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal(2.0 * i, values[i + 1].ToDouble()));
    }

    [Fact]
    public void RollsAndShifts()
    {
        Tensor data = Tensor.Vector(1, 2, 3, 4);
        Assert.Equal([4, 1, 2, 3], Value(Roll(X, 1), data).ToArray());
        Assert.Equal([2, 3, 4, 1], Value(Roll(X, -1), data).ToArray());
        Assert.Equal([3, 4, 1, 2], Value(Roll(X, 6), data).ToArray());
        Assert.Equal([3, 4, 1, 2], Value(Roll(X, -6), data).ToArray());
        Assert.Equal([], Value(Roll(X, 1), Tensor.Vector()).ToArray());
        Assert.Equal([0, 1, 2, 3], Value(Shift(X, 1), data).ToArray());
        Assert.Equal([3, 4, 0, 0], Value(Shift(X, -2), data).ToArray());
        Assert.Equal([0, 0, 0, 0], Value(Shift(X, 4), data).ToArray());
        Assert.Same(X, Roll(X, 0));
    }

    [Fact]
    public void Diagonals()
    {
        Assert.Equal([1, 5, 9], Value(Diagonal(S), Square).ToArray());
        Assert.Equal([2, 6], Value(Diagonal(S, 1), Square).ToArray());
        Assert.Equal([7], Value(Diagonal(S, -2), Square).ToArray());
        Assert.Equal(15, Value(Trace(S), Square).ToDouble());
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], GradientOf(Trace(S), Square));
        Assert.Equal(new Shape([N + 1, N + 1]), DiagonalMatrix(X, -1).Shape);
        Assert.Equal([0, 0, 0, 7, 0, 0, 0, 8, 0], Value(DiagonalMatrix(X, -1), Tensor.Vector(7, 8)).ToArray());
        Assert.Equal(new Shape([2]), Diagonal(graph.Variable("w", [2, 9]), 1).Shape);
        Assert.Equal(new Shape([N - 1]), Diagonal(graph.Variable("u", [N, N + 1]), 2).Shape);
    }

    [Fact]
    public void Triangles()
    {
        Assert.Equal([1, 0, 0, 4, 5, 0, 7, 8, 9], Value(LowerTriangle(S), Square).ToArray());
        Assert.Equal([0, 0, 0, 4, 0, 0, 7, 8, 0], Value(LowerTriangle(S, -1), Square).ToArray());
        Assert.Equal([1, 2, 3, 0, 5, 6, 0, 0, 9], Value(UpperTriangle(S), Square).ToArray());
        Assert.Equal([0, 2, 3, 0, 0, 6, 0, 0, 0], Value(UpperTriangle(S, 1), Square).ToArray());
    }

    // Column by column: (1 4 7), (5 8), (9); without the diagonal (4 7), (8)
    [Fact]
    public void PackedTriangles()
    {
        Assert.Equal([1, 4, 7, 5, 8, 9], Value(PackTriangle(S), Square).ToArray());
        Assert.Equal([4, 7, 8], Value(PackTriangle(S, strict: true), Square).ToArray());
        Assert.Equal(new Shape([N * (N - 1) / 2]), PackTriangle(S, strict: true).Shape);
        Assert.Equal([0, 0, 0, 4, 0, 0, 7, 8, 0], Value(UnpackTriangle(PackTriangle(S, strict: true), N, strict: true), Square).ToArray());
    }

    // The square root finds every column: there and back again is the identity for each size.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(64)]
    public void PackingUndoesUnpacking(int n)
    {
        foreach (var strict in new[] { false, true })
        {
            var count = strict ? n * (n - 1) / 2 : n * (n + 1) / 2;
            var p = graph.Variable("p" + n + strict, [count]);
            double[] data = [.. Enumerable.Range(1, count)];
            Assert.Equal(data, Value(PackTriangle(UnpackTriangle(p, n, strict), strict), Tensor.Vector(data)).ToArray());
        }
    }

    [Fact]
    public void Sources()
    {
        Assert.Equal([0, 1, 2], Value(graph.Iota(3)).ToArray());
        Assert.Equal([0, 1, 2], Value(Sum(graph.Iota(N, DType.Float64) * S, [0]) - Sum(S, [0]) * graph.Iota(N, DType.Float64) + graph.Iota(N, DType.Float64), Square).ToArray());
        Assert.Equal([0.5, 0.75, 1], Value(graph.Range(graph.Constant(0.5), graph.Constant(0.25), 3)).ToArray());
        Assert.Equal([1, 0, 0, 1], Value(graph.Eye(2)).ToArray());
        Assert.Equal([7, 7], Value(graph.Full([2], 7)).ToArray());
        Assert.Equal(3 * 7, Value(graph.Size(2 * N + 1) * Sum(X) / Sum(X) * 3, Tensor.Vector(1, 2, 3)).ToDouble());
        Assert.Same(graph.Constant(4), graph.Size(4));
    }

    [Fact]
    public void Mistakes()
    {
        var (m, v) = (graph.Variable("m", [2, 3]), graph.Variable("v", [3]));
        Assert.Equal("Concatenate: f64[2, 3] and f64[3] do not fit together along axis 0; expected equal lengths of all other axes.", Refusal(() => Concatenate([m, v])));
        Assert.Equal("Concatenate: f64[2, 3] and f64[3, 2] do not fit together along axis 1; expected equal lengths of all other axes.", Refusal(() => Concatenate([m, m.T], 1)));
        Assert.Equal("Concatenate: the operands f64[3] and bool[3] have different dtypes; Cast one of them.", Refusal(() => Concatenate([v, v > 0])));
        Assert.Equal("Concatenate: there is no axis 0 in shape []; expected none, a scalar has no axes.", Refusal(() => Concatenate([graph.Variable("a"), graph.Variable("b")])));
        Assert.Equal("Concatenate: there are no parts; expected at least one. (Parameter 'parts')", Assert.Throws<ArgumentException>(() => Concatenate([])).Message);
        Assert.Equal("Stack: there are no rows; expected at least one. (Parameter 'rows')", Assert.Throws<ArgumentException>(() => Stack([])).Message);
        Assert.Equal("Stack: the rows f64[2, 3] and f64[3] differ in type; broadcast or Cast one of them.", Refusal(() => Stack([m, v])));
        Assert.Equal("Roll: there is no axis 1 in shape [3]; expected -1 to 0.", Refusal(() => Roll(v, 1, 1)));
        Assert.Equal("Shift: there is no axis 1 in shape [3]; expected -1 to 0.", Refusal(() => Shift(v, 1, 1)));
        Assert.Equal("Diagonal: expected a matrix, got f64[3].", Refusal(() => Diagonal(v)));
        Assert.Equal("Diagonal: f64[2, 3] has no diagonal at offset 4; expected an offset from -2 to 3.", Refusal(() => Diagonal(m, 4)));
        Assert.Equal("Diagonal: which of n and 3, the last axes of f64[n, 3], is smaller is not known; expected equal or constant lengths.", Refusal(() => Diagonal(graph.Variable("r", [N, 3]))));
        Assert.Equal("Trace: expected a matrix, got f64[3].", Refusal(() => Trace(v)));
        Assert.Equal("DiagonalMatrix: there is no axis -1 in shape []; expected none, a scalar has no axes.", Refusal(() => DiagonalMatrix(graph.Variable("a"))));
        Assert.Equal("LowerTriangle: expected a matrix, got f64[3].", Refusal(() => LowerTriangle(v)));
        Assert.Equal("UpperTriangle: expected a matrix, got f64[3].", Refusal(() => UpperTriangle(v)));
        Assert.Equal("PackTriangle: expected a square matrix, got f64[2, 3] with 2 rows and 3 columns.", Refusal(() => PackTriangle(m)));
        Assert.Equal("UnpackTriangle: a strict triangle of 3 rows has 3 entries; the last axis of f64[n] has n.", Refusal(() => UnpackTriangle(X, 3, strict: true)));
        Assert.Equal("UnpackTriangle: a triangle of 3 rows has 6 entries; the last axis of f64[3] has 3.", Refusal(() => UnpackTriangle(v, 3)));
        Assert.Equal("Iota: the length is -1; expected no negative number.", Refusal(() => graph.Iota(-1)));
    }
}
