using System.Runtime.Intrinsics;
using SymDiff.Runtime;
using static SymDiff.NodeMath;

namespace SymDiff.Benchmarks;

internal static partial class Cases
{
    private delegate double GradientOfOptions(
        ReadOnlySpan<double> strike, ReadOnlySpan<double> spot, ReadOnlySpan<double> sigma, ReadOnlySpan<double> time, ReadOnlySpan<double> rate,
        Span<double> delta, Span<double> vega, Span<double> theta, Span<double> rho);

    private delegate double OfOptions(ReadOnlySpan<double> strike, ReadOnlySpan<double> spot, ReadOnlySpan<double> sigma, ReadOnlySpan<double> time, ReadOnlySpan<double> rate);

    // Calls: Σ S·Φ(d₁) - K·e^(-rT)·Φ(d₂); the Greeks are the derivatives by S, σ, T and r.
    private static unsafe Case BlackScholes(int n)
    {
        var graph = new Graph();
        var size = graph.Dim("n");
        Node Input(string name) => graph.Variable(name, [size]);
        Node strike = Input("K"), spot = Input("S"), sigma = Input("sigma"), time = Input("T"), rate = Input("r");
        Node Phi(Node x) => 0.5 * Erfc(-x / Math.Sqrt(2));
        var deviation = sigma * Sqrt(time);
        var d1 = (Log(spot / strike) + (rate + 0.5 * sigma * sigma) * time) / deviation;
        var f = graph.Function("calls", [strike, spot, sigma, time, rate], [Sum(spot * Phi(d1) - strike * Exp(-rate * time) * Phi(d1 - deviation))]);
        double[] Between(double low, double high, int seed) => [.. Numbers(n, seed).Select(v => low + (high - low) * (v + 1) / 2)];
        double[][] x = [Between(80, 120, 11), Between(80, 120, 12), Between(0.1, 0.5, 13), Between(0.1, 2, 14), Between(0.01, 0.06, 15)];
        return new($"Black-Scholes Greeks, {n:N0} options", 4 * n, [
            ByHand("C# by hand", g => CallsByHand(n, x, g)),
            ByHand("C# by hand, SIMD", g => CallsInLanes(n, x, g)),
            .. NativeCode.Contender("black_scholes", (function, g) =>
            {
                fixed (double* k = x[0], s = x[1], v = x[2], t = x[3], r = x[4], pg = g)
                    return ((delegate* unmanaged<int, double*, double*, double*, double*, double*, double*, double>)function)(n, k, s, v, t, r, pg);
            }),
            .. Compiled<GradientOfOptions, OfOptions>(
                f, ["S", "sigma", "T", "r"],
                run => g => run(x[0], x[1], x[2], x[3], x[4], g.AsSpan(0, n), g.AsSpan(n, n), g.AsSpan(2 * n, n), g.AsSpan(3 * n, n)),
                run => () => run(x[0], x[1], x[2], x[3], x[4])),
        ]);
    }

    private static double CallsByHand(int n, double[][] x, double[]? greeks)
    {
        var (rootHalf, total) = (Math.Sqrt(0.5), 0.0);
        for (var i = 0; i < n; i++)
        {
            var (strike, spot, sigma, time, rate) = (x[0][i], x[1][i], x[2][i], x[3][i], x[4][i]);
            var root = Math.Sqrt(time);
            var d1 = (Math.Log(spot / strike) + (rate + 0.5 * sigma * sigma) * time) / (sigma * root);
            var d2 = d1 - sigma * root;
            var (p1, p2, discounted) = (0.5 * ScalarMath.Erfc(-d1 * rootHalf), 0.5 * ScalarMath.Erfc(-d2 * rootHalf), strike * Math.Exp(-rate * time));
            total += spot * p1 - discounted * p2;
            if (greeks is null) continue;
            var density = spot * Math.Exp(-0.5 * d1 * d1) * (1 / Math.Sqrt(2 * Math.PI));
            greeks[i] = p1;
            greeks[n + i] = density * root;
            greeks[2 * n + i] = density * sigma / (2 * root) + rate * discounted * p2;
            greeks[3 * n + i] = time * discounted * p2;
        }

        return total;
    }

    private static double CallsInLanes(int n, double[][] x, double[]? greeks)
    {
        var (rootHalf, half, total, i) = (Vector256.Create(-Math.Sqrt(0.5)), Vector256.Create(0.5), Vector256<double>.Zero, 0);
        for (; i + 4 <= n; i += 4)
        {
            var (strike, spot) = (Vector256.LoadUnsafe(ref x[0][i]), Vector256.LoadUnsafe(ref x[1][i]));
            var (sigma, time, rate) = (Vector256.LoadUnsafe(ref x[2][i]), Vector256.LoadUnsafe(ref x[3][i]), Vector256.LoadUnsafe(ref x[4][i]));
            var root = Vector256.Sqrt(time);
            var d1 = (VectorMath.Log(spot / strike) + (rate + half * sigma * sigma) * time) / (sigma * root);
            var d2 = d1 - sigma * root;
            var (p1, p2, discounted) = (half * VectorMath.Erfc(d1 * rootHalf), half * VectorMath.Erfc(d2 * rootHalf), strike * VectorMath.Exp(-rate * time));
            total += spot * p1 - discounted * p2;
            if (greeks is null) continue;
            var density = spot * VectorMath.Exp(-half * d1 * d1) * (1 / Math.Sqrt(2 * Math.PI));
            p1.StoreUnsafe(ref greeks[i]);
            (density * root).StoreUnsafe(ref greeks[n + i]);
            (density * sigma / (root + root) + rate * discounted * p2).StoreUnsafe(ref greeks[2 * n + i]);
            (time * discounted * p2).StoreUnsafe(ref greeks[3 * n + i]);
        }

        if (i < n) throw new InvalidOperationException("The number of options is a multiple of 4 here.");
        return Vector256.Sum(total);
    }
}
