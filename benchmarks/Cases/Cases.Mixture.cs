using SymDiff.Programs;

namespace SymDiff.Benchmarks;

internal static partial class Cases
{
    private delegate double GradientOfPosterior(
        ReadOnlySpan<double> alpha, ReadOnlySpan<double> mu, ReadOnlySpan<double> q, ReadOnlySpan<double> l, ReadOnlySpan<double> x, double m, double gamma,
        Span<double> dAlpha, Span<double> dMu, Span<double> dQ, Span<double> dL);

    // The log-posterior of n points under k Gaussians in d dimensions.
    private static unsafe Case Mixture(int d, int k, int n)
    {
        double[] alpha = Numbers(k, 51), mu = Numbers(k * d, 52), q = Numbers(k * d, 53), l = Numbers(k * d * (d - 1) / 2, 54), x = Numbers(n * d, 55);
        double[] all = [d, k, n, 0, 1, .. alpha, .. mu, .. q, .. l, .. x];
        var byHand = new Mixture(d, k, alpha, mu, q, l, x, m: 0, gamma: 1);
        var ends = new[] { k, k + k * d, k + 2 * k * d, k + 2 * k * d + l.Length };
        Func<double[], double> Gradient(GradientOfPosterior run) => g => run(alpha, mu, q, l, x, 0, 1, g.AsSpan(0, k), g.AsSpan(k, k * d), g.AsSpan(ends[1], k * d), g.AsSpan(ends[2], l.Length));
        return new($"Gaussian mixture, d {d}, k {k}, n {n}", ends[^1], [
            ByHand("C# by hand", g => g is null ? byHand.Value() : byHand.ValueAndGradient(g)),
            .. NativeCode.Contender("mixture", NativeMixture(all)),
            .. Compiled<GradientOfPosterior, GaussianMixture.Value>(
                GaussianMixture.Objective(),
                GaussianMixture.Parameters,
                Gradient,
                run => () => run(alpha, mu, q, l, x, 0, 1)),
            new("SymDiff, without vectors", Gradient(Scalar<GradientOfPosterior>(GaussianMixture.Objective().ValueAndGradient(GaussianMixture.Parameters)))),
        ]);
    }

    private static unsafe Func<nint, double[]?, double> NativeMixture(double[] numbers)
    {
        nint mixture = 0;
        return (function, g) =>
        {
            if (mixture == 0)
                fixed (double* p = numbers) mixture = ((delegate* unmanaged<double*, int, nint>)NativeCode.Addresses("new_mixture").Single())(p, numbers.Length);
            fixed (double* pg = g) return ((delegate* unmanaged<nint, double*, double>)function)(mixture, pg);
        };
    }
}
