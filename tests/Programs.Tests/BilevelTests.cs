namespace SymDiff.Programs.Tests;

public sealed class BilevelTests
{
    private const int Rows = 6, Judges = 4, Columns = 3, Steps = 15;
    private static readonly double[] x = Differences.Numbers(Rows * Columns, 1), y = Differences.Numbers(Rows, 2), xJudge = Differences.Numbers(Judges * Columns, 3), yJudge = Differences.Numbers(Judges, 4);
    private static readonly Tensor[] inputs = [0.3, 0.1, Tensor.Of(x, Rows, Columns), y, Tensor.Of(xJudge, Judges, Columns), yJudge];

    public static TheoryData<string> Checkpoints => ["all", "every", "root", "binomial"];

    // the tangents of w by λ and η run along with the descent: ẇ ← ẇ - η·(XᵀX + λ)·ẇ - η·w, or - ∇
    [Theory, MemberData(nameof(Checkpoints))]
    public void TheGradientRunsThroughTheDescent(string checkpoint)
    {
        var (w, byPenalty, byStep) = (new double[Columns], new double[Columns], new double[Columns]);
        const double penalty = 0.3, step = 0.1;
        for (var i = 0; i < Steps; i++)
        {
            var slope = Add(Curvature(w), w, penalty, Minus(MatMul(x, y, transposed: true)));
            var first = Add(Curvature(byPenalty), byPenalty, penalty, w);
            var second = Add(Curvature(byStep), byStep, penalty, new double[Columns]);
            byPenalty = [.. byPenalty.Zip(first, (a, b) => a - step * b)];
            byStep = [.. byStep.Select((v, j) => v - step * second[j] - slope[j])];
            w = [.. w.Zip(slope, (a, b) => a - step * b)];
        }

        double[] error = [.. MatMul(xJudge, w).Zip(yJudge, (a, b) => a - b)], back = MatMul(xJudge, error, transposed: true);
        Ways.Agree(
            Bilevel.Validation(Steps, Named(checkpoint)).ValueAndGradient("lambda", "eta"),
            inputs,
            [[error.Sum(e => e * e) / 2], [back.Zip(byPenalty, (a, b) => a * b).Sum()], [back.Zip(byStep, (a, b) => a * b).Sum()]]);
    }

    // as often differentiated again
    [Fact]
    public void TheSecondDerivativeIsTheDifferenceOfTheFirst()
    {
        double[] Gradient(double[] p) => [.. Bilevel.Validation(Steps).Gradient("lambda", "eta").Evaluate([p[0], p[1], .. inputs[2..]]).Select(o => o.ToDouble())];
        var hessian = Differences.Jacobian(Gradient, [0.3, 0.1], step: 1e-4);
        Ways.Agree(Bilevel.Validation(Steps).HessianVectorProduct("lambda", "eta"), [.. inputs, 1.0, 0.0], [[hessian[0][0]], [hessian[1][0]]], 1e-8);
        Ways.Agree(Bilevel.Validation(Steps).HessianVectorProduct("lambda", "eta"), [.. inputs, 0.0, 1.0], [[hessian[0][1]], [hessian[1][1]]], 1e-8);
    }

    private static Checkpoint Named(string name) => name switch
    {
        "every" => Checkpoint.Every(4),
        "root" => Checkpoint.SquareRoot,
        "binomial" => Checkpoint.Binomial(3),
        _ => Checkpoint.All,
    };

    // XᵀX·v
    private static double[] Curvature(double[] v) => MatMul(x, MatMul(x, v), transposed: true);

    private static double[] Add(double[] a, double[] b, double factor, double[] c) => [.. a.Select((v, j) => v + factor * b[j] + c[j])];

    private static double[] Minus(double[] a) => [.. a.Select(v => -v)];

    private static double[] MatMul(double[] matrix, double[] v, bool transposed = false)
    {
        var rows = matrix.Length / Columns;
        return transposed
            ? [.. Enumerable.Range(0, Columns).Select(j => Enumerable.Range(0, rows).Sum(i => matrix[i * Columns + j] * v[i]))]
            : [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, Columns).Sum(j => matrix[i * Columns + j] * v[j]))];
    }
}
