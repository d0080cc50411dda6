namespace SymDiff.Codegen.Lowering;

/// <summary>Places in memory that buffers take one after the other: the first that is free and long enough, or a new one.</summary>
internal sealed class Slots
{
    private readonly List<Slot> all = [];
    private readonly Dictionary<Dim, OfLength> byLength = [];

    /// <summary>The places, in the order in which they were first taken.</summary>
    public IReadOnlyList<Slot> All => all;

    /// <summary>A place for a buffer; those with earlier lifetimes come first.</summary>
    public Slot Take(Dim length, (int First, int Last) lifetime)
    {
        var from = byLength.Values.Where(slots => slots.IsFree(lifetime.First) && slots.Length.IsAtLeast(length)).OrderBy(slots => slots.Next).FirstOrDefault();
        var number = from?.Next ?? all.Count;
        if (from is null) all.Add(new(length));
        if (from is null && !byLength.TryGetValue(length, out from)) byLength.Add(length, from = new(length));
        from.Take(number, until: lifetime.Last + 1);
        return all[number];
    }

    /// <summary>The places of one length.</summary>
    private sealed class OfLength(Dim length)
    {
        private readonly SortedSet<int> free = [];
        private readonly SortedSet<(int From, int Number)> taken = [];   // free from there on

        public Dim Length { get; } = length;

        public int Next => free.Min;

        public bool IsFree(int at)
        {
            while (taken.Count > 0 && taken.Min is var (from, number) && from <= at)
            {
                taken.Remove((from, number));
                free.Add(number);
            }

            return free.Count > 0;
        }

        public void Take(int number, int until)
        {
            free.Remove(number);
            taken.Add((until, number));
        }
    }
}

/// <summary>A place in memory.</summary>
internal sealed class Slot(Dim length)
{
    public Dim Length { get; } = length;

    public Dim Offset { get; set; } = Dim.Zero;
}
