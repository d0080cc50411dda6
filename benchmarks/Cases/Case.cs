using System.Diagnostics;

namespace SymDiff.Benchmarks;

/// <summary>
/// A way to compute a case: its name, what computes the gradient into a buffer and gives back the value, and what computes the value alone; of generated code, the
/// time it took to compile and how many operations the code generator counts.
/// </summary>
internal sealed record Contender(string Name, Func<double[], double> Gradient, Func<double>? Value = null, double CompileMilliseconds = 0, int Operations = 0);

/// <summary>What was measured of a contender: the median and the spread of its runs, the median of the value alone (0: not there), the bytes that one run allocates.</summary>
internal sealed record Measurement(Contender Contender, double Median, double Lowest, double Highest, double Value, long Allocated);

/// <summary>A function with its gradient, computed in several ways on the same data.</summary>
internal sealed record Case(string Name, int Size, IReadOnlyList<Contender> Contenders)
{
    /// <summary>Measures all contenders in turns, so that a disturbance meets them alike.</summary>
    /// <exception cref="InvalidOperationException">A contender computes something else than the first.</exception>
    public IReadOnlyList<Measurement> Measure(int rounds)
    {
        CheckResults();
        var gradient = new double[Size];
        var gradients = Contenders.Select(_ => new List<double>()).ToList();
        var values = Contenders.Select(_ => new List<double>()).ToList();
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < rounds && (round < 3 || watch.Elapsed.TotalSeconds < 10); round++)
        {
            foreach (var (i, contender) in Contenders.Index())
            {
                gradients[i].Add(Time(() => contender.Gradient(gradient)));
                if (contender.Value is { } value) values[i].Add(Time(() => value()));
            }
        }

        return [.. Contenders.Select((c, i) => Summarise(c, gradients[i], values[i]))];
    }

    private void CheckResults()
    {
        var (expected, gradient) = (new double[Size], new double[Size]);
        var value = Contenders[0].Gradient(expected);
        var scale = expected.Append(value).Max(Math.Abs);
        foreach (var contender in Contenders)
        {
            var values = new[] { contender.Gradient(gradient), contender.Value?.Invoke() ?? value };
            var difference = values.Max(v => Math.Abs(v - value)) + gradient.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
            if (!(difference <= 1e-9 * scale)) throw new InvalidOperationException($"{Name}: {contender.Name} differs from {Contenders[0].Name} by {difference}.");
        }
    }

    // Microseconds of one run, over as many as last about a millisecond, after one that fills the caches with its data in place of those of the way before.
    private static double Time(Action run)
    {
        run();
        var runs = 0;
        var watch = Stopwatch.StartNew();
        do
        {
            run();
            runs++;
        }
        while (watch.Elapsed.TotalMilliseconds < 1);
        return watch.Elapsed.TotalMicroseconds / runs;
    }

    private Measurement Summarise(Contender contender, List<double> times, List<double> values)
    {
        times.Sort();
        values.Sort();
        return new(contender, times[times.Count / 2], times[0], times[^1], values.Count == 0 ? 0 : values[values.Count / 2], Allocated(contender));
    }

    // The least of a few runs: the first ones also pay for what the process sets up.
    private long Allocated(Contender contender)
    {
        var (gradient, least) = (new double[Size], long.MaxValue);
        for (var run = 0; run < 3; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            contender.Gradient(gradient);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
