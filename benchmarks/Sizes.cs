using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using static SymDiff.NodeMath;

namespace SymDiff.Benchmarks;

/// <summary>Graphs of a million nodes: the time of each step on the way to a gradient, and the most memory so far. Each shape has a process of its own.</summary>
internal static class Sizes
{
    private static readonly (string Name, Func<Graph, int, Function> Build)[] shapes =
    [
        ("chain", Chain),
        ("sum of products", SumOfProducts),
        ("chain of selects", Selects),
        ("chain of maxima", Maxima),
    ];

    /// <summary>The shapes, in the order of the table.</summary>
    public static IEnumerable<string> Names => shapes.Select(s => s.Name);

    /// <summary>The steps on one shape of about so many nodes, as rows: shape, step, seconds, processor seconds, megabytes, nodes.</summary>
    public static IEnumerable<string[]> Measure(string shape, int nodes)
    {
        var build = shapes.Single(s => s.Name == shape).Build;
        Function f = null!, gradient = null!;
        yield return Row("build", () => f = build(new(), nodes));
        yield return Row("BuildGrad", () => ReverseMode.BuildGrad(f.Outputs[0], [.. f.Inputs]));
        yield return Row("build, ValueAndGradient", () => gradient = (f = build(new(), nodes)).ValueAndGradient());
        yield return Row("Simplify again", () => gradient.Simplify());
        yield return Row("ToText", () => gradient.ToText());
        yield return Row("Evaluate", () => gradient.Evaluate(f.Inputs.Select((_, i) => Tensor.Scalar(0.5 + i % 7 / 10.0)).ToArray()));

        string[] Row(string step, Action act)
        {
            GC.Collect();
            using var process = Process.GetCurrentProcess();
            var (watch, before) = (Stopwatch.StartNew(), process.UserProcessorTime);
            act();
            process.Refresh();
            return [shape, step, Text(watch.Elapsed), Text(process.UserProcessorTime - before), (process.PeakWorkingSet64 >> 20).ToString(CultureInfo.InvariantCulture), f.Graph.Count.ToString(CultureInfo.InvariantCulture)];
        }
    }

    /// <summary>Runs each shape in a process of its own and gives the table.</summary>
    public static Table Table(int nodes)
    {
        var table = new Table().Border(TableBorder.Ascii).AddColumns("shape", "step", "s", "user s", "peak MB", "nodes then");
        foreach (var shape in Names)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Host(), "--size", shape, nodes.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            while (process.StandardOutput.ReadLine() is { } line) table.AddRow(line.Split('|'));
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"{shape}: exit code {process.ExitCode}.");
        }

        return table;
    }

    // `dotnet this.dll` has to be told which assembly; the program itself is one.
    private static string[] Host() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Sizes).Assembly.Location] : [];

    // y = sin(y)·x, again and again
    private static Function Chain(Graph graph, int nodes)
    {
        var x = graph.Variable("x");
        var y = x;
        for (var i = 0; i < nodes / 2; i++) y = Sin(y) * x;
        return graph.Function("chain", [x], [y]);
    }

    // Σ aᵢ·bᵢ
    private static Function SumOfProducts(Graph graph, int nodes)
    {
        var inputs = Enumerable.Range(0, nodes / 4).SelectMany(i => new[] { graph.Variable($"a{i}"), graph.Variable($"b{i}") }).ToArray();
        var sum = inputs[0] * inputs[1];
        for (var i = 2; i < inputs.Length; i += 2) sum += inputs[i] * inputs[i + 1];
        return graph.Function("sum", inputs, [sum]);
    }

    // y = x > y ? sin y : y·x
    private static Function Selects(Graph graph, int nodes)
    {
        var x = graph.Variable("x");
        var y = x;
        for (var i = 0; i < nodes / 4; i++) y = Select(x > y, Sin(y), y * x);
        return graph.Function("selects", [x], [y]);
    }

    // y = max(sin y, x·y)
    private static Function Maxima(Graph graph, int nodes)
    {
        var x = graph.Variable("x");
        var y = x;
        for (var i = 0; i < nodes / 3; i++) y = Max(Sin(y), x * y);
        return graph.Function("maxima", [x], [y]);
    }

    private static string Text(TimeSpan time) => time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);
}
