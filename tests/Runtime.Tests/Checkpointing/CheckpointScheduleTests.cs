namespace SymDiff.Runtime.Tests.Checkpointing;

/// <summary>A schedule is played with the number of the step as the state: every step is reversed once, from the last, in the state that enters it.</summary>
public sealed class CheckpointScheduleTests
{
    public static TheoryData<int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<int, int>();
            foreach (var steps in new[] { 0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 31, 100 })
                foreach (var parameter in new[] { 1, 2, 3, 4, 5, 10, 200 }) sizes.Add(parameter, steps);
            return sizes;
        }
    }

    // The segments before the last are crossed once, and each again but for its last step.
    [Theory, MemberData(nameof(Sizes))]
    public void EveryInterval(int interval, int steps)
    {
        var segments = (steps + interval - 1) / interval;
        var (advances, slots) = Play(CheckpointSchedule.Every(interval, steps), steps);
        Assert.Equal(steps == 0 ? 0 : ((segments - 1) * interval) + (steps - segments), advances);
        Assert.True(slots <= segments + interval - 1);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Snapshots(int snapshots, int steps)
    {
        var (advances, slots) = Play(CheckpointSchedule.Binomial(snapshots, steps), steps);
        Assert.Equal(CheckpointSchedule.BinomialAdvances(snapshots, steps), advances);
        Assert.True(slots <= snapshots);
    }

    private static (long Advances, int Slots) Play(IEnumerable<CheckpointStep> schedule, int steps)
    {
        var (state, advances, next) = (0, 0L, steps - 1);
        var slots = new Dictionary<int, int>();
        foreach (var (action, step, slot) in schedule)
        {
            if (action != CheckpointAction.Restore) Assert.Equal(step, state);
            switch (action)
            {
                case CheckpointAction.Store: slots[slot] = state; break;
                case CheckpointAction.Restore: state = slots[slot]; Assert.Equal(step, state); break;
                case CheckpointAction.Advance: state++; advances++; break;
                case CheckpointAction.Reverse: Assert.Equal(next--, step); break;
            }
        }

        Assert.Equal(-1, next);
        return (advances, slots.Count);
    }
}
