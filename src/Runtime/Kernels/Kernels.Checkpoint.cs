namespace SymDiff.Runtime;

public static partial class Kernels
{
    /// <summary>Moves a <see cref="CheckpointCursor"/> to its next piece of work.</summary>
    public static void NextCheckpoint(Span<int> cursor, int interval, int snapshots, int steps) => CheckpointCursor.Next(cursor, interval, snapshots, steps);
}
