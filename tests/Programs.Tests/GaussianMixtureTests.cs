namespace SymDiff.Programs.Tests;

public sealed class GaussianMixtureTests
{
    private static readonly GaussianMixture.Value value = GaussianMixture.Objective().Compile<GaussianMixture.Value>();
    private static readonly GaussianMixture.Derivative derivative = GaussianMixture.Objective().Gradient(GaussianMixture.Parameters).Compile<GaussianMixture.Derivative>();

    // points, dimensions, components: one of each, no more points than a block, a triangle without entries
    public static TheoryData<int, int, int> Sizes => new() { { 9, 3, 4 }, { 5, 1, 2 }, { 1, 2, 1 }, { 67, 2, 3 }, { 33, 5, 2 } };

    [Theory, MemberData(nameof(Sizes))]
    public void TheValueIsThatOfTheDefinition(int n, int d, int k)
    {
        var data = new Data(n, d, k);
        Differences.Agree([ByDefinition(data, data.Parameters)], [Value(data, data.Parameters)]);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void TheGradientIsThatOfTheDefinition(int n, int d, int k)
    {
        var data = new Data(n, d, k);
        var found = new double[data.Parameters.Length];
        var (alpha, mu, q, l) = data.Split(data.Parameters);
        derivative(alpha, mu, q, l, data.Points, 2, 1.5, found.AsSpan(0, k), found.AsSpan(k, k * d), found.AsSpan(k + k * d, k * d), found.AsSpan(k + 2 * k * d));
        Differences.Agree(Differences.Gradient(p => ByDefinition(data, p), data.Parameters), found, 1e-9);
    }

    // Without points there is the prior alone.
    [Fact]
    public void NoPoints()
    {
        var data = new Data(0, 2, 2);
        Differences.Agree([ByDefinition(data, data.Parameters)], [Value(data, data.Parameters)]);
    }

    // Far away every density underflows; the logarithm of their sum does not.
    [Fact]
    public void FarPoints()
    {
        var data = new Data(1, 1, 1);
        data.Points[0] = 1e6;
        var (alpha, mu, q, l) = data.Split(data.Parameters);
        var precision = Math.Exp(2 * q[0]);
        var expected = -0.5 * precision * Math.Pow(1e6 - mu[0], 2);
        Assert.Equal(1, value(alpha, mu, q, l, data.Points, 2, 1.5) / expected, 1e-9);
    }

    private static double Value(Data data, double[] parameters)
    {
        var (alpha, mu, q, l) = data.Split(parameters);
        return value(alpha, mu, q, l, data.Points, 2, 1.5);
    }

    // log(Πᵢ Σₖ φₖ N(xᵢ; μₖ, Σₖ) · Πₖ W(Σₖ⁻¹; γ⁻²·1, d + m + 1)): densities with precision matrices, determinants and traces as they are defined
    private static double ByDefinition(Data data, double[] parameters)
    {
        const double m = 2, gamma = 1.5;
        var (alpha, mu, q, l) = data.Split(parameters);
        var (d, k) = (data.D, data.K);
        var precisions = Enumerable.Range(0, k).Select(c => Precision(q[(c * d)..((c + 1) * d)], l[(c * d * (d - 1) / 2)..((c + 1) * d * (d - 1) / 2)])).ToList();
        var total = 0.0;
        for (var i = 0; i < data.N; i++)
        {
            var density = 0.0;
            for (var c = 0; c < k; c++)
            {
                var offset = Enumerable.Range(0, d).Select(j => data.Points[i * d + j] - mu[c * d + j]).ToArray();
                var form = 0.0;
                for (var r = 0; r < d; r++)
                    for (var s = 0; s < d; s++) form += offset[r] * precisions[c][r, s] * offset[s];
                density += Math.Exp(alpha[c]) / alpha.Sum(Math.Exp) * Math.Exp(-form / 2) * Math.Sqrt(Determinant(precisions[c]) / Math.Pow(2 * Math.PI, d));
            }

            total += Math.Log(density);
        }

        var p = d + m + 1;
        foreach (var precision in precisions)
        {
            var trace = Enumerable.Range(0, d).Sum(j => precision[j, j]);
            total += (p - d - 1) / 2 * Math.Log(Determinant(precision)) - gamma * gamma * trace / 2;
            total -= p * d / 2 * Math.Log(2) - p * d * Math.Log(gamma) + LogMultivariateGamma(p / 2, d);
        }

        return total;
    }

    private static double[,] Precision(double[] q, double[] l)
    {
        var d = q.Length;
        var factor = new double[d, d];
        var next = 0;
        for (var column = 0; column < d; column++)
        {
            factor[column, column] = Math.Exp(q[column]);
            for (var row = column + 1; row < d; row++) factor[row, column] = l[next++];
        }

        var precision = new double[d, d];
        for (var r = 0; r < d; r++)
            for (var s = 0; s < d; s++)
                for (var t = 0; t < d; t++) precision[r, s] += factor[t, r] * factor[t, s];
        return precision;
    }

    // by elimination; the matrices are positive definite
    private static double Determinant(double[,] matrix)
    {
        var (a, d, determinant) = ((double[,])matrix.Clone(), matrix.GetLength(0), 1.0);
        for (var pivot = 0; pivot < d; pivot++)
        {
            determinant *= a[pivot, pivot];
            for (var row = pivot + 1; row < d; row++)
                for (var column = d - 1; column >= pivot; column--) a[row, column] -= a[row, pivot] / a[pivot, pivot] * a[pivot, column];
        }

        return determinant;
    }

    // Γ of halves of integers: Γ(a + 1) = a·Γ(a), Γ(1/2) = √π, Γ(1) = 1
    private static double LogMultivariateGamma(double a, int d)
    {
        var total = d * (d - 1) / 4.0 * Math.Log(Math.PI);
        for (var j = 0; j < d; j++)
        {
            var at = a - j / 2.0;
            while (at > 1) total += Math.Log(--at);
            if (at == 0.5) total += 0.5 * Math.Log(Math.PI);
        }

        return total;
    }

    private sealed record Data(int N, int D, int K)
    {
        public double[] Points { get; } = Differences.Numbers(N * D, 1);

        public double[] Parameters { get; } = Differences.Numbers(K + 2 * K * D + K * D * (D - 1) / 2, 2);

        public (double[] Alpha, double[] Mu, double[] Q, double[] L) Split(double[] p) => (p[..K], p[K..(K + K * D)], p[(K + K * D)..(K + 2 * K * D)], p[(K + 2 * K * D)..]);
    }
}
