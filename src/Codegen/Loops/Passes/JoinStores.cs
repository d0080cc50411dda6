using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Joins writes of vectors whose lanes lie at the same distance, to entries beside each other: of each lane several entries are then written at once. What
/// has no neighbour is written lane by lane.
/// </summary>
internal sealed class JoinStores
{
    private const int Widest = 8;   // vectors that are written at once

    private readonly List<Statement> code;
    private readonly ImmutableArray<Statement>[] written;   // in place of each statement
    private readonly List<Group> open = [];

    private JoinStores(List<Statement> code) => (this.code, written) = (code, [.. code.Select(s => (ImmutableArray<Statement>)[s])]);

    /// <summary>A block in which each write of rows is of one vector, a variable or a number, with such writes joined.</summary>
    public static List<Statement> Of(List<Statement> block) => block.Exists(s => s is StoreRows) ? new JoinStores(block).Run() : block;

    private List<Statement> Run()
    {
        for (var at = 0; at < code.Count; at++)
        {
            if (code[at] is StoreRows { Vectors.Length: 1 } store) Add(store, at);
            else CloseBefore(code[at]);
        }

        foreach (var group in open) Write(group);
        return [.. written.SelectMany(w => w)];
    }

    private void Add(StoreRows store, int at)
    {
        var offset = IndexSum.Of(store.Offset);
        var (start, number) = (offset.Plus(-offset.Number), offset.Number);
        if (open.Find(g => g.Takes(store, start, number)) is not { } group)
        {
            Close(g => ReferenceEquals(g.Buffer, store.Buffer));   // the entries may be the same
            open.Add(group = new(store, start));
        }

        group.Add(number, at, store);
    }

    // What touches the buffer, or changes what is written or where.
    private void CloseBefore(Statement statement)
    {
        if (open.Count == 0) return;
        var buffers = BuffersOf.Statement(statement);
        var assigned = LocalsOf.Assigned(statement).ToList();
        Close(g => statement is While || buffers.Contains(g.Buffer) || assigned.Exists(g.Reads));
    }

    private void Close(Predicate<Group> which)
    {
        foreach (var group in open.FindAll(which)) Write(group);
        open.RemoveAll(which);
    }

    private void Write(Group group)
    {
        var members = group.Members.OrderBy(m => m.Number).ToList();
        for (var i = 0; i < members.Count;)
        {
            var neighbours = members.Skip(i).Take(Widest).TakeWhile((m, k) => m.Number == members[i].Number + k).Count();
            var (first, count) = (members[i].Store, WidthOf(members[i].Store.Vectors[0].Type, neighbours));
            var piece = members.GetRange(i, count);
            foreach (var (_, at, _) in piece) written[at] = [];
            written[piece.Max(m => m.At)] = count > 1 ? [first with { Vectors = [.. piece.Select(m => m.Store.Vectors[0])] }] : [.. LaneByLane(first)];
            i += count;
        }
    }

    // How many vectors are written at once, of so many that lie side by side.
    private static int WidthOf(ScalarType type, int neighbours)
    {
        ReadOnlySpan<int> widths = type switch { ScalarType.Float64x8 => [Widest, 4, 2], ScalarType.Float64x4 => [4, 2], _ => [4] };
        foreach (var width in widths)
            if (width <= neighbours) return width;
        return 1;
    }

    private static IEnumerable<Statement> LaneByLane(StoreRows store)
    {
        var vector = store.Vectors[0];
        for (var k = 0; k < vector.Type.LaneCount; k++)
            yield return new Store(store.Buffer, IndexArithmetic.Plus(store.Offset, IndexArithmetic.Number(k * store.Stride)), vector is Splat splat ? splat.Operand : new Lane(vector, k));
    }

    /// <summary>Writes to a buffer that differ in a number alone, by less than the distance of lanes.</summary>
    private sealed class Group(StoreRows first, IndexSum start)
    {
        private readonly HashSet<long> numbers = [];
        private readonly HashSet<Local> read = [];
        private long least = long.MaxValue;
        private long greatest = long.MinValue;

        public Buffer Buffer => first.Buffer;

        public List<(long Number, int At, StoreRows Store)> Members { get; } = [];

        public void Add(long number, int at, StoreRows store)
        {
            Members.Add((number, at, store));
            numbers.Add(number);
            read.UnionWith(LocalsOf.Reads(store));
            (least, greatest) = (Math.Min(least, number), Math.Max(greatest, number));
        }

        public bool Takes(StoreRows store, IndexSum from, long number) =>
            ReferenceEquals(store.Buffer, Buffer) && store.Stride == first.Stride && from.IsSame(start)
            && !numbers.Contains(number) && Math.Max(number, greatest) - Math.Min(number, least) < Math.Abs(store.Stride);

        public bool Reads(Local local) => read.Contains(local);
    }
}
