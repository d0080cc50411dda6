namespace SymDiff.Runtime.Tests.Checkpointing;

/// <summary>Schedules reverse every step once, from the last on, from the right state; and as cheaply as the theory says.</summary>
public sealed class CheckpointScheduleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void EveryIsValid(int interval)
    {
        for (var steps = 0; steps <= 40; steps++)
        {
            var (advances, slots) = Run(CheckpointSchedule.Every(interval, steps), steps);
            var segments = (steps + interval - 1) / interval;
            // the first sweep goes to the last segment, each segment to its last step
            Assert.Equal(steps == 0 ? 0 : (segments - 1) * interval + steps - segments, advances);
            Assert.InRange(slots, 0, steps == 0 ? 0 : segments + interval - 1);
        }
    }

    [Fact]
    public void BinomialIsValidAndOptimal()
    {
        for (var snapshots = 1; snapshots <= 8; snapshots++)
        {
            for (var steps = 0; steps <= 60; steps++)
            {
                var (advances, slots) = Run(CheckpointSchedule.Binomial(snapshots, steps), steps);
                Assert.Equal(Fewest(steps, snapshots), advances);
                Assert.Equal(CheckpointSchedule.BinomialAdvances(snapshots, steps), advances);
                Assert.InRange(slots, 0, snapshots);
            }
        }
    }

    // r·n - C(s + r, r - 1): 10 steps and 3 snapshots repeat at most 2 times (C(5, 3) = 10): 20 - 5; 1000 and 10 at most 4 (C(14, 10) = 1001): 4000 - 364
    [Theory]
    [InlineData(10, 3, 15)]
    [InlineData(1, 1, 0)]
    [InlineData(5, 1, 10)]
    [InlineData(100, 100, 99)]
    [InlineData(1000, 10, 3_636)]
    public void TheNumberOfStepsThatAreComputedAgain(int steps, int snapshots, long expected) => Assert.Equal(expected, CheckpointSchedule.BinomialAdvances(snapshots, steps));

    // t(n, s) = min over m of m + t(n - m, s - 1) + t(m, s): dynamic programming, without the closed form
    private static long Fewest(int steps, int snapshots)
    {
        var t = new long[snapshots + 1, steps + 1];
        for (var s = 0; s <= snapshots; s++)
        {
            for (var n = 2; n <= steps; n++)
            {
                t[s, n] = s == 0 ? int.MaxValue : (long)n * (n - 1) / 2;
                for (var m = 1; s > 1 && m < n; m++) t[s, n] = Math.Min(t[s, n], m + t[s - 1, n - m] + t[s, m]);
            }
        }

        return t[snapshots, steps];
    }

    // Plays a schedule on states that know which step they enter.
    private static (long Advances, int Slots) Run(IEnumerable<CheckpointStep> schedule, int steps)
    {
        var (state, next, advances) = (0, steps - 1, 0L);
        var slots = new Dictionary<int, int>();
        foreach (var (action, step, slot) in schedule)
        {
            switch (action)
            {
                case CheckpointAction.Store:
                    Assert.Equal(state, step);
                    slots[slot] = state;
                    break;
                case CheckpointAction.Restore:
                    state = slots[slot];
                    Assert.Equal(state, step);
                    break;
                case CheckpointAction.Advance:
                    Assert.Equal(state++, step);
                    advances++;
                    break;
                default:
                    Assert.Equal(state, step);
                    Assert.Equal(next--, step);
                    break;
            }
        }

        Assert.Equal(-1, next);
        return (advances, slots.Count);
    }
}
