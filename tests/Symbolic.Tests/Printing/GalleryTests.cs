using System.Text;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Printing;

/// <summary>Functions and gradients in their printed forms, as snapshots for the eye.</summary>
public sealed class GalleryTests
{
    private readonly Graph graph = new();

    [Fact]
    public void QuotientInEveryForm() => Verifier.Verify(Forms(Quotient(), f => f.ToMath(), f => f.ToEquations(), f => f.ToText(), f => f.ToLatex(), f => f.ToDot(), f => f.ToMermaid()));

    [Fact]
    public void RegressionInEveryForm() => Verifier.Verify(Forms(Regression(), f => f.ToMath(), f => f.ToEquations(), f => f.ToText(), f => f.ToLatex(), f => f.ToDot(), f => f.ToMermaid()));

    [Fact]
    public void Formulas()
    {
        var text = new StringBuilder();
        foreach (var f in new[] { Quotient(), Branches(), Regression(), Matrices() }) text.Append(Forms(f, f => f.ToMath(), f => f.ToLatex()));
        Verifier.Verify(text.ToString());
    }

    private Function Quotient()
    {
        var (x, y) = (graph.Variable("x"), graph.Variable("y"));
        return graph.Function("f", [x, y], [2 * x * Exp(y) / (x - y) + Exp(y)]);
    }

    private Function Branches()
    {
        var (x, lambda) = (graph.Variable("x"), graph.Variable("lambda"));
        return graph.Function("f", [x, lambda], [Select(x > 0, Log(x), lambda * x) - Select(NotEqual(x, lambda), x, -x)]);
    }

    private Function Regression()
    {
        var n = graph.Dim("n");
        var (features, target, w, rate) = (graph.Variable("X", [n, 64]), graph.Variable("t", [n]), graph.Variable("w_1", [64]), graph.Variable("rate"));
        var residual = MatMul(features, w) - target;
        return graph.Function("loss", [features, target, w, rate], [Sum(residual * residual) / 2 + rate * Sum(w * w)]);
    }

    private Function Matrices()
    {
        var (a, b) = (graph.Variable("A", [2, 3]), graph.Variable("B", [3, 2]));
        return graph.Function("f", [a, b], [Max(MatMul(a, b)) + Sum(Sum(a, [1]) * graph.Constant(Tensor.Vector(0.5, -1)))]);
    }

    private static string Forms(Function function, params Func<Function, string>[] forms) => string.Concat(forms.Select(form => form(function) + "\n\n"));
}
