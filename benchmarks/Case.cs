using System.Diagnostics;

namespace SymDiff.Benchmarks;

/// <summary>A way to compute a case: its name, and what computes the gradient into a buffer and gives back the value.</summary>
internal sealed record Contender(string Name, Func<double[], double> Run, double CompileMilliseconds = 0);

/// <summary>What was measured of a contender: the median and the spread of its runs, and the bytes that one run allocates.</summary>
internal sealed record Measurement(Contender Contender, double Median, double Lowest, double Highest, long Allocated);

/// <summary>A function with its gradient, computed in several ways on the same data.</summary>
internal sealed record Case(string Name, int Size, IReadOnlyList<Contender> Contenders)
{
    /// <summary>Measures all contenders in turns, so that a disturbance meets them alike.</summary>
    /// <exception cref="InvalidOperationException">A contender computes something else than the first.</exception>
    public IReadOnlyList<Measurement> Measure(int rounds)
    {
        CheckResults();
        var times = Contenders.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < rounds; round++)
            for (var c = 0; c < Contenders.Count; c++) times[c].Add(Time(Contenders[c]));
        return [.. Contenders.Select((c, i) => Summarise(c, times[i]))];
    }

    private void CheckResults()
    {
        var (expected, gradient) = (new double[Size], new double[Size]);
        var value = Contenders[0].Run(expected);
        var scale = expected.Append(value).Max(Math.Abs);
        foreach (var contender in Contenders)
        {
            var difference = Math.Abs(contender.Run(gradient) - value) + gradient.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
            if (!(difference <= 1e-9 * scale)) throw new InvalidOperationException($"{Name}: {contender.Name} differs from {Contenders[0].Name} by {difference}.");
        }
    }

    // Microseconds of one run, over as many as last about a millisecond.
    private double Time(Contender contender)
    {
        var gradient = new double[Size];
        var runs = 0;
        var watch = Stopwatch.StartNew();
        do
        {
            contender.Run(gradient);
            runs++;
        }
        while (watch.Elapsed.TotalMilliseconds < 1);
        return watch.Elapsed.TotalMicroseconds / runs;
    }

    private Measurement Summarise(Contender contender, List<double> times)
    {
        times.Sort();
        const int runs = 10;
        var gradient = new double[Size];
        contender.Run(gradient);
        _ = GC.GetAllocatedBytesForCurrentThread();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < runs; run++) contender.Run(gradient);
        return new(contender, times[times.Count / 2], times[0], times[^1], (GC.GetAllocatedBytesForCurrentThread() - before) / runs);
    }
}
