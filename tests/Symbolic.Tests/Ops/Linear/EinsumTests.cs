using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Linear;

/// <summary>Einsum against sums written out, against the ops it stands for, and its mistakes.</summary>
public sealed class EinsumTests
{
    private readonly Graph graph = new();

    private Node A => graph.Variable("a", [2, 3]);

    private Node B => graph.Variable("b", [3, 4]);

    private Node S => graph.Variable("s", [3, 3]);

    private Node U => graph.Variable("u", [3]);

    private Node V => graph.Variable("v", [3]);

    [Fact]
    public void WhatHasANameOfItsOwnIsThat()
    {
        Assert.Same(A.MatMul(B), Einsum("ij,jk->ik", A, B));
        Assert.Same(A.MatMul(B), Einsum("ij, jk", A, B));
        Assert.Same(A.MatMul(B).T, Einsum("ij,jk->ki", A, B));
        Assert.Same(A.MatMul(S.T), Einsum("ij,kj->ik", A, S));
        Assert.Same(S.MatMul(U), Einsum("ij,j->i", S, U));
        Assert.Same(U.MatMul(V), Einsum("i,i->", U, V));
        Assert.Same(U * V, Einsum("i,i->i", U, V));
        Assert.Same(Outer(U, V), Einsum("i,j->ij", U, V));
        Assert.Same(A.T, Einsum("ij->ji", A));
        Assert.Same(Sum(A, [1]), Einsum("ij->i", A));
        Assert.Same(Trace(S), Einsum("ii", S));
        Assert.Same(Diagonal(S), Einsum("ii->i", S));
        Assert.Same(Einsum("ijk,jkl->il", T("t"), T("r")), Einsum("abc,bcd->ad", T("t"), T("r")));
        Assert.Same(T("t").MatMul(T("r")), Einsum("bij,bjk->bik", T("t"), T("r")));

        Node T(string name) => graph.Variable(name, [2, 2, 2]);
    }

    // Σ_{ij} u[i]·S[i,j]·v[j] and the mixed sums, written out in numbers
    [Fact]
    public void ManyOperands()
    {
        Tensor s = Matrix(new double[,] { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } });
        Tensor u = Tensor.Vector(1, 0, -1), v = Tensor.Vector(2, 1, 0);
        Assert.Equal(-18, Value(Einsum("i,ij,j->", U, S, V), u, s, v).ToDouble());                  // row 1 - row 3 is (-6, -6, -6)
        Assert.Equal([2, 2, 0, 0, 0, 0, -14, -8, 0], Value(Einsum("i,ij,j->ij", U, S, V), u, s, v).ToArray());
        Assert.Equal([[2 + 2, 8 + 5, 14 + 8], [2, 1, 0, 0, 0, 0, -2, -1, 0], [-6, -6, -6]], Gradients(Einsum("i,ij,j->", U, S, V), u, s, v));
    }

    // Σ_j x[i,i,j]·w[j]: the diagonal of repeated letters, its adjoint on the diagonal only
    [Fact]
    public void RepeatedLetters()
    {
        var x = graph.Variable("x", [2, 2, 2]);
        var w = graph.Variable("w", [2]);
        Tensor data = Tensor.Of([1.0, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2);
        Assert.Equal([1 * 10 + 2 * 100, 7 * 10 + 8 * 100], Value(Einsum("iij,j->i", x, w), data, Tensor.Vector(10, 100)).ToArray());
        Assert.Equal([[10, 100, 0, 0, 0, 0, 10, 100], [1 + 7, 2 + 8]], Gradients(Einsum("iij,j->", x, w), data, Tensor.Vector(10, 100)));
    }

    // A chain is multiplied from its cheap end: (1000 x 2)·(2 x 1000)·(1000) costs 2·2000 from the right
    [Fact]
    public void TheCheapestPairComesFirst()
    {
        var (p, q, x) = (graph.Variable("p", [1000, 2]), graph.Variable("q", [2, 1000]), graph.Variable("y", [1000]));
        Assert.Same(p.MatMul(q.MatMul(x)), Einsum("ij,jk,k->i", p, q, x));
    }

    [Fact]
    public void NamedSizes()
    {
        var (n, d) = (graph.Dim("n"), graph.Dim("d"));
        var (x, c) = (graph.Variable("X", [n, d]), graph.Variable("C", [d, d]));
        Assert.Equal(new Shape([n]), Einsum("ni,ij,nj->n", x, c, x).Shape);   // the quadratic form of each row
        Assert.Equal([1 * 5 + 2 * 1 * 2 * 3 + 4 * 7], Value(Einsum("ni,ij,nj->n", x, c, x), Matrix(new double[,] { { 1, 2 } }), Matrix(new double[,] { { 5, 3 }, { 3, 7 } })).ToArray());
    }

    [Fact]
    public void Mistakes()
    {
        Assert.Equal("Einsum: 'ij,jk->ik' names 2 operand(s); got 1.", Refusal(() => Einsum("ij,jk->ik", A)));
        Assert.Equal("Einsum: '.' in '...i->i' names no axis; expected letters, commas between operands and at most one '->'.", Refusal(() => Einsum("...i->i", A)));
        Assert.Equal("Einsum: '-' in 'i->j->k' names no axis; expected letters, commas between operands and at most one '->'.", Refusal(() => Einsum("i->j->k", U)));
        Assert.Equal("Einsum: 'i' names 1 axes of f64[2, 3], which has 2.", Refusal(() => Einsum("i->i", A)));
        Assert.Equal("Einsum: the axis 'j' is 3 in f64[2, 3] and 2 in f64[2, 3]; the lengths must be equal.", Refusal(() => Einsum("ij,jk->ik", A, A)));
        Assert.Equal("Einsum: the axis 'k' of the result of 'ij->ik' stands in no operand; BroadcastTo repeats entries.", Refusal(() => Einsum("ij->ik", A)));
        Assert.Equal("Einsum: the axis 'i' stands twice in the result of 'i->ii'; expected once. DiagonalMatrix puts entries on a diagonal.", Refusal(() => Einsum("i->ii", U)));
        Assert.Equal("Einsum: the operands f64[3] and f32[3] have different dtypes; Cast one of them.", Refusal(() => Einsum("i,i", U, graph.Variable("g", [3], DType.Float32))));
        Assert.Equal("Einsum: 'ij,k->i' does not fit f64[2, 3] and f64[3]; expected a letter for each axis, each in at least two of the three.", Refusal(() => graph.Add(new SymDiff.Ops.Einsum("ij", "k", "i"), A, U)));
    }
}
