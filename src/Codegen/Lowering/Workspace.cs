using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using Buffer = SymDiff.Codegen.Loops.Buffer;

namespace SymDiff.Codegen.Lowering;

/// <summary>Lays buffers out in one arena for each type; two whose lifetimes do not meet share memory.</summary>
internal static class Workspace
{
    private const int LineEntries = 16;   // as many entries of four bytes as a cache line has

    public static LoopProgram Allocate(LoopProgram program, IEnumerable<Buffer> buffers)
    {
        var lifetimes = Lifetimes.Of(program.Body);
        var sizes = program.AllSizes.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var arenas = buffers.Where(lifetimes.ContainsKey).GroupBy(b => b.Type).OrderBy(g => g.Key).Select(g => LayOut(g.Key, [.. g.OrderBy(b => lifetimes[b].First)], lifetimes, sizes));
        return program with { Arenas = [.. arenas] };
    }

    private static Arena LayOut(ScalarType type, List<Buffer> buffers, Dictionary<Buffer, (int First, int Last)> lifetimes, Dictionary<string, Local> sizes)
    {
        var slots = new Slots();
        var taken = buffers.ConvertAll(buffer => (Buffer: buffer, Slot: slots.Take(buffer.Length, lifetimes[buffer])));

        // Blocks of lanes first, so that each begins where a cache line does.
        var length = Dim.Zero;
        foreach (var slot in slots.All.OrderBy(s => s.Length.IsMultipleOf(LineEntries) ? 0 : 1))
        {
            slot.Offset = length;
            length += slot.Length;
        }

        return new(type, Length(length, sizes), [.. taken.Select(t => (t.Buffer, t.Slot.Offset))])
        {
            Whole = new("work", type, length, BufferRole.Workspace),
        };
    }

    private static Expression Length(Dim length, Dictionary<string, Local> sizes) => Lengths.Expression(length, name => sizes[name]);
}
