using SymDiff.Runtime;

namespace SymDiff.Examples.NistRegression;

/// <summary>A model that is fitted to the observations of a file by least squares.</summary>
public sealed class Regression
{
    private readonly StrdFile file;
    private readonly ResidualFunction residuals;
    private readonly JacobianFunction jacobian;

    /// <param name="file">The observations.</param>
    /// <param name="model">An equation in the names of its columns and in b1, b2 ...: <c>y = b1*(1 - exp(-b2*x))</c>.</param>
    public Regression(StrdFile file, string model)
    {
        this.file = file;
        Residuals = Function.Parse(Text(model)).Bind([.. file.Columns.Select(name => (name, (Tensor)file.Column(name)))]);
        residuals = Residuals.Compile<ResidualFunction>();
        jacobian = Residuals.Jacobian("b").Compile<JacobianFunction>();
    }

    /// <summary>b -> the difference of the two sides of the model at each observation.</summary>
    public Function Residuals { get; }

    public LeastSquaresSolution Fit(double[] start) => LevenbergMarquardt.Minimize(residuals, jacobian, start, file.Column("y").Length);

    // y = b1 + b2*x  ->  (double[2] b, double[n] y, double[n] x) => { var b1 = b[0]; var b2 = b[1]; return (b1 + b2*x) - (y); }
    private string Text(string model)
    {
        var sides = model.Split(" = ");
        var count = file.Certified.Length;
        var columns = string.Concat(file.Columns.Select(name => $", double[n] {name}"));
        var parameters = string.Concat(Enumerable.Range(0, count).Select(i => $"var b{i + 1} = b[{i}]; "));
        return $"(double[{count}] b{columns}) => {{ {parameters}return ({sides[1]}) - ({sides[0]}); }}";
    }
}
