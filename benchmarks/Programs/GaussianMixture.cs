using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>
/// The log-posterior of a mixture of k Gaussians in d dimensions: weights softmax(alpha), means mu, and precisions QᵀQ whose factors Q are lower
/// triangular with the diagonal exp(q) and l below it, column by column. The prior of each precision is Wishart's, with d + m + 1 degrees of freedom.
/// </summary>
public static class GaussianMixture
{
    /// <summary>What the posterior is differentiated by.</summary>
    public static string[] Parameters { get; } = ["alpha", "mu", "q", "l"];

    /// <summary>How the log-posterior is called.</summary>
    public delegate double Value(ReadOnlySpan<double> alpha, ReadOnlySpan<double> mu, ReadOnlySpan<double> q, ReadOnlySpan<double> l, ReadOnlySpan<double> x, double m, double gamma);

    /// <summary>How its gradient by <see cref="Parameters"/> is called.</summary>
    public delegate void Derivative(
        ReadOnlySpan<double> alpha, ReadOnlySpan<double> mu, ReadOnlySpan<double> q, ReadOnlySpan<double> l, ReadOnlySpan<double> x, double m, double gamma,
        Span<double> dAlpha, Span<double> dMu, Span<double> dQ, Span<double> dL);

    /// <summary><c>value(alpha[k], mu[k, d], q[k, d], l[k, d(d-1)/2], x[n, d], m, gamma)</c>.</summary>
    public static Function Objective()
    {
        var graph = new Graph();
        var (n, d, k) = (graph.Dim("n"), graph.Dim("d"), graph.Dim("k"));
        Node alpha = graph.Variable("alpha", [k]), mu = graph.Variable("mu", [k, d]), q = graph.Variable("q", [k, d]), l = graph.Variable("l", [k, d * (d - 1) / 2]);
        Node x = graph.Variable("x", [n, d]), m = graph.Variable("m"), gamma = graph.Variable("gamma");

        var factors = UnpackTriangle(l, d, strict: true) + DiagonalMatrix(Exp(q));   // [k, d, d]
        var weights = alpha + Sum(q, [1]);

        // Σᵢ log Σₖ exp(αₖ + Σ qₖ - ½·|Qₖ(xᵢ - μₖ)|²)
        var likelihood = Loop.SumOver(x, point => LogSumExp(weights - 0.5 * SquaredNorm(Einsum("kij,kj->ki", factors, point - mu), [1])));
        var (points, dimensions) = (graph.Size(n), graph.Size(d));
        likelihood -= points * (dimensions * (0.5 * Math.Log(2 * Math.PI)) + LogSumExp(alpha));

        return graph.Function("gaussian_mixture", [alpha, mu, q, l, x, m, gamma], [("value", likelihood + Prior(factors, q, m, gamma))]);
    }

    // Σₖ (p·d·log(γ/√2) - log Γ_d(p/2) - ½γ²·|Qₖ|² + m·Σ qₖ), p = d + m + 1
    private static Node Prior(Node factors, Node q, Node m, Node gamma)
    {
        var (components, d) = (q.Graph.Size(q.Shape[0]), q.Graph.Size(q.Shape[1]));
        var p = d + m + 1;
        var scale = p * d * Log(gamma / Math.Sqrt(2)) - LogGamma(0.5 * p, q.Shape[1]);
        return components * scale - 0.5 * gamma * gamma * SquaredNorm(factors) + m * Sum(q);
    }

    // log Γ_d(a) = d(d-1)/4·log π + Σⱼ log Γ(a - j/2), j = 0 ... d - 1
    private static Node LogGamma(Node a, Dim d)
    {
        var terms = a.Graph.SumOver(d, j => LGamma(a - 0.5 * Cast(j, DType.Float64)));
        return a.Graph.Size(d * (d - 1)) * (Math.Log(Math.PI) / 4) + terms;
    }
}
