using static SymDiff.NodeMath;
using static SymDiff.Symbolic.Tests.Evaluation;

namespace SymDiff.Symbolic.Tests.Reductions;

/// <summary>logsumexp, softmax, log-softmax and cross-entropy: stable values, exact gradients, infinite entries, mistakes.</summary>
public sealed class SoftmaxTests
{
    private const double Infinity = double.PositiveInfinity;
    private readonly Graph graph = new();

    private Node Z => graph.Variable("z", [3]);

    private Node P => graph.Variable("p", [3]);

    // log(e^1000 + e^1000) = 1000 + log 2
    [Fact]
    public void LogSumExpDoesNotOverflow()
    {
        var x = graph.Variable("x", [2]);
        Assert.Equal(1000 + Math.Log(2), Value(LogSumExp(x), Tensor.Vector(1000, 1000)).ToDouble(), 1e-12);
        Assert.Equal(-1000 + Math.Log(2), Value(LogSumExp(x), Tensor.Vector(-1000, -1000)).ToDouble(), 1e-12);
        Assert.Equal([0.5, 0.5], GradientOf(LogSumExp(x), Tensor.Vector(1000, 1000)), Near);
    }

    [Fact]
    public void InfiniteEntries()
    {
        Assert.Equal(-Infinity, Value(LogSumExp(Z), Tensor.Vector(-Infinity, -Infinity, -Infinity)).ToDouble());
        Assert.Equal([0, 0, 0], GradientOf(LogSumExp(Z), Tensor.Vector(-Infinity, -Infinity, -Infinity)));
        Assert.Equal(2, Value(LogSumExp(Z), Tensor.Vector(-Infinity, 2, -Infinity)).ToDouble());
        Assert.Equal([0, 1, 0], GradientOf(LogSumExp(Z), Tensor.Vector(-Infinity, 2, -Infinity)));
        Assert.Equal(Infinity, Value(LogSumExp(Z), Tensor.Vector(0, Infinity, 1)).ToDouble());
        Assert.Equal([0.5, 0, 0.5], Value(Softmax(Z), Tensor.Vector(3, -Infinity, 3)).ToArray());
        Assert.Equal([-Math.Log(2), -Infinity, -Math.Log(2)], Value(LogSoftmax(Z), Tensor.Vector(3, -Infinity, 3)).ToArray(), Near);
        Assert.Equal([double.NaN, double.NaN, double.NaN], Value(Softmax(Z), Tensor.Vector(-Infinity, -Infinity, -Infinity)).ToArray());
    }

    // log softmax of (0, -40): log(1 + e^-40) is e^-40 to 17 digits, which 1 + e^-40 alone does not hold
    [Fact]
    public void LogSoftmaxOfUnlikelyEntries() =>
        Assert.Equal(-800, Value(LogSoftmax(graph.Variable("x", [2])), Tensor.Vector(800, 0)).ToArray()[1]);

    // The Hessian of logsumexp is diag(q) - q·qᵀ with q = softmax(z)
    [Fact]
    public void HessianOfLogSumExp()
    {
        var gradient = Gradient.Of(LogSumExp(Z), [Z])[0];
        Tensor at = Tensor.Vector(Math.Log(1), Math.Log(2), Math.Log(5));   // q = 1/8, 2/8, 5/8
        Assert.Equal([7.0 / 64, -2.0 / 64, -5.0 / 64], Value(Gradient.Of(gradient[0], [Z])[0], at).ToArray(), Near);
        Assert.Equal([-2.0 / 64, 12.0 / 64, -10.0 / 64], Value(Gradient.Of(gradient[1], [Z])[0], at).ToArray(), Near);
    }

    // dJ/dz = q·Σp - p, also where p does not sum to 1 (backpropagation, errors in the common notes)
    [Fact]
    public void GradientOfCrossEntropy()
    {
        Tensor z = Tensor.Vector(Math.Log(1), Math.Log(2), Math.Log(5));
        var gradients = Gradients(CrossEntropy(Z, P), z, Tensor.Vector(1, 0.5, 0.5));
        Assert.Equal([2.0 / 8 - 1, 4.0 / 8 - 0.5, 10.0 / 8 - 0.5], gradients[0], Near);
        Assert.Equal([Math.Log(8), Math.Log(4), Math.Log(1.6)], gradients[1], Near);
        Assert.Equal(Math.Log(8) + 0.5 * Math.Log(4) + 0.5 * Math.Log(1.6), Value(CrossEntropy(Z, P), z, Tensor.Vector(1, 0.5, 0.5)).ToDouble(), 1e-14);
    }

    // softmax cross-entropy on logits with a one-hot target has gradient y - t (backpropagation, fixtures)
    [Fact]
    public void LabelsAreOneHotTargets()
    {
        var logits = graph.Variable("logits", [2, 3]);
        var labels = graph.Variable("labels", [2], DType.Int32);
        Tensor z = Matrix(new[,] { { Math.Log(1), Math.Log(2), Math.Log(5) }, { 0, 0, 0 } });
        var t = Tensor.Of(DType.Int32, [2, 0], 2);
        Assert.Equal([Math.Log(1.6), Math.Log(3)], Value(CrossEntropy(logits, labels), z, t).ToArray(), Near);
        Assert.Equal([1.0 / 8, 2.0 / 8, -3.0 / 8, -2.0 / 3, 1.0 / 3, 1.0 / 3], GradientOf(Sum(CrossEntropy(logits, labels)), z, t), Near);
        Assert.Equal([0, 0], Value(CrossEntropy(logits, labels), z, Tensor.Of(DType.Int32, [3, -1], 2)).ToArray());
    }

    [Fact]
    public void AnImpossibleEntryWithoutWeightCostsNothing()
    {
        Tensor z = Tensor.Vector(0, -Infinity, 0);
        Assert.Equal(Math.Log(2), Value(CrossEntropy(Z, P), z, Tensor.Vector(0.5, 0, 0.5)).ToDouble(), 1e-15);
        Assert.Equal([0, 0, 0], Gradients(CrossEntropy(Z, P), z, Tensor.Vector(0.5, 0, 0.5))[0]);
    }

    [Fact]
    public void AlongAnyAxes()
    {
        var x = graph.Variable("m", [2, 2]);
        Tensor zeros = Matrix(new double[,] { { 0, 0 }, { 0, 0 } });
        Assert.Equal([0.25, 0.25, 0.25, 0.25], Value(Softmax(x, null), zeros).ToArray());
        Assert.Equal([0.5, 0.5, 0.5, 0.5], Value(Softmax(x, 0), zeros).ToArray());
        Assert.Same(Softmax(x), Softmax(x, 1));
    }

    [Fact]
    public void Mistakes()
    {
        var m = graph.Variable("m", [2, 3]);
        Assert.Equal("Softmax: there is no axis 1 in shape [3]; expected -1 to 0.", Refusal(() => Softmax(Z, 1)));
        Assert.Equal("Softmax: expected f64 or f32, got i32[2]; Cast it to f64 first.", Refusal(() => Softmax(graph.Variable("i", [2], DType.Int32))));
        Assert.Equal("CrossEntropy: the logits f64[2, 3] and the target f64[3] differ in shape; expected a distribution of the same shape, or integer labels.", Refusal(() => CrossEntropy(m, P)));
        Assert.Equal("CrossEntropy: the labels i32[3] do not fit the logits f64[2, 3]; expected i32[2], the shape without axis 1.", Refusal(() => CrossEntropy(m, graph.Variable("t", [3], DType.Int32))));
        Assert.Equal("CrossEntropy: the operands f64[2, 3] and f32[2, 3] have different dtypes; Cast one of them.", Refusal(() => CrossEntropy(m, graph.Variable("s", [2, 3], DType.Float32))));
    }

    private static bool Near(double expected, double actual) => expected == actual || Math.Abs(expected - actual) < 1e-14;
}
