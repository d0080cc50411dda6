using SymDiff.Programs;

namespace SymDiff.Benchmarks;

/// <summary>Programs with control flow; those that GradBench asks for too are measured by its tool.</summary>
internal static partial class Cases
{
    private delegate double GradientOfOption(double s, double sigma, double r, double k, double t, ReadOnlySpan<double> z, out double ds, out double dSigma, out double dr);

    private delegate double OfOption(double s, double sigma, double r, double k, double t, ReadOnlySpan<double> z);

    private delegate double GradientOfNetwork(
        ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> w, ReadOnlySpan<double> u, ReadOnlySpan<double> b, ReadOnlySpan<double> r, Span<double> dw, Span<double> du);

    private delegate double OfNetwork(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> w, ReadOnlySpan<double> u, ReadOnlySpan<double> b, ReadOnlySpan<double> r);

    private delegate double GradientOfDescent(
        double lambda, double eta, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> xJudge, ReadOnlySpan<double> yJudge, out double dLambda, out double dEta);

    private delegate double OfDescent(double lambda, double eta, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> xJudge, ReadOnlySpan<double> yJudge);

    private delegate double GradientOfAnomaly(double m, double e, out double dm, out double de);

    // An option on an average by Monte Carlo: its Greeks by adjoints of every path.
    private static Case AsianOption(int paths, int steps)
    {
        var f = Programs.AsianOption.Price().Bind("paths", paths).Bind("steps", steps);
        var (s, sigma, r, k, t) = (100.0, 0.2, 0.03, 100.0, 1.0);
        var z = Numbers(paths * steps, 21);   // uniform, which is as good for a measurement
        return new("Asian option", 3, [
            ByHand("C# by hand", g => AsianOptionByHand(s, sigma, r, k, t, z, steps, g)),
            .. Compiled<GradientOfOption, OfOption>(f, ["S", "sigma", "r"], run => g => run(s, sigma, r, k, t, z, out g[0], out g[1], out g[2]), run => () => run(s, sigma, r, k, t, z)),
            Interpreted(f, ["S", "sigma", "r"], Tensor.Scalar(s), Tensor.Scalar(sigma), Tensor.Scalar(r), Tensor.Scalar(k), Tensor.Scalar(t), Tensor.Of(z, paths, steps)),
        ]);
    }

    // Along a path ∂/∂S = price/S, ∂/∂σ = price·(√Δt·Σz - σ·j·Δt) and ∂/∂r = price·j·Δt after j steps.
    private static double AsianOptionByHand(double s, double sigma, double r, double k, double t, double[] z, int steps, double[]? gradient)
    {
        var dt = t / steps;
        var (drift, spread, paths) = ((r - sigma * sigma / 2) * dt, sigma * Math.Sqrt(dt), z.Length / steps);
        var (payoff, byS, bySigma, byR) = (0.0, 0.0, 0.0, 0.0);
        for (var path = 0; path < paths; path++)
        {
            var (price, sum, noise, sumSigma, sumR) = (s, 0.0, 0.0, 0.0, 0.0);
            for (var j = 1; j <= steps; j++)
            {
                var normal = z[path * steps + j - 1];
                price *= Math.Exp(drift + spread * normal);
                noise += normal;
                sum += price;
                sumSigma += price * (Math.Sqrt(dt) * noise - sigma * j * dt);
                sumR += price * j * dt;
            }

            if (sum / steps <= k) continue;
            payoff += sum / steps - k;
            (byS, bySigma, byR) = (byS + sum / s / steps, bySigma + sumSigma / steps, byR + sumR / steps);
        }

        var factor = Math.Exp(-r * t) / paths;
        if (gradient is not null) (gradient[0], gradient[1], gradient[2]) = (factor * byS, factor * bySigma, factor * (byR - t * payoff));
        return factor * payoff;
    }

    // A recurrent network with full weight matrices.
    private static Case Recurrent(int length, int hidden)
    {
        const int Inputs = 8, Outputs = 4;
        var f = FullLstm.Loss().Bind("t", length).Bind("m", Inputs).Bind("h", hidden).Bind("k", Outputs);
        double[] x = Numbers(length * Inputs, 22), y = Numbers(length * Outputs, 23), w = Numbers(4 * hidden * Inputs, 24);
        double[] u = [.. Numbers(4 * hidden * hidden, 25).Select(v => v / hidden)], b = Numbers(4 * hidden, 26), r = Numbers(Outputs * hidden, 27);
        return new("Recurrent network", w.Length + u.Length, [
            Interpreted(f, ["W", "U"], Tensor.Of(x, length, Inputs), Tensor.Of(y, length, Outputs), Tensor.Of(w, 4, hidden, Inputs), Tensor.Of(u, 4, hidden, hidden), Tensor.Of(b, 4, hidden), Tensor.Of(r, Outputs, hidden)),
            .. Compiled<GradientOfNetwork, OfNetwork>(f, ["W", "U"], run => g => run(x, y, w, u, b, r, g.AsSpan(0, w.Length), g.AsSpan(w.Length)), run => () => run(x, y, w, u, b, r)),
        ]);
    }

    // A gradient descent that is differentiated itself.
    private static Case Bilevel(int steps, int rows)
    {
        const int Columns = 16;
        var f = Programs.Bilevel.Validation(steps).Bind("n", rows).Bind("m", rows).Bind("d", Columns);
        double[] x = Numbers(rows * Columns, 28), y = Numbers(rows, 29), xJudge = Numbers(rows * Columns, 30), yJudge = Numbers(rows, 31);
        var (lambda, eta) = (0.1, 0.5 / rows);
        return new("Bilevel", 2, [
            Interpreted(f, ["lambda", "eta"], Tensor.Scalar(lambda), Tensor.Scalar(eta), Tensor.Of(x, rows, Columns), Tensor.Vector(y), Tensor.Of(xJudge, rows, Columns), Tensor.Vector(yJudge)),
            .. Compiled<GradientOfDescent, OfDescent>(f, ["lambda", "eta"], run => g => run(lambda, eta, x, y, xJudge, yJudge, out g[0], out g[1]), run => () => run(lambda, eta, x, y, xJudge, yJudge)),
        ]);
    }

    // Kepler's equation by Newton: E = M + e·sin E has ∂E/∂M = 1/(1 - e·cos E), ∂E/∂e = sin E/(1 - e·cos E).
    private static Case Newton()
    {
        var (m, e) = (0.9, 0.6);
        return new("Newton's iteration", 2, [
            ByHand("C# by hand", gradient =>
            {
                var root = m + e * Math.Sin(m);
                for (var i = 0; i < 50 && Math.Abs(root - e * Math.Sin(root) - m) > 1e-14; i++) root -= (root - e * Math.Sin(root) - m) / (1 - e * Math.Cos(root));
                root -= (root - e * Math.Sin(root) - m) / (1 - e * Math.Cos(root));
                if (gradient is not null) (gradient[0], gradient[1]) = (1 / (1 - e * Math.Cos(root)), Math.Sin(root) / (1 - e * Math.Cos(root)));
                return root;
            }),
            .. Compiled<GradientOfAnomaly, Func<double, double, double>>(Kepler.Anomaly(), ["M", "e"], run => g => run(m, e, out g[0], out g[1]), run => () => run(m, e)),
            Interpreted(Kepler.Anomaly(), ["M", "e"], Tensor.Scalar(m), Tensor.Scalar(e)),
        ]);
    }
}
