using SymDiff.Runtime;

namespace SymDiff.Benchmarks;

/// <summary>
/// The log-posterior of a Gaussian mixture and its gradient by hand. With y = Q(x - μ) and w the softmax of the components' logarithms, a point adds w to
/// the adjoint of α and of every q, -w·y·(x - μ)ᵀ to that of Q, and Qᵀ(w·y) to that of μ; the last is applied once, to the sum over points.
/// </summary>
internal sealed class Mixture(int d, int k, double[] alpha, double[] mu, double[] q, double[] l, double[] x, double m, double gamma)
{
    private readonly int triangle = d * (d - 1) / 2;
    private readonly double[] diagonal = new double[k * d], sumOfQ = new double[k], offset = new double[k * d], y = new double[k * d], beta = new double[k];
    private readonly double[] moment = new double[k * d], ofDiagonal = new double[k * d];

    public double Value()
    {
        Prepare();
        var result = Constant();
        for (var i = 0; i < x.Length; i += d)
        {
            var (largest, sum) = (Logarithms(x.AsSpan(i, d)), 0.0);
            foreach (var b in beta) sum += Math.Exp(b - largest);
            result += largest + Math.Log(sum);
        }

        return result;
    }

    public double ValueAndGradient(double[] gradient)
    {
        Prepare();
        var result = Constant();
        Array.Clear(gradient);
        Array.Clear(moment);
        Array.Clear(ofDiagonal);
        Span<double> byAlpha = gradient.AsSpan(0, k), byL = gradient.AsSpan(k + 2 * k * d);
        for (var i = 0; i < x.Length; i += d)
        {
            var (largest, sum) = (Logarithms(x.AsSpan(i, d)), 0.0);
            for (var c = 0; c < k; c++) sum += beta[c] = Math.Exp(beta[c] - largest);
            result += largest + Math.Log(sum);
            for (var c = 0; c < k; c++) Add(c, beta[c] / sum, byAlpha, byL.Slice(c * triangle, triangle));
        }

        Finish(byAlpha, gradient.AsSpan(k, k * d), gradient.AsSpan(k + k * d, k * d), byL);
        return result;
    }

    private void Prepare()
    {
        for (var c = 0; c < k; c++)
        {
            sumOfQ[c] = 0;
            for (var j = c * d; j < (c + 1) * d; j++)
            {
                diagonal[j] = Math.Exp(q[j]);
                sumOfQ[c] += q[j];
            }
        }
    }

    // Each component's logarithm of a point, and the largest.
    private double Logarithms(ReadOnlySpan<double> point)
    {
        var largest = double.NegativeInfinity;
        for (var c = 0; c < k; c++)
        {
            Span<double> o = offset.AsSpan(c * d, d), yc = y.AsSpan(c * d, d);
            for (var j = 0; j < d; j++)
            {
                o[j] = point[j] - mu[c * d + j];
                yc[j] = diagonal[c * d + j] * o[j];
            }

            var column = l.AsSpan(c * triangle, triangle);
            for (var j = 0; j < d; j++)
            {
                var factor = o[j];
                var below = yc[(j + 1)..];
                for (var r = 0; r < below.Length; r++) below[r] += column[r] * factor;
                column = column[below.Length..];
            }

            var norm = 0.0;
            foreach (var e in yc) norm += e * e;
            beta[c] = alpha[c] + sumOfQ[c] - norm / 2;
            largest = Math.Max(largest, beta[c]);
        }

        return largest;
    }

    // What a point with weight w adds to the sums of a component.
    private void Add(int c, double w, Span<double> byAlpha, Span<double> column)
    {
        byAlpha[c] += w;
        Span<double> o = offset.AsSpan(c * d, d), yc = y.AsSpan(c * d, d), s = moment.AsSpan(c * d, d), e = ofDiagonal.AsSpan(c * d, d);
        for (var j = 0; j < d; j++)
        {
            yc[j] *= w;
            s[j] += yc[j];
            e[j] -= yc[j] * o[j];
        }

        for (var j = 0; j < d; j++)
        {
            var factor = o[j];
            var below = yc[(j + 1)..];
            for (var r = 0; r < below.Length; r++) column[r] -= below[r] * factor;
            column = column[below.Length..];
        }
    }

    private void Finish(Span<double> byAlpha, Span<double> byMu, Span<double> byQ, Span<double> byL)
    {
        var (largest, sum, n) = (alpha.Max(), 0.0, x.Length / d);
        foreach (var a in alpha) sum += Math.Exp(a - largest);
        for (var c = 0; c < k; c++)
        {
            ReadOnlySpan<double> s = moment.AsSpan(c * d, d), column = l.AsSpan(c * triangle, triangle);
            for (var j = 0; j < d; j++)
            {
                var e = diagonal[c * d + j];
                var product = e * s[j];
                for (var r = j + 1; r < d; r++) product += column[r - j - 1] * s[r];
                column = column[(d - j - 1)..];
                byMu[c * d + j] = product;
                byQ[c * d + j] = byAlpha[c] + m + e * (ofDiagonal[c * d + j] - gamma * gamma * e);
            }

            byAlpha[c] -= n * Math.Exp(alpha[c] - largest) / sum;
        }

        for (var j = 0; j < l.Length; j++) byL[j] -= gamma * gamma * l[j];
    }

    // All that does not depend on the points.
    private double Constant()
    {
        var (p, largest, n) = (d + m + 1, alpha.Max(), x.Length / d);
        var (sum, squares, gammas) = (0.0, 0.0, d * (d - 1) / 4.0 * Math.Log(Math.PI));
        foreach (var a in alpha) sum += Math.Exp(a - largest);
        foreach (var e in diagonal) squares += e * e;
        foreach (var e in l) squares += e * e;
        for (var j = 0; j < d; j++) gammas += ScalarMath.LGamma((p - j) / 2);
        return -n * (d / 2.0 * Math.Log(2 * Math.PI) + largest + Math.Log(sum)) + k * (p * d * Math.Log(gamma / Math.Sqrt(2)) - gammas)
            - gamma * gamma / 2 * squares + m * q.Sum();
    }
}
