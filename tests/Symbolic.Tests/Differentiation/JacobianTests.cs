using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>Jacobians of scalars and tensors, by both modes.</summary>
public sealed class JacobianTests
{
    private readonly Graph graph = new();

    [Fact]
    public void OfSeveralScalars()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var jacobian = graph.Function("f", [x, y], [("p", x * y), ("q", x + x)]).Jacobian();
        Assert.Equal(["d_p_x", "d_p_y", "d_q_x", "d_q_y"], jacobian.OutputNames.ToArray());
        Assert.Equal([5, 3, 2, 0], jacobian.Evaluate(3, 5));
    }

    // ∂(A·x)/∂x = A, and the axes are those of the output, then those of the input: fewer outputs than inputs, and more
    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(2, 2)]
    public void OfALinearMapIsItsMatrix(int rows, int columns)
    {
        var (a, x) = (graph.Variable("A", [rows, columns]), graph.Variable("x", [columns]));
        var jacobian = graph.Function("f", [a, x], [MatMul(a, x)]).Jacobian("x");
        Assert.Equal(["d_x"], jacobian.OutputNames.ToArray());
        var matrix = Tensor.Of(Enumerable.Range(1, rows * columns).Select(i => (double)i).ToArray(), rows, columns);
        Assert.Equal(matrix, jacobian.Evaluate(matrix, Tensor.Of(new double[columns], columns))[0]);
    }

    // ∂(A·B)[i,j]/∂B[k,l] = A[i,k]·[j = l]
    [Fact]
    public void OfAMatrixByAMatrix()
    {
        var (a, b) = (graph.Variable("A", [3, 2]), graph.Variable("B", [2, 2]));
        var value = graph.Function("f", [a, b], [MatMul(a, b)]).Jacobian("B").Evaluate(Tensor.Of([1, 2, 3, 4, 5, 6], 3, 2), Tensor.Of(new double[4], 2, 2))[0];
        Assert.Equal([3, 2, 2, 2], value.Lengths.ToArray());
        var at = 0;
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 2; j++)
                for (var k = 0; k < 2; k++)
                    for (var l = 0; l < 2; l++)
                        Assert.Equal(j == l ? 2 * i + k + 1 : 0, value.ToArray()[at++]);
    }

    [Fact]
    public void AScalarSideMayFaceAnAxisOfNamedSize()
    {
        var (t, x) = (graph.Variable("t"), graph.Variable("x", [graph.Dim("n")]));
        var f = graph.Function("f", [t, x], [("p", t * t * x), ("q", Sum(x * x) * t)]);
        Assert.Equal([2 * 3 * 5, 2 * 3 * 7], f.Jacobian("t").Evaluate(3.0, Tensor.Vector(5, 7))[0].ToArray());
        Assert.Equal([2 * 5 * 3, 2 * 7 * 3], graph.Function("q", [t, x], [f.Output("q")]).Jacobian("x").Evaluate(3.0, Tensor.Vector(5, 7))[0].ToArray());
        var error = Assert.Throws<DifferentiationException>(() => f.Jacobian("x"));
        Assert.Equal("The Jacobian of t*t*x of type f64[n] by x of type f64[n] has a named size on both sides, so its rows cannot be listed. Bind the size with Function.Bind, or use JacobianVectorProduct or VectorJacobianProduct.", error.Message);
    }

    // forward needs one sweep for the one input, reverse would need four
    [Fact]
    public void TheCheaperModeIsTaken()
    {
        var x = graph.Variable("x");
        List<(string, Node)> outputs = [("a", Exp(x)), ("b", x * x), ("c", Exp(Exp(x))), ("d", Log(x))];
        var before = graph.Count;
        var jacobian = graph.Function("f", [x], outputs).Jacobian();
        var forward = graph.Count - before;
        Assert.Equal([Math.Exp(2), 4, Math.Exp(Math.Exp(2)) * Math.Exp(2), 0.5], jacobian.Evaluate(2.0));
        Assert.InRange(forward, 1, 8);
    }

    [Fact]
    public void AnIntegerOutputIsAnError()
    {
        var x = graph.Variable("x");
        var f = graph.Function("f", [x], [("p", x * x), ("k", Cast(x, DType.Int32))]);
        const string message = "f: the output 'k' of type i32 has no derivative: expected floating-point outputs. Leave it out, or cast it to f64.";
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.Jacobian()).Message);
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.JacobianVectorProduct()).Message);
        Assert.Equal(message, Assert.Throws<DifferentiationException>(() => f.VectorJacobianProduct()).Message);
    }
}
