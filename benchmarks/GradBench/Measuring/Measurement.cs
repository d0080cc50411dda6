using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using SymDiff.GradBench.Protocol;

namespace SymDiff.GradBench.Measuring;

/// <summary>What was measured of one function on one workload: the least time of a run in nanoseconds, and that of the native baseline on the same input.</summary>
internal sealed record Measurement(double Nanoseconds, double? Native)
{
    private const int Rounds = 3;

    /// <summary>Times an evaluation and its baseline in turns, so that a disturbance meets them alike, and compares their results.</summary>
    /// <exception cref="InvalidOperationException">The results differ by more than 1e-8 of the largest number.</exception>
    public static Measurement Of(string name, Evaluation evaluation, NativeBaseline? baseline, bool derivative, double seconds)
    {
        var (ours, native) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var round = 0; round < Rounds; round++)
        {
            ours = Math.Min(ours, Time(evaluation.Run, seconds / Rounds));
            if (baseline is null) continue;
            var (time, result) = baseline.Time(derivative, seconds / Rounds);
            native = Math.Min(native, time);
            if (round == 0) Compare(name, result, Result(evaluation));
        }

        return new(ours, baseline is null ? null : native);
    }

    private static double Time(Action run, double seconds)
    {
        var (least, total, runs) = (double.PositiveInfinity, 0.0, 0);
        while (runs++ < 3 || total < 1e9 * seconds)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            var time = (double)Clock.NanosecondsSince(start);
            least = Math.Min(least, time);
            total += time;
        }

        return least;
    }

    private static double[] Result(Evaluation evaluation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) evaluation.WriteOutput(writer);
        using var output = JsonDocument.Parse(buffer.WrittenMemory);
        return output.RootElement.Doubles();
    }

    private static void Compare(string name, double[] native, double[] ours)
    {
        if (native.Length != ours.Length) throw new InvalidOperationException($"{name}: {ours.Length} numbers, and {native.Length} by the baseline.");
        var scale = native.Append(1).Max(Math.Abs);
        for (var i = 0; i < ours.Length; i++)
        {
            if (!(Math.Abs(ours[i] - native[i]) <= 1e-8 * scale))
                throw new InvalidOperationException($"{name}: number {i} is {ours[i]:R}, and {native[i]:R} by the baseline.");
        }
    }
}
