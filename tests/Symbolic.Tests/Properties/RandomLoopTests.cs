using FsCheck;
using FsCheck.Fluent;
using SymDiff.Rewriting;
using SymDiff.Testing;

namespace SymDiff.Symbolic.Tests.Properties;

/// <summary>
/// Random loops within loops of every kind: both modes agree with finite differences and with each other, at first and second order, and no pass
/// changes a value.
/// </summary>
public sealed class RandomLoopTests
{
    private static readonly string[] active = ["x", "y", "z", "a", "b"];

    private static void ForAll(int tests, Action<Function, Tensor[]> check) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(new Replay(new Rnd(5, 4711), null)),
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
        {
            var text = RandomLoops.Text(seed);
            try
            {
                check(Function.Parse(text), RandomLoops.Arguments(seed));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {text}\n{exception.Message}", exception);
            }
        }));

    [Fact]
    public void PassesKeepValues() => ForAll(60, (f, at) =>
    {
        var expected = f.Evaluate(at)[0].ToDouble();
        Near([expected], f.Simplify().Evaluate(at)[0].ToArray(), 1e-12);
        Near([expected], f.Simplify(RuleSets.Exact).Evaluate(at)[0].ToArray(), 0);
    });

    // raw and simplified reverse mode, and forward mode along a direction, against central differences of the value
    [Fact]
    public void FirstDerivatives() => ForAll(40, (f, at) =>
    {
        var gradient = f.Gradient(Options, active).Evaluate(at);
        var direction = Direction(at);
        var slope = gradient.Zip(direction, (g, d) => g.ToArray().Zip(d.ToArray(), (p, q) => p * q).Sum()).Sum();
        var value = new Func<double, double>(t => f.Evaluate(Moved(at, direction, t))[0].ToDouble());
        Near([Slope(value)], [slope], 1e-6);
        Near([slope], f.JacobianVectorProduct(Options, active).Evaluate([.. at, .. direction])[^1].ToArray(), 1e-10);
        var raw = ReverseMode.BuildGrad(f.Outputs[0], [.. active.Select(name => f.Inputs[f.InputNames.IndexOf(name)])]);
        for (var i = 0; i < active.Length; i++)
            if (raw[f.Inputs[f.InputNames.IndexOf(active[i])]] is { } bar) Near(new Function("raw", f.Inputs, [bar.Value]).Evaluate(at)[0].ToArray(), gradient[i].ToArray(), 1e-10);
    });

    [Fact]
    public void SecondDerivatives() => ForAll(20, (f, at) =>
    {
        var direction = Direction(at);
        Tensor[] given = [.. at, .. direction];
        var forward = f.HessianVectorProduct(HessianMode.ForwardOverReverse, active).Evaluate(given);
        var reverse = f.HessianVectorProduct(HessianMode.ReverseOverReverse, active).Evaluate(given);
        var gradient = f.Gradient(Options, active);
        var (up, down) = (gradient.Evaluate(Moved(at, direction, 1e-5)), gradient.Evaluate(Moved(at, direction, -1e-5)));
        for (var i = 0; i < active.Length; i++)
        {
            Near(forward[i].ToArray(), reverse[i].ToArray(), 1e-9);
            Near([.. up[i].ToArray().Zip(down[i].ToArray(), (p, q) => (p - q) / 2e-5)], forward[i].ToArray(), 1e-5);
        }
    });

    private static DifferentiationOptions Options => new() { Disconnected = Undefined.Zero };

    private static double Slope(Func<double, double> value) => (value(1e-5) - value(-1e-5)) / 2e-5;

    // a direction for each input that is differentiated by
    private static Tensor[] Direction(Tensor[] at) => [.. new[] { 0, 1, 2, 4, 5 }.Select(p => Tensor.Of(DType.Float64, [.. Enumerable.Range(0, at[p].Count).Select(i => Math.Cos(1 + 3 * p + i))], [.. at[p].Lengths]))];

    private static Tensor[] Moved(Tensor[] at, Tensor[] direction, double by)
    {
        Tensor Along(int p, int d) => Tensor.Of(DType.Float64, [.. at[p].ToArray().Zip(direction[d].ToArray(), (v, w) => v + by * w)], [.. at[p].Lengths]);
        return [Along(0, 0), Along(1, 1), Along(2, 2), at[3], Along(4, 3), Along(5, 4)];
    }

    private static void Near(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.True(expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"entry {i}: expected {expected[i]:R}, got {actual[i]:R}");
    }
}
