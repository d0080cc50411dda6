using System.Diagnostics;
using static SymDiff.NodeMath;

namespace SymDiff.Benchmarks;

/// <summary>The cases: functions by SymDiff beside gradients derived and written by hand.</summary>
internal static class Cases
{
    private delegate double OfVector(ReadOnlySpan<double> x, Span<double> gradient);

    private delegate double OfData(ReadOnlySpan<double> a, ReadOnlySpan<double> y, ReadOnlySpan<double> w, Span<double> gradient);

    public static IEnumerable<Case> All(bool quick)
    {
        yield return Rosenbrock(quick ? 100 : 1000);
        yield return Speelpenning(quick ? 20 : 100);
        yield return Logistic(quick ? 50 : 1000, 64);
    }

    // Σ 100·(xᵢ₊₁ - xᵢ²)² + (1 - xᵢ)²
    private static Case Rosenbrock(int n)
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        var f = graph.Function("rosenbrock", [x], [Sum(100 * Square(x[1..] - Square(x[..^1])) + Square(1 - x[..^1]))]).ValueAndGradient();
        var at = Numbers(n, 1);
        return new("Rosenbrock chain", n, [new("C# by hand", g => RosenbrockByHand(at, g)), .. Compiled<OfVector>(f, run => g => run(at, g)), Interpreted(f, Tensor.Vector(at))]);
    }

    private static double RosenbrockByHand(double[] x, double[] gradient)
    {
        var value = 0.0;
        Array.Clear(gradient);
        for (var i = 0; i < x.Length - 1; i++)
        {
            var (t, u) = (x[i + 1] - x[i] * x[i], 1 - x[i]);
            value += 100 * t * t + u * u;
            gradient[i] += -400 * t * x[i] - 2 * u;
            gradient[i + 1] += 200 * t;
        }

        return value;
    }

    // Π xᵢ: every entry's derivative is the product of the others.
    private static Case Speelpenning(int n)
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        var f = graph.Function("speelpenning", [x], [Product(x)]).ValueAndGradient();
        var at = Numbers(n, 2).Select(v => 1 + 0.1 * v).ToArray();
        return new("Speelpenning", n, [new("C# by hand", g => SpeelpenningByHand(at, g)), .. Compiled<OfVector>(f, run => g => run(at, g)), Interpreted(f, Tensor.Vector(at))]);
    }

    private static double SpeelpenningByHand(double[] x, double[] gradient)
    {
        var before = 1.0;
        for (var i = 0; i < x.Length; i++) (gradient[i], before) = (before, before * x[i]);
        var after = 1.0;
        for (var i = x.Length - 1; i >= 0; i--) (gradient[i], after) = (gradient[i] * after, after * x[i]);
        return before;
    }

    // mean softplus(-y·(A·w)) + λ/2·|w|²
    private static Case Logistic(int n, int d)
    {
        var graph = new Graph();
        var rows = graph.Dim("n");
        var (a, y, w) = (graph.Variable("A", [rows, d]), graph.Variable("y", [rows]), graph.Variable("w", [d]));
        var f = graph.Function("logistic", [a, y, w], [Mean(Softplus(-y * MatMul(a, w))) + 0.005 * Sum(w * w)]).ValueAndGradient("w");
        double[] data = Numbers(n * d, 3), labels = [.. Numbers(n, 4).Select(v => v > 0 ? 1.0 : -1.0)], weights = Numbers(d, 5);
        return new($"Logistic regression, {n} rows", d, [
            new("C# by hand", g => LogisticByHand(data, labels, weights, g)),
            .. Compiled<OfData>(f, run => g => run(data, labels, weights, g)),
            Interpreted(f, Tensor.Of(data, n, d), Tensor.Vector(labels), Tensor.Vector(weights)),
        ]);
    }

    private static double LogisticByHand(double[] a, double[] y, double[] w, double[] gradient)
    {
        var (value, n) = (0.0, y.Length);
        for (var j = 0; j < w.Length; j++) gradient[j] = 0.01 * w[j];
        for (var i = 0; i < n; i++)
        {
            var row = a.AsSpan(i * w.Length, w.Length);
            var margin = 0.0;
            for (var j = 0; j < row.Length; j++) margin += row[j] * w[j];
            var e = Math.Exp(-Math.Abs(margin));
            var t = y[i] * margin;
            value += Math.Max(-t, 0) + Runtime.ScalarMath.Log1p(e);
            var scale = -y[i] * (t > 0 ? e : 1) / (1 + e) / n;
            for (var j = 0; j < row.Length; j++) gradient[j] += scale * row[j];
        }

        return value / n + 0.005 * w.Sum(v => v * v);
    }

    private static IEnumerable<Contender> Compiled<TDelegate>(Function f, Func<TDelegate, Func<double[], double>> call)
        where TDelegate : Delegate
    {
        foreach (var backend in new[] { Backend.Roslyn, Backend.ExpressionTree })
        {
            var watch = Stopwatch.StartNew();
            var run = f.Compile<TDelegate>(new() { Backend = backend });
            yield return new($"SymDiff, {backend}", call(run), watch.Elapsed.TotalMilliseconds);
        }
    }

    private static Contender Interpreted(Function f, params Tensor[] inputs) => new("SymDiff, interpreter", gradient =>
    {
        var outputs = f.Evaluate(inputs);
        outputs[1].ToArray().CopyTo(gradient, 0);
        return outputs[0].ToDouble();
    });

    private static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
    }
}
