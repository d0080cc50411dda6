namespace SymDiff.Runtime;

/// <summary>What is done with the state of a recurrence that is being reversed.</summary>
public enum CheckpointAction
{
    /// <summary>The state, which enters the step, is copied into a slot.</summary>
    Store,

    /// <summary>The state becomes that of a slot, which enters the step.</summary>
    Restore,

    /// <summary>The step is computed: the state then enters the next step.</summary>
    Advance,

    /// <summary>The state enters the step, and the step is reversed.</summary>
    Reverse,
}

/// <summary>One piece of work: what is done, at which step, and with which slot where one is used.</summary>
public readonly record struct CheckpointStep(CheckpointAction Action, int Step, int Slot);

/// <summary>
/// Orders of work that reverse a recurrence whose states are not all kept. The state at the beginning enters step 0; steps are
/// reversed from the last to the first.
/// </summary>
public static class CheckpointSchedule
{
    /// <summary>
    /// The state is kept every <paramref name="interval"/> steps, and at each step of the segment that is being reversed.
    /// ⌈steps/interval⌉ + interval - 1 slots.
    /// </summary>
    public static IEnumerable<CheckpointStep> Every(int interval, int steps) => Steps(interval, 0, steps);

    /// <summary>
    /// At most <paramref name="snapshots"/> states are kept at a time, the first among them, where the fewest steps are computed again:
    /// r·n - C(s + r, r - 1) for n steps and s snapshots, with the least r for which C(s + r, s) ≥ n
    /// (Griewank and Walther, Algorithm 799: Revolve, ACM TOMS 26, 2000).
    /// </summary>
    public static IEnumerable<CheckpointStep> Binomial(int snapshots, int steps) => Steps(0, snapshots, steps);

    private static IEnumerable<CheckpointStep> Steps(int interval, int snapshots, int steps)
    {
        var cursor = new int[CheckpointCursor.Length(snapshots)];
        for (CheckpointCursor.Next(cursor, interval, snapshots, steps); cursor[0] != CheckpointCursor.Done; CheckpointCursor.Next(cursor, interval, snapshots, steps))
            yield return new((CheckpointAction)cursor[0], cursor[1], cursor[2]);
    }

    /// <summary>The number of steps that <see cref="Binomial"/> computes without reversing them.</summary>
    public static long BinomialAdvances(int snapshots, int steps)
    {
        if (steps <= 1) return 0;
        var r = Repetitions(steps, snapshots);
        return (long)r * steps - Reach(snapshots + 1, r - 1);
    }

    // How far to advance before the next snapshot. With r repetitions the left part of m steps may repeat r - 1 times with all s snapshots, the
    // right part of n - m steps r times with s - 1: every m is optimal for which both hold.
    internal static int Split(int steps, int snapshots)
    {
        var r = Repetitions(steps, snapshots);
        return (int)Math.Max(1, Math.Max(Reach(snapshots, r - 2), steps - Reach(snapshots - 1, r)));
    }

    private static int Repetitions(int steps, int snapshots)
    {
        var r = 0;
        while (Reach(snapshots, r) < steps) r++;
        return r;
    }

    // C(s + r, s): the most steps that s snapshots reverse when none is computed more than r times
    private static long Reach(int snapshots, int r)
    {
        if (r < 0) return 0;
        long reach = 1;
        for (var i = 1; i <= Math.Min(snapshots, r); i++)
        {
            reach = reach * (snapshots + r - i + 1) / i;
            if (reach > int.MaxValue) return int.MaxValue + 1L;
        }

        return reach;
    }
}
