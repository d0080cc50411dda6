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
        foreach (var f in Textbook().Append(Quotient()).Append(Branches()).Append(Regression()).Append(Matrices())) text.Append(Forms(f, f => f.ToMath(), f => f.ToLatex()));
        Verifier.Verify(text.ToString());
    }

    // What people differentiate by hand
    private static IEnumerable<Function> Textbook() => new[]
    {
        "x => 3*x^4 - 2*x^2 + x - 7",
        "x => x^2^3 + (x^2)^3",
        "(x, y) => (1 - x)^2 + 100*(y - x^2)^2",
        "x => 1/(1 + exp(-x))",
        "x => sigmoid(x)",
        "(x, mu, sigma) => exp(-((x - mu)/sigma)^2/2)/(sigma*sqrt(2*Math.PI))",
        "(x, y) => sqrt(x^2 + y^2)",
        "(a, b) => a^b",
        "x => log(1 + exp(x))",
        "x => x*log(x)",
        "x => sin(x)^2 + cos(x)^2",
        "x => tan(x)/x",
        "(x, y) => max(x, y) - abs(x*y)",
        "(x, y) => atan2(y, x)",
        "(S, K, r, sigma, T) => { var d = (log(S/K) + (r + sigma^2/2)*T)/(sigma*sqrt(T)); return S*erfc(-d/sqrt(2))/2 - K*exp(-r*T)*erfc((sigma*sqrt(T) - d)/sqrt(2))/2; }",
        "(x, w, b) => { var h = tanh(w*x + b); return (h - 1)^2; }",
    }.Select(text => Function.Parse(text));

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
