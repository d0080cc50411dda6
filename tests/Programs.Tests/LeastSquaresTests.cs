namespace SymDiff.Programs.Tests;

public sealed class LeastSquaresTests
{
    private static readonly LeastSquares.Value value = LeastSquares.Objective().Compile<LeastSquares.Value>();
    private static readonly LeastSquares.Derivative derivative = LeastSquares.Objective().Gradient().Compile<LeastSquares.Derivative>();

    // coefficients, points: a constant; the end points alone; an odd number, whose middle is 0
    public static TheoryData<int, int> Sizes => new() { { 1, 2 }, { 4, 5 }, { 16, 64 }, { 9, 71 } };

    [Theory, MemberData(nameof(Sizes))]
    public void TheValueIsThatOfPowers(int m, int n)
    {
        var x = Differences.Numbers(m, 1);
        Differences.Agree([Residuals(x, n).Sum(r => r * r) / 2], [value(x, n)], 1e-13);
    }

    // -Aᵀ·r for the matrix A of powers
    [Theory, MemberData(nameof(Sizes))]
    public void TheGradientIsThatOfTheNormalEquations(int m, int n)
    {
        var x = Differences.Numbers(m, 1);
        var expected = x.Select((_, j) => -Residuals(x, n).Select((r, i) => r * Math.Pow(Points(n)[i], j)).Sum()).ToArray();
        var found = new double[m];
        derivative(x, n, found);
        Differences.Agree(expected, found, 1e-12);
    }

    // From one derivative to the next to none: the function is a square.
    [Fact]
    public void TheSecondDerivativeIsConstant()
    {
        var product = LeastSquares.Objective().Bind(("n", 7)).HessianVectorProduct();
        double[] unit = [1, 0, 0], first = At([0.3, -1, 2]), second = At([5, 1, 1]);
        Differences.Agree([7, 0, Points(7).Sum(t => t * t)], first);
        Differences.Agree(first, second);

        double[] At(double[] x) => product.Evaluate(x, unit)[0].ToArray();
    }

    private static double[] Points(int n) => [.. Enumerable.Range(0, n).Select(i => -1 + 2.0 * i / (n - 1))];

    private static IEnumerable<double> Residuals(double[] x, int n) => Points(n).Select(t => Math.Sign(t) - x.Select((c, j) => c * Math.Pow(t, j)).Sum());
}
