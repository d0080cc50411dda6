using SymDiff.Runtime;

namespace SymDiff;

/// <summary>Which values of a carried loop its derivative keeps; the others are computed again from those.</summary>
public abstract record Checkpoint
{
    private Checkpoint()
    {
    }

    /// <summary>Every value is kept: no step is computed again.</summary>
    public static Checkpoint All { get; } = new Complete();

    /// <summary>About √n values are kept and √n more while a segment is reversed; each step is computed about twice.</summary>
    public static Checkpoint SquareRoot { get; } = new Root();

    /// <summary>Every k-th value is kept, and k more while a segment is reversed; each step is computed about twice.</summary>
    /// <exception cref="ArgumentOutOfRangeException">k is less than 1.</exception>
    public static Checkpoint Every(int k) => k >= 1 ? new Interval(k)
        : throw new ArgumentOutOfRangeException(nameof(k), k, "Checkpoint.Every: expected an interval of at least 1.");

    /// <summary>
    /// At most so many values are kept at a time, placed so that the fewest steps are computed again (Griewank and Walther, Algorithm 799: Revolve, 2000).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no snapshot.</exception>
    public static Checkpoint Binomial(int snapshots) => snapshots >= 1 ? new Snapshots(snapshots)
        : throw new ArgumentOutOfRangeException(nameof(snapshots), snapshots, "Checkpoint.Binomial: expected at least 1 snapshot.");

    /// <summary>The interval between stored states and the number of snapshots, as a <see cref="CheckpointCursor"/> takes them; both 0 for ⌈√n⌉.</summary>
    internal abstract (int Interval, int Snapshots) Plan { get; }

    /// <summary>The order of work that reverses a number of steps.</summary>
    public abstract IEnumerable<CheckpointStep> Schedule(int steps);

    /// <summary>Every value is kept.</summary>
    public sealed record Complete : Checkpoint
    {
        /// <inheritdoc/>
        public override IEnumerable<CheckpointStep> Schedule(int steps) => CheckpointSchedule.Every(1, steps);

        internal override (int Interval, int Snapshots) Plan => (1, 0);

        /// <inheritdoc/>
        public override string ToString() => "all";
    }

    /// <summary>Every √n-th value is kept.</summary>
    public sealed record Root : Checkpoint
    {
        /// <inheritdoc/>
        public override IEnumerable<CheckpointStep> Schedule(int steps) => CheckpointSchedule.Every(Math.Max(1, (int)Math.Ceiling(Math.Sqrt(steps))), steps);

        internal override (int Interval, int Snapshots) Plan => (0, 0);

        /// <inheritdoc/>
        public override string ToString() => "squareRoot";
    }

    /// <summary>A value is kept every so many steps.</summary>
    public sealed record Interval(int Length) : Checkpoint
    {
        /// <inheritdoc/>
        public override IEnumerable<CheckpointStep> Schedule(int steps) => CheckpointSchedule.Every(Length, steps);

        internal override (int Interval, int Snapshots) Plan => (Length, 0);

        /// <inheritdoc/>
        public override string ToString() => "every(" + Length + ")";
    }

    /// <summary>At most so many values are kept.</summary>
    public sealed record Snapshots(int Count) : Checkpoint
    {
        /// <inheritdoc/>
        public override IEnumerable<CheckpointStep> Schedule(int steps) => CheckpointSchedule.Binomial(Count, steps);

        internal override (int Interval, int Snapshots) Plan => (0, Count);

        /// <inheritdoc/>
        public override string ToString() => "binomial(" + Count + ")";
    }
}
