using SymDiff.Runtime;

namespace SymDiff.Examples.NistRegression;

/// <summary>One run: a problem from one of its two starts.</summary>
public sealed record Fit(string Name, string Model, int Start, LeastSquaresSolution Solution, double[] Certified)
{
    /// <summary>How many digits of the certified values the worst parameter has.</summary>
    public double Digits => Certified.Zip(Solution.Parameters, (certified, b) => -Math.Log10(Math.Abs(b - certified) / Math.Abs(certified))).Min();
}

public static class Problems
{
    /// <summary>The models as NIST states them.</summary>
    public static IReadOnlyDictionary<string, string> Models { get; } = new Dictionary<string, string>
    {
        ["Misra1a"] = "y = b1*(1 - exp(-b2*x))",
        ["Chwirut2"] = "y = exp(-b1*x)/(b2 + b3*x)",
        ["Lanczos3"] = "y = b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)",
        ["Gauss1"] = "y = b1*exp(-b2*x) + b3*exp(-(x - b4)^2/b5^2) + b6*exp(-(x - b7)^2/b8^2)",
        ["DanWood"] = "y = b1*x^b2",
        ["Kirby2"] = "y = (b1 + b2*x + b3*x^2)/(1 + b4*x + b5*x^2)",
        ["Hahn1"] = "y = (b1 + b2*x + b3*x^2 + b4*x^3)/(1 + b5*x + b6*x^2 + b7*x^3)",
        ["Nelson"] = "log(y) = b1 - b2*x1*exp(-b3*x2)",
        ["MGH09"] = "y = b1*(x^2 + x*b2)/(x^2 + x*b3 + b4)",
        ["MGH10"] = "y = b1*exp(b2/(x + b3))",
        ["Thurber"] = "y = (b1 + b2*x + b3*x^2 + b4*x^3)/(1 + b5*x + b6*x^2 + b7*x^3)",
        ["Rat43"] = "y = b1/(1 + exp(b2 - b3*x))^(1/b4)",
        ["Eckerle4"] = "y = b1/b2*exp(-0.5*((x - b3)/b2)^2)",
        ["BoxBOD"] = "y = b1*(1 - exp(-b2*x))",
    };

    /// <summary>Fits each model from both starts.</summary>
    public static IEnumerable<Fit> FitAll()
    {
        foreach (var (name, model) in Models)
        {
            var file = StrdFile.Read(name);
            var regression = new Regression(file, model);   // derived and compiled once for both starts
            foreach (var start in (int[])[1, 2]) yield return new(name, model, start, regression.Fit(file.Start(start)), file.Certified);
        }
    }
}
