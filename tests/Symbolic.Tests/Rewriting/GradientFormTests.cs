using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Rewriting;

/// <summary>The gradient of a common function is what a careful person would write.</summary>
public sealed class GradientFormTests
{
    private readonly Graph graph = new();
    private readonly Node x, y, v, t, z, m;

    public GradientFormTests()
    {
        (x, y) = (graph.Variable("x"), graph.Variable("y"));
        var n = graph.Dim("n");
        (v, t, z, m) = (graph.Variable("v", [n]), graph.Variable("t", [n]), graph.Variable("z", [n, 10]), graph.Variable("M", [n, 3]));
    }

    [Fact]
    public void Polynomials()
    {
        Assert.Same(2 * x, D(x * x));
        Assert.Same(3 * (x * x), D(x * x * x));
        Assert.Same(2 * x, D(Pow(x, 2)));
        Assert.Same(3 * (x * x), D(Pow(x, 3)));
        Assert.Same(4 * (x * x * x), D(Pow(x, 4)));
        Assert.Same(2 * (x - 3), D((x - 3) * (x - 3)));
        Assert.Same(2 * x + 3, D(x * x + 3 * x + 1));
        Assert.Same(y, D(x * y));
        Assert.Same(2 * (x * y), D(x * y * x));
    }

    [Fact]
    public void Quotients()
    {
        Assert.Same(-1 / (x * x), D(1 / x));
        Assert.Same(1 / y, D(x / y));
        Assert.Same(-(x / y / y), Gradient.Of(x / y, [y])[0]);
        Assert.Same(0.5 / Sqrt(x), D(Sqrt(x)));
    }

    [Fact]
    public void Exponentials()
    {
        Assert.Same(Exp(x), D(Exp(x)));
        Assert.Same(-Exp(-x), D(Exp(-x)));
        Assert.Same(2 * (Exp(x * x) * x), D(Exp(x * x)));
        Assert.Same(1 / x, D(Log(x)));
        Assert.Same(Log(x) + 1, D(x * Log(x)));
        Assert.Same(Sigmoid(x), D(Log(1 + Exp(x))));
        Assert.Same(Sigmoid(x), D(Softplus(x)));
        Assert.Same(-Sigmoid(-x), D(Softplus(-x)));
        Assert.Same(Sigmoid(-x), D(Log(Sigmoid(x))));
        Assert.Same(Sigmoid(x) * Sigmoid(-x), D(1 / (1 + Exp(-x))));
    }

    [Fact]
    public void Trigonometric()
    {
        Assert.Same(Cos(x), D(Sin(x)));
        Assert.Same(-Sin(x), D(Cos(x)));
        Assert.Same(2 * (Sin(x) * Cos(x)), D(Sin(x) * Sin(x)));
        Assert.Same(graph.Constant(0), D(Sin(x) * Sin(x) + Cos(x) * Cos(x)));
        Assert.Same(1 - Tanh(x) * Tanh(x), D(Tanh(x)));
    }

    [Fact]
    public void Sums()
    {
        Assert.Same(2 * v, Gradient.Of(Sum(v * v), [v])[0]);
        Assert.Same(2 * (v - t), Gradient.Of(Sum((v - t) * (v - t)), [v])[0]);
        Assert.Same(BroadcastTo(graph.Constant(1), v.Shape), Gradient.Of(Sum(v), [v])[0]);
        Assert.Same(t, Gradient.Of(Sum(v * t), [v])[0]);
        Assert.Same(Select(Equal(LogSumExp(v), double.NegativeInfinity), graph.Constant(0), Softmax(v)), D(LogSumExp(v), v));   // entries of -inf alone have weight 0
    }

    // mean of squares: 2·v/n
    [Fact]
    public void Means() => Assert.Same(2 / graph.Size(v.Shape[0]) * v, Gradient.Of(Mean(v * v), [v])[0]);

    // ∂/∂w Σ (M·w - t)² = 2·Mᵀ·(M·w - t)
    [Fact]
    public void LeastSquares()
    {
        var w = graph.Variable("w", [3]);
        var r = MatMul(m, w) - t;
        Assert.Same(2 * MatMul(r, m), Gradient.Of(Sum(r * r), [w])[0]);
    }

    // softmax cross-entropy: q·Σp - p, and q - p where it is known that Σp = 1
    [Fact]
    public void CrossEntropyWithAnyTarget()
    {
        var p = graph.Variable("p", z.Shape);
        var expected = Softmax(z) * Sum(p, [1], keep: true) - p;
        Assert.Same(expected, Gradient.Of(-Sum(p * LogSoftmax(z)), [z])[0]);
        Assert.Same(expected, Gradient.Of(Sum(CrossEntropy(z, p)), [z])[0]);
        Assert.Same(expected, Gradient.Of(-Sum(p * Log(Softmax(z))), [z])[0]);
    }

    // H = relu(X·W₁), Z = H·W₂, J = Σ crossEntropy(Z, P) + λ·(Σ W₁² + Σ W₂²): Ḡ₂ = Hᵀ·G + 2λ·W₂, Ḡ₁ = Xᵀ·(relu'·(G·W₂ᵀ)) + 2λ·W₁
    [Fact]
    public void MultilayerPerceptron()
    {
        var (w1, w2, p, lambda) = (graph.Variable("W1", [3, 5]), graph.Variable("W2", [5, 10]), graph.Variable("P", z.Shape), graph.Variable("lambda"));
        var a = MatMul(m, w1);
        var h = Relu(a);
        var logits = MatMul(h, w2);
        var loss = Sum(CrossEntropy(logits, p)) + lambda * (Sum(w1 * w1) + Sum(w2 * w2));
        var gradient = Gradient.Of(loss, [w1, w2]);
        var g = Softmax(logits) * Sum(p, [1], keep: true) - p;
        Assert.Same(2 * lambda * w2 + MatMul(h.T, g), gradient[1]);
        Assert.Same(2 * lambda * w1 + MatMul(m.T, Select(a > 0, MatMul(g, w2.T), graph.Constant(0))), gradient[0]);
    }

    private Node D(Node f, Node? by = null) => Gradient.Of(f, [by ?? x])[0];
}
