using System.Diagnostics;

namespace SymDiff.GradBench.Protocol;

/// <summary>Time as the clock gives it: a TimeSpan knows no less than 100 nanoseconds.</summary>
internal static class Clock
{
    /// <summary>The nanoseconds since a time stamp.</summary>
    public static long NanosecondsSince(long start) => (long)((Stopwatch.GetTimestamp() - start) * (1e9 / Stopwatch.Frequency));
}
