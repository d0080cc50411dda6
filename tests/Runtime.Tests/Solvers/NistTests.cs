using System.Numerics;
using static System.Numerics.Complex;

namespace SymDiff.Runtime.Tests.Solvers;

/// <summary>Levenberg-Marquardt reaches NIST's certified parameters from both of their starts.</summary>
public class NistTests
{
    private static readonly NistProblem[] Problems =
    [
        new("Misra1a", (b, x) => b[0] * (1 - Exp(-b[1] * x[0]))),
        new("Chwirut2", (b, x) => Exp(-b[0] * x[0]) / (b[1] + (b[2] * x[0]))),
        new("DanWood", (b, x) => b[0] * Exp(b[1] * Math.Log(x[0]))),
        new("Eckerle4", (b, x) => b[0] / b[1] * Exp(-0.5 * Squared((x[0] - b[2]) / b[1]))),
        new("Gauss1", (b, x) => (b[0] * Exp(-b[1] * x[0])) + Bell(b, 2, x[0]) + Bell(b, 5, x[0])),
        new("Hahn1", (b, x) => Rational(b, 4, x[0])),
        new("Kirby2", (b, x) => Rational(b, 3, x[0])),
        new("Lanczos3", (b, x) => (b[0] * Exp(-b[1] * x[0])) + (b[2] * Exp(-b[3] * x[0])) + (b[4] * Exp(-b[5] * x[0]))),
        new("MGH09", (b, x) => b[0] * ((x[0] * x[0]) + (x[0] * b[1])) / ((x[0] * x[0]) + (x[0] * b[2]) + b[3])),
        new("MGH10", (b, x) => b[0] * Exp(b[1] / (x[0] + b[2]))),
        new("BoxBOD", (b, x) => b[0] * (1 - Exp(-b[1] * x[0]))),
        new("Nelson", (b, x) => b[0] - (b[1] * x[0] * Exp(-b[2] * x[1])), LogResponse: true),
        new("Rat43", (b, x) => b[0] / Exp(Log(1 + Exp(b[1] - (b[2] * x[0]))) / b[3])),
        new("Thurber", (b, x) => Rational(b, 4, x[0])),
    ];

    public static TheoryData<string, int> Runs
    {
        get
        {
            var runs = new TheoryData<string, int>();
            foreach (var problem in Problems)
            {
                runs.Add(problem.Name, 1);
                runs.Add(problem.Name, 2);
            }

            return runs;
        }
    }

    [Theory, MemberData(nameof(Runs))]
    public void ReachesTheCertifiedParameters(string name, int start)
    {
        var problem = Problems.Single(p => p.Name == name);
        var solution = problem.Fit(problem.Start(start));
        Assert.True(solution.Converged, $"{solution}");
        Assert.All(problem.Certified.Zip(solution.Parameters), pair => CloseToDigits(7, pair.First, pair.Second, solution));
        CloseToDigits(7, problem.CertifiedSquares, 2 * solution.Cost, solution);
    }

    private static void CloseToDigits(int digits, double expected, double actual, LeastSquaresSolution solution) =>
        Assert.True(Math.Abs(actual - expected) <= Math.Pow(10, -digits) * Math.Abs(expected), $"Expected {expected}, got {actual}: {solution}");

    private static Complex Squared(Complex z) => z * z;

    // b[k]·exp(−(x − b[k+1])²/b[k+2]²)
    private static Complex Bell(Complex[] b, int k, double x) => b[k] * Exp(-Squared((x - b[k + 1]) / b[k + 2]));

    // (b₀ + b₁x + …)/(1 + …), with so many coefficients above
    private static Complex Rational(Complex[] b, int above, double x)
    {
        var (numerator, denominator, power) = (b[0], One, x);
        for (var k = 1; k < above; k++, power *= x)
        {
            numerator += b[k] * power;
            denominator += above + k - 1 < b.Length ? b[above + k - 1] * power : 0;
        }

        return numerator / denominator;
    }
}
