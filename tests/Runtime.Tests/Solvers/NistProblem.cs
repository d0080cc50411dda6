using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace SymDiff.Runtime.Tests.Solvers;

/// <summary>A problem of NIST's nonlinear regression sets: its model, and the file's starts, certified values and data.</summary>
/// <param name="Name">The name of the data file.</param>
/// <param name="Model">The prediction from parameters and predictors; complex, so that its derivative comes from a complex step.</param>
/// <param name="LogResponse">Whether the model predicts ln y.</param>
internal sealed partial record NistProblem(string Name, Func<Complex[], double[], Complex> Model, bool LogResponse = false)
{
    private string[] Lines { get; } = File.ReadAllLines(Testing.Repository.Path("examples", "NistRegression", "Data", Name + ".dat"));

    private double[][] Rows => [.. Section("Data").Select(Numbers)];

    public double[] Start(int which) => [.. Parameters.Select(numbers => numbers[which - 1])];

    public double[] Certified => [.. Parameters.Select(numbers => numbers[2])];

    public double CertifiedSquares => Numbers(Lines.First(line => line.StartsWith("Residual Sum of Squares:", StringComparison.Ordinal)).Split(':')[1])[0];

    private IEnumerable<double[]> Parameters => Section("Starting Values").Select(line => Numbers(line.Split('=')[1]));

    public LeastSquaresSolution Fit(double[] start)
    {
        var rows = Rows;
        var y = rows.Select(row => LogResponse ? Math.Log(row[0]) : row[0]).ToArray();
        var predictors = rows.Select(row => row[1..]).ToArray();

        void Residuals(ReadOnlySpan<double> b, Span<double> r)
        {
            var parameters = ToComplex(b);
            for (var i = 0; i < y.Length; i++)
            {
                r[i] = Model(parameters, predictors[i]).Real - y[i];
            }
        }

        // ∂f/∂b = Im f(b + ih)/h, exact for h so small that h² vanishes
        void Jacobian(ReadOnlySpan<double> b, Span<double> jacobian)
        {
            const double h = 1e-100;
            for (var j = 0; j < b.Length; j++)
            {
                var parameters = ToComplex(b);
                parameters[j] += new Complex(0, h);
                for (var i = 0; i < y.Length; i++)
                {
                    jacobian[(i * b.Length) + j] = Model(parameters, predictors[i]).Imaginary / h;
                }
            }
        }

        return LevenbergMarquardt.Minimize(Residuals, Jacobian, start, y.Length);
    }

    private static Complex[] ToComplex(ReadOnlySpan<double> values) => [.. values.ToArray().Select(value => new Complex(value, 0))];

    // The header gives each section as "Data (lines 61 to 76)", counted from 1.
    private IEnumerable<string> Section(string name)
    {
        var range = Lines.Select(line => LineRange().Match(line)).First(match => match.Success && match.Groups[1].Value == name);
        var (first, last) = (Number(range.Groups[2].Value), Number(range.Groups[3].Value));
        return Lines[((int)first - 1)..(int)last].Where(line => line.Trim().Length > 0);
    }

    private static double[] Numbers(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number)];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(Starting Values|Data)\s+\(lines\s+(\d+)\s+to\s+(\d+)\)", RegexOptions.IgnoreCase)]
    private static partial Regex LineRange();
}
