using System.Diagnostics;
using SymDiff.Codegen;
using SymDiff.Codegen.Backends;
using SymDiff.Codegen.Backends.Roslyn;
using SymDiff.Codegen.Loops;

namespace SymDiff.Benchmarks;

/// <summary>The cases: functions by SymDiff beside gradients derived and written by hand. A gradient of null asks for the value alone.</summary>
internal static partial class Cases
{
    // Compiled for minutes, so only when asked for.
    private static readonly string[] Long = ["graph-30000", "graph-100000"];

    /// <summary>How many threads one more way of generated code uses; 1 for no such way.</summary>
    public static int Threads { get; set; } = 1;

    /// <summary>The cases whose name is among those asked for, all but the long ones without any.</summary>
    public static IEnumerable<Case> All(bool quick, string[] only)
    {
        Dictionary<string, Func<Case>> cases = new()
        {
            ["rosenbrock"] = () => Rosenbrock(quick ? 100 : 1000),
            ["speelpenning"] = () => Speelpenning(quick ? 20 : 100),
            ["helmholtz"] = () => Helmholtz(quick ? 20 : 100),
            ["logistic"] = () => Logistic(quick ? 50 : 1000, 64),
            ["perceptron"] = () => Perceptron(batch: quick ? 4 : 64, inputs: quick ? 20 : 784, hidden: quick ? 12 : 128, outputs: 10),
            ["options"] = () => BlackScholes(quick ? 100 : 1_000_000),
            ["adjustment"] = () => quick ? Adjustment(3, 20, 200) : Adjustment(100, 20_000, 100_000),
            ["mixture-10-25"] = () => Mixture(quick ? 3 : 10, quick ? 4 : 25, quick ? 100 : 1000),
            ["mixture-20-50"] = () => Mixture(quick ? 4 : 20, quick ? 3 : 50, quick ? 100 : 1000),
            ["mixture-64-25"] = () => Mixture(quick ? 6 : 64, quick ? 2 : 25, quick ? 100 : 1000),
            ["chain"] = () => MatrixChain(quick ? 1 : 5),
            ["asian"] = () => AsianOption(quick ? 20 : 2000, quick ? 4 : 16),
            ["recurrent"] = () => Recurrent(quick ? 4 : 64, quick ? 6 : 32),
            ["bilevel"] = () => Bilevel(quick ? 5 : 100, quick ? 10 : 64),
            ["newton"] = Newton,
            ["graph-3000"] = () => RandomGraph(quick ? 300 : 3_000),
            ["graph-30000"] = () => RandomGraph(quick ? 300 : 30_000),
            ["graph-100000"] = () => RandomGraph(quick ? 300 : 100_000),
        };
        return cases.Where(c => only.Length == 0 ? !Long.Contains(c.Key) : only.Contains(c.Key)).Select(c => c.Value());
    }

    /// <summary>Both backends, and several threads where asked for; the calls get the compiled gradient, and the compiled value.</summary>
    private static IEnumerable<Contender> Compiled<TGradient, TValue>(Function f, string[] wrt, Func<TGradient, Func<double[], double>> gradient, Func<TValue, Func<double>> value)
        where TGradient : Delegate
        where TValue : Delegate
    {
        var derived = f.ValueAndGradient(wrt);
        var program = Compiler.Compile(derived, Numerics.Standard, vectorize: true);
        var operations = program.Body.Concat(program.Parts.SelectMany(p => p.Body)).Sum(OperationCount.Of);
        foreach (var (backend, threads) in new[] { (Backend.Roslyn, 1), (Backend.ExpressionTree, 1), (Backend.ExpressionTree, Threads) }.Distinct())
        {
            var options = new CompileOptions { Backend = backend, MaxDegreeOfParallelism = threads };
            var valueAlone = f.Compile<TValue>(options);
            var watch = Stopwatch.StartNew();
            var run = derived.Compile<TGradient>(options);
            yield return new($"SymDiff, {backend}{(threads > 1 ? $", {threads} threads" : "")}", gradient(run), value(valueAlone), watch.Elapsed.TotalMilliseconds, operations);
        }
    }

    /// <summary>Compiled without vectors.</summary>
    private static TDelegate Scalar<TDelegate>(Function f)
        where TDelegate : Delegate
    {
        var program = Compiler.Compile(f, Numerics.Standard, vectorize: false);
        return (TDelegate)RoslynBackend.Compile(program, Signature.Of(typeof(TDelegate), program));
    }

    private static Contender Interpreted(Function f, string[] wrt, params Tensor[] inputs)
    {
        var derived = f.ValueAndGradient(wrt);
        return new("SymDiff, interpreter", gradient =>
        {
            var outputs = derived.Evaluate(inputs);
            var at = 0;
            foreach (var output in outputs.Skip(1))
            {
                var entries = output.ToArray();
                entries.CopyTo(gradient, at);
                at += entries.Length;
            }

            return outputs[0].ToDouble();
        });
    }

    private static Contender ByHand(string name, Func<double[]?, double> run) => new(name, gradient => run(gradient), () => run(null));

    private static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
    }
}
