using System.ComponentModel;

namespace SymDiff.Runtime;

/// <summary>
/// A <see cref="CheckpointSchedule"/> one piece of work after the other, its state in memory of the caller, so that compiled loops allocate nothing:
/// action, step and slot of the piece, then where the schedule stands.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CheckpointCursor
{
    /// <summary>The action behind the last piece of work.</summary>
    public const int Done = 4;

    private const int Place = 3;     // what comes next
    private const int At = 4;        // the step that the state enters
    private const int End = 5;       // the first step that is reversed already
    private const int Kept = 6;      // segments or snapshots that are in slots
    private const int Snapshots = 7; // their steps

    /// <summary>The entries of a cursor; it starts with zeros.</summary>
    public static int Length(int snapshots) => Snapshots + snapshots;

    /// <summary>Moves to the next piece of work.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <param name="interval">The interval between stored states; 0 for snapshots.</param>
    /// <param name="snapshots">The number of states that may be kept where there is no interval.</param>
    /// <param name="steps">The number of steps.</param>
    public static void Next(Span<int> cursor, int interval, int snapshots, int steps)
    {
        if (steps <= 0) cursor[0] = Done;
        else if (interval > 0) NextInSegments(cursor, interval, steps);
        else NextOfSnapshots(cursor, snapshots, steps);
    }

    private enum Segments
    {
        Begin,
        Forward,    // advance to the next segment, which is stored
        Enter,      // the state enters the segment to be reversed
        Advance,    // within it, every state but the last is stored
        Reversed,   // a step of it was reversed
        Return,     // a state was restored and its step comes
    }

    // Segments before the last are crossed once; then each, from the last, is crossed with all its states stored, and reversed.
    private static void NextInSegments(Span<int> cursor, int interval, int steps)
    {
        var segments = (steps - 1) / interval + 1;
        switch ((Segments)cursor[Place])
        {
            case Segments.Begin:
                cursor[Kept] = 0;
                Set(cursor, CheckpointAction.Store, 0, 0, (int)(segments > 1 ? Segments.Forward : Segments.Enter));
                break;
            case Segments.Forward when cursor[At] < (cursor[Kept] + 1) * interval:
                Set(cursor, CheckpointAction.Advance, cursor[At]++, -1, (int)Segments.Forward);
                break;
            case Segments.Forward:
                var next = ++cursor[Kept];
                Set(cursor, CheckpointAction.Store, next * interval, next, (int)(next < segments - 1 ? Segments.Forward : Segments.Enter));
                break;
            case Segments.Enter:
                cursor[At] = cursor[Kept] * interval;
                cursor[End] = Math.Min(steps, cursor[At] + interval);
                Cross(cursor);
                break;
            case Segments.Advance when cursor[At] < cursor[End] - 1:
                Set(cursor, CheckpointAction.Store, cursor[At], segments + cursor[At] - cursor[Kept] * interval - 1, (int)Segments.Return);
                break;
            case Segments.Return when cursor[0] == (int)CheckpointAction.Store:
                Cross(cursor);
                break;
            case Segments.Advance:
                Cross(cursor);
                break;
            case Segments.Reversed when cursor[End] == cursor[Kept] * interval && cursor[Kept] == 0:
                cursor[0] = Done;
                break;
            case Segments.Reversed when cursor[End] == cursor[Kept] * interval:
                cursor[Kept]--;
                Set(cursor, CheckpointAction.Restore, cursor[Kept] * interval, cursor[Kept], (int)Segments.Enter);
                break;
            case Segments.Reversed:
                var step = cursor[End] - 1;
                Set(cursor, CheckpointAction.Restore, step, step == cursor[Kept] * interval ? cursor[Kept] : segments + step - cursor[Kept] * interval - 1, (int)Segments.Return);
                break;
            case Segments.Return:
                Set(cursor, CheckpointAction.Reverse, --cursor[End], -1, (int)Segments.Reversed);
                break;
        }
    }

    // The state enters step At of the segment: to the last step it advances, which is reversed.
    private static void Cross(Span<int> cursor)
    {
        if (cursor[At] < cursor[End] - 1) Set(cursor, CheckpointAction.Advance, cursor[At]++, -1, (int)Segments.Advance);
        else Set(cursor, CheckpointAction.Reverse, --cursor[End], -1, (int)Segments.Reversed);
    }

    private enum Revolve
    {
        Begin,
        Choose,    // from the last snapshot, how far to advance
        Advance,   // to the chosen step
        Arrived,
    }

    private static void NextOfSnapshots(Span<int> cursor, int snapshots, int steps)
    {
        switch ((Revolve)cursor[Place])
        {
            case Revolve.Begin:
                (cursor[End], cursor[Kept], cursor[Snapshots], cursor[At]) = (steps, 1, 0, 0);
                Set(cursor, CheckpointAction.Store, 0, 0, (int)Revolve.Choose);
                break;
            case Revolve.Choose when cursor[End] == 0:
                cursor[0] = Done;
                break;
            case Revolve.Choose when cursor[At] != cursor[Snapshots + cursor[Kept] - 1]:
                cursor[At] = cursor[Snapshots + cursor[Kept] - 1];
                Set(cursor, CheckpointAction.Restore, cursor[At], cursor[Kept] - 1, (int)Revolve.Choose);
                break;
            default:
                Advance(cursor, snapshots);
                break;
        }
    }

    private static void Advance(Span<int> cursor, int snapshots)
    {
        var first = cursor[Snapshots + cursor[Kept] - 1];
        var free = snapshots - cursor[Kept];
        var target = cursor[End] - first == 1 || free == 0 ? cursor[End] - 1 : first + CheckpointSchedule.Split(cursor[End] - first, free + 1);
        if (cursor[At] < target)
        {
            Set(cursor, CheckpointAction.Advance, cursor[At]++, -1, (int)Revolve.Advance);
        }
        else if (target < cursor[End] - 1)
        {
            Set(cursor, CheckpointAction.Store, target, cursor[Kept], (int)Revolve.Choose);
            cursor[Snapshots + cursor[Kept]++] = target;
        }
        else
        {
            Set(cursor, CheckpointAction.Reverse, target, -1, (int)Revolve.Choose);
            cursor[End] = target;
            if (target == first) cursor[Kept]--;
        }
    }

    private static void Set(Span<int> cursor, CheckpointAction action, int step, int slot, int place) =>
        (cursor[0], cursor[1], cursor[2], cursor[Place]) = ((int)action, step, slot, place);
}
