using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Lowering;
using SymDiff.Codegen.Scheduling;

namespace SymDiff.Codegen.Reporting;

/// <summary>A schedule as lines: a table for each scope, with a line for each node under the nest that computes it.</summary>
internal sealed class ScheduleText
{
    private readonly StringBuilder text = new();

    private ScheduleText()
    {
    }

    /// <summary>The lines, without the last end of line.</summary>
    public static string Of(ScheduleDescription schedule)
    {
        var lines = new ScheduleText();
        lines.Line(0, schedule.Function);
        lines.Write(schedule.Body, 1);
        lines.Line(0, schedule.Workspace.IsEmpty ? "no scratch memory" : "scratch memory");
        foreach (var arena in schedule.Workspace) lines.Write(arena);
        if (schedule.Threads is { } threads) lines.Write(threads);
        return lines.text.ToString(0, lines.text.Length - 1);
    }

    private void Write(ScheduledScope scope, int depth)
    {
        var rows = scope.Nests.SelectMany(n => n.Nodes).ToDictionary(n => n, Cells);
        int[] widths = [.. Enumerable.Range(0, 3).Select(column => rows.Values.Select(cells => cells[column].Length).DefaultIfEmpty().Max())];
        foreach (var nest in scope.Nests)
        {
            Line(depth, $"nest {Number(nest.Number)}: {HeadingOf(nest)}");
            foreach (var node in nest.Nodes) Line(depth + 1, string.Concat(rows[node].Take(3).Zip(widths, (cell, width) => cell.PadRight(width + 2))) + rows[node][3]);
            foreach (var delivery in nest.Deliveries) Line(depth + 1, $"{delivery.Value} {TextOf(delivery.Kind)} {delivery.Result}");
            foreach (var body in nest.Bodies)
            {
                Line(depth + 1, TextOf(body));
                foreach (var parameter in body.Parameters) Line(depth + 2, parameter.Name + TextOf(parameter));
                Write(body, depth + 2);
            }
        }
    }

    private void Write(ScheduledArena arena)
    {
        Line(1, $"{arena.Type.Symbol}: {Bytes(arena.Bytes)}, {(arena.IsOnStack ? "on the stack in source, from a pool in expression trees" : "from a pool")}");
        int[] widths = [arena.Slots.Max(s => s.Offset.ToString().Length), arena.Slots.Max(s => Bytes(s.Bytes).Length)];
        foreach (var slot in arena.Slots)
        {
            var uses = string.Join("; ", slot.Uses.GroupBy(u => u.Purpose).Select(g => string.Join(", ", g.Select(u => u.Buffer)) + TextOf(g.Key)));
            Line(2, $"at {slot.Offset.ToString().PadRight(widths[0])}  {Bytes(slot.Bytes).PadRight(widths[1])}  {uses}");
        }
    }

    private void Write(ScheduledThreads threads)
    {
        Line(0, $"threads: at most {Number(threads.Most)}");
        foreach (var loop in threads.Loops)
        {
            IEnumerable<string> gives = loop.HasTotals ? loop.Gives.Append("totals") : loop.Gives;
            var what = loop.Iterations is { } iterations ? $"loop of {iterations} iterations" : "loop";
            Line(1, $"{what}{(gives.Any() ? " for " + string.Join(", ", gives) : "")}: {TextOf(loop.Reason, threads.Most)}");
        }
    }

    private static string TextOf(ThreadReason reason, int most) => reason switch
    {
        ThreadReason.Independent => $"up to {Number(most)} runs at once, where there is enough work",
        ThreadReason.LittleWork => "one thread, little work",
        ThreadReason.OrderOfIterations => "one thread, iterations depend on those before",
        ThreadReason.OrderOfSums => "one thread, sums keep their order",
        ThreadReason.ManyBuffers => "one thread, iterations share many buffers",
        _ => throw new InvalidOperationException($"{reason} is no reason."),
    };

    private static string[] Cells(ScheduledNode node) => [node.Name == node.Text ? node.Name : $"{node.Name} = {node.Text}", StorageOf(node), BytesOf(node), TextOf(node.Reason)];

    private static string StorageOf(ScheduledNode node) => node switch
    {
        { Storage: NodeStorage.Buffer, Buffer: { Role: BufferRole.Workspace, Name: var name } } => "buffer " + name,
        { Storage: NodeStorage.Buffer, Buffer: { Role: var role, Name: var name } } => $"{(role == BufferRole.Output ? "output" : "input")} {name}",
        { Storage: NodeStorage.Variable } => "variable",
        { Storage: NodeStorage.Variables } => "variables",
        { Storage: NodeStorage.InPlace } => "in place",
        { Storage: NodeStorage.Inlined, Nests: [_] } => "inlined",
        { Storage: NodeStorage.Inlined } => "inlined in nests " + string.Join(", ", node.Nests.Select(Number)),
        _ => "",
    };

    private static string BytesOf(ScheduledNode node) => node.Buffer is { } buffer ? Bytes(buffer.Bytes) : "";

    private static string Bytes(Dim count) => count == Dim.One ? "1 byte" : $"{count} bytes";

    private static string HeadingOf(ScheduledNest nest) => nest.Kind switch
    {
        NestKind.Loop => nest.Axes.Rank == 0 ? "loop without bound" : $"loop of {nest.Axes[0]} iterations",
        NestKind.Branch => "branch",
        NestKind.Kernel => "library kernel",
        NestKind.Scatter => "scatter",
        _ when nest.Axes.Rank == 0 && nest.Lanes is null => "no loops",
        _ => "for " + string.Join(", ", nest.Axes.Select(a => a.ToString()).Concat(nest.Lanes is { } lanes ? [$"{lanes} lanes"] : [])) + (nest.Below is { } below ? $", where j <= i{(below == 0 ? "" : " - " + Number(-below))}" : ""),
    };

    private static string TextOf(ScheduledScope body) => body.Form switch
    {
        ScopeForm.Blocks when !body.Lanes!.IsConstant => $"all {body.Lanes} iterations, side by side",
        ScopeForm.Blocks => $"each block of {body.Lanes} iterations, side by side",
        ScopeForm.Iterations when body.Lanes is { } lanes => $"each iteration, {lanes} lanes of the loop around side by side",
        ScopeForm.Iterations => "each iteration, one after the other",
        ScopeForm.Checkpointed => "each iteration, between checkpoints",
        ScopeForm.Replay => "each iteration that is replayed from a checkpoint",
        ScopeForm.Then => "where the condition holds",
        ScopeForm.Else => "where the condition does not hold",
        _ => throw new InvalidOperationException($"{body.Form} is no body."),
    };

    private static string TextOf(ScheduledParameter parameter) => parameter.Kind switch
    {
        ParameterKind.Shared => " is " + parameter.Argument,
        ParameterKind.Row => " is the row of " + parameter.Argument,
        ParameterKind.GatheredRow => " is a row of " + parameter.Argument,
        ParameterKind.Carried => " is carried, at first " + parameter.Argument,
        _ => " is the number of the iteration",
    };

    private static string TextOf(DeliveryKind kind) => kind switch
    {
        DeliveryKind.Summed => "is added to",
        DeliveryKind.Reduced => "is combined into",
        DeliveryKind.Stacked => "is a row of",
        DeliveryKind.ScatterAdded => "is added to a row of",
        _ => "is",
    };

    private static string TextOf(MemoryPurpose purpose) => purpose switch
    {
        MemoryPurpose.Carried => " (carried from iteration to iteration)",
        MemoryPurpose.SumOfEachLane => " (the sum of each lane)",
        MemoryPurpose.Indices => " (indices of entries)",
        MemoryPurpose.CountedLanes => " (which lanes of the last block count)",
        MemoryPurpose.Snapshots => " (checkpoints)",
        MemoryPurpose.Cursor => " (the state of the checkpoints)",
        MemoryPurpose.SumOfEachChunk => " (the sum of each run on a thread)",
        MemoryPurpose.Passed => " (values that pass from one method to another)",
        _ => "",
    };

    private static string TextOf(ScheduleReason reason) => reason switch
    {
        ScheduleReason.Given => "it is given",
        ScheduleReason.Data => "it is data of the program",
        ScheduleReason.Output => "it is an output",
        ScheduleReason.Carried => "the loop carries it",
        ScheduleReason.LoopResult => "its loop or branch makes it",
        ScheduleReason.Kernel => "a library kernel makes it",
        ScheduleReason.KernelOperand => "a library kernel reads it",
        ScheduleReason.MatrixProduct => "the SIMD kernel makes it",
        ScheduleReason.Scatter => "values are added at computed indices",
        ScheduleReason.RowOfLanes => "the rows of the lanes are read more than once: transposed first",
        ScheduleReason.FewEntries => "few entries, each a value of its own",
        ScheduleReason.Number => "one number",
        ScheduleReason.View => "entries of an argument, read where they are",
        ScheduleReason.Movement => "it moves entries without computing",
        ScheduleReason.CheapMask => "a cheap mask",
        ScheduleReason.OneReader => "one reader",
        ScheduleReason.Cheap => "cheap, and few readers",
        ScheduleReason.TooDeep => "many nodes lie before the next buffer",
        ScheduleReason.ReductionOfLanes => "a reduction with lanes has a loop of its own",
        ScheduleReason.ReadAgain => "inlined, its entries would be computed again and again",
        ScheduleReason.ReadAnywhere => "it is read at an index from data",
        ScheduleReason.LoopForEachEntry => "inlined, each entry of its reader would have the loop",
        ScheduleReason.SeveralReaders => "several readers, and not cheap",
        _ => throw new InvalidOperationException($"{reason} is no reason."),
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void Line(int depth, string line) => text.Append(' ', 2 * depth).Append(line.TrimEnd()).Append('\n');
}
