using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using SymDiff.Codegen;
using SymDiff.Codegen.Loops;

namespace SymDiff.Benchmarks;

/// <summary>
/// Straight-line code of growing length: random graphs of sums, differences and products of scalars, and gradients of such. An operation is a node of the
/// simplified function that is computed from scalars: one addition, subtraction, multiplication or negation, so a fused multiplication counts as two.
/// </summary>
internal static class StraightLine
{
    private const int Inputs = 16;
    private const int Window = 100;   // operands are among so many nodes before

    /// <summary>The numbers of operations.</summary>
    public static int[] Lengths { get; } = [300, 3_000, 30_000, 100_000];

    private const string FirstCall = "First call";
    private const string Native = "the same in C++";

    private static readonly (string Name, Func<string, bool> Has)[] stages =
    [
        ("simplify", step => step == "Simplify"),
        ("lower", step => step == "Lower"),
        ("passes", step => Compiler.Passes.Any(p => p.Name == step)),
        ("trees or source", step => step.StartsWith("Compile", StringComparison.Ordinal)),
        ("first call", step => step == FirstCall),
    ];

    private delegate double OfVector(ReadOnlySpan<double> x);

    private delegate double GradientOfVector(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>The times of calls and of compiling, with the steps of compiling in a second table.</summary>
    /// <param name="lengths">The numbers of operations.</param>
    /// <param name="rounds">How often each is timed.</param>
    /// <param name="withNative">Whether the same code is compiled by g++ too, for minutes.</param>
    public static IEnumerable<Table> Tables(int[] lengths, int rounds, bool withNative)
    {
        string[] ways = [$"{Backend.ExpressionTree}", $"{Backend.Roslyn}", .. withNative ? [Native] : Array.Empty<string>()];
        var calls = new Table().Border(TableBorder.Ascii).AddColumns(
            "function", "way", "operations", "ns an operation", "spread", "to the shortest", "compile s", "us an operation", "to the shortest", "methods", "bytes of workspace", "scratch accesses an operation");
        var steps = new Table().Border(TableBorder.Ascii).AddColumns(["function", "way", "operations", .. stages.Select(s => s.Name)]).Caption("microseconds of compiling an operation");
        foreach (var way in ways) Measure(isGradient: true, way, lengths[0], rounds: 1);   // what a process pays once
        foreach (var isGradient in new[] { false, true })
        {
            foreach (var way in ways)
            {
                Row? shortest = null;
                foreach (var length in lengths)
                {
                    var row = Measure(isGradient, way, length, rounds);
                    shortest ??= row;
                    calls.AddRow(
                        row.Name, way, $"{row.Operations}", Text(row.Median), $"{Text(row.Lowest)} to {Text(row.Highest)}", Text(row.Median / shortest.Median), Text(row.CompileSeconds),
                        Text(row.CompileEach), Text(row.CompileEach / shortest.CompileEach), $"{row.Methods}", $"{row.WorkspaceBytes}", Text(row.ScratchEach));
                    steps.AddRow([row.Name, way, $"{row.Operations}", .. stages.Select(s => Text(1000 * row.Steps.Where(step => s.Has(step.Step)).Sum(step => step.Milliseconds) / row.Operations))]);
                }
            }
        }

        return [calls, steps];
    }

    private static Row Measure(bool isGradient, string way, int length, int rounds)
    {
        var f = Scaled(length, n => isGradient ? Random(n / 4).ValueAndGradient() : Random(n));
        var operations = Operations(f);
        var (x, gradient) = (Enumerable.Range(0, Inputs).Select(i => Math.Sin(i + 1)).ToArray(), new double[Inputs]);
        var steps = new Steps();
        var program = Compiler.Compile(f, Numerics.Standard, vectorize: true);
        var (run, first) = way == Native ? CompileNative(program, steps, x, gradient) : Compile(f, Enum.Parse<Backend>(way), steps, x, gradient);
        CheckResult(f, x, first, gradient);
        var runs = Math.Max(1, 2_000_000 / operations);
        Time(run, runs);
        List<double> times = [.. Enumerable.Range(0, rounds).Select(_ => Time(run, runs) / operations)];
        times.Sort();
        return new(
            isGradient ? "gradient" : "value", operations, times[times.Count / 2], times[0], times[^1], steps.Total, steps.All, program.Parts.Length + 1,
            program.Arenas.Sum(a => 8 * ((Constant)a.Length).Value.Integer), ScratchAccesses(program) / (double)operations);
    }

    private static (Action Run, double First) Compile(Function f, Backend backend, Steps steps, double[] x, double[] gradient)
    {
        var options = new CompileOptions { Backend = backend, UseCache = false, Progress = steps };
        if (f.Outputs.Length == 1)
        {
            var value = f.Compile<OfVector>(options);
            steps.Report(FirstCall);
            var first = value(x);
            steps.End();
            return (() => value(x), first);
        }
        else
        {
            var run = f.Compile<GradientOfVector>(options);
            steps.Report(FirstCall);
            var first = run(x, gradient);
            steps.End();
            return (() => run(x, gradient), first);
        }
    }

    private static (Action Run, double First) CompileNative(LoopProgram program, Steps steps, double[] x, double[] gradient)
    {
        steps.Report("Compile C++");
        var run = NativeLine.Compile(program);
        steps.Report(FirstCall);
        var first = run(x, gradient);
        steps.End();
        return (() => run(x, gradient), first);
    }

    private static void CheckResult(Function f, double[] x, double first, double[] gradient)
    {
        var expected = f.Evaluate(Tensor.Vector(x));
        double[] all = [expected[0].ToDouble(), .. expected.Skip(1).SelectMany(e => e.ToArray())];
        var difference = Math.Abs(all[0] - first) + all.Skip(1).Zip(gradient, (a, b) => Math.Abs(a - b)).DefaultIfEmpty(0).Max();
        if (!(difference <= 1e-9 * all.Max(Math.Abs))) throw new InvalidOperationException($"The compiled code differs from the interpreter by {difference}.");
    }

    // As many nodes as give about so many operations once all is simplified.
    private static Function Scaled(int length, Func<int, Function> build) => build((int)((long)length * length / Operations(build(length))));

    // Each node is of two among the last; the last ones are summed, so that nearly all are needed. Factors keep the numbers near 1.
    private static Function Random(int length)
    {
        var random = new Random(41);
        var graph = new Graph();
        var x = graph.Variable("x", [Inputs]);
        List<Node> nodes = [.. Enumerable.Range(0, Inputs).Select(i => x[i])];
        for (var count = 0; count < length - Math.Min(Window, length / 4);)
        {
            var (u, v) = (nodes[^random.Next(1, Math.Min(nodes.Count, Window) + 1)], nodes[^random.Next(1, Math.Min(nodes.Count, Window) + 1)]);
            var (next, operations) = random.Next(4) switch { 0 => (0.6 * u + v, 2), 1 => (u - 0.7 * v, 2), 2 => (u * v, 1), _ => (0.4 * (u + v), 2) };
            nodes.Add(next);
            count += operations;
        }

        return graph.Function("random", [x], [Total([.. nodes.TakeLast(Math.Min(Window, length / 4))])]);
    }

    // By halves: a chain of sums would wait for each.
    private static Node Total(List<Node> nodes)
    {
        while (nodes.Count > 1) nodes = [.. nodes.Chunk(2).Select(pair => pair.Aggregate((a, b) => a + b))];
        return nodes[0];
    }

    private static int Operations(Function f) =>
        Traversal.PostOrder(f.Simplify().Outputs).Count(n => n.Type.IsScalar && !n.Inputs.IsEmpty && n.Inputs.All(i => i.Type.IsScalar));

    // Nanoseconds of one run, over as many as last about two milliseconds; reading the clock costs as much as a short run.
    private static double Time(Action run, int runs)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < runs; i++) run();
        return watch.Elapsed.TotalNanoseconds / runs;
    }

    private static int ScratchAccesses(LoopProgram program)
    {
        var walker = new ScratchCount();
        foreach (var statement in program.Body) statement.Accept(walker);
        return walker.Count;
    }

    private static string Text(double value) => value.ToString(value < 10 ? "F3" : "F1", CultureInfo.InvariantCulture);

    private sealed record Row(
        string Name, int Operations, double Median, double Lowest, double Highest, double CompileSeconds, IReadOnlyList<(string Step, double Milliseconds)> Steps, int Methods,
        long WorkspaceBytes, double ScratchEach)
    {
        public double CompileEach => 1e6 * CompileSeconds / Operations;
    }

    /// <summary>Loads and stores of scratch memory.</summary>
    private sealed class ScratchCount : StatementWalker
    {
        public int Count { get; private set; }

        public override void Visit(Store statement)
        {
            if (statement.Buffer.Role == BufferRole.Workspace) Count++;
            base.Visit(statement);
        }

        protected override void Read(Codegen.Loops.Expression expression)
        {
            if (expression is Load { Buffer.Role: BufferRole.Workspace }) Count++;
        }
    }

    /// <summary>The time of each step, from its report to the next.</summary>
    private sealed class Steps : IProgress<string>
    {
        private readonly List<(string Step, double Milliseconds)> all = [];
        private readonly Stopwatch watch = new();
        private string? current;

        public IReadOnlyList<(string Step, double Milliseconds)> All => all;

        public double Total => all.Sum(s => s.Milliseconds) / 1000;

        public void Report(string value)
        {
            End();
            current = value;
            watch.Restart();
        }

        public void End()
        {
            if (current is not null) all.Add((current, watch.Elapsed.TotalMilliseconds));
            current = null;
        }
    }
}
