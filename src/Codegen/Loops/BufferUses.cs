namespace SymDiff.Codegen.Loops;

/// <summary>What statements do with each buffer, and in how many places.</summary>
internal sealed class BufferUses : StatementWalker
{
    private const BufferUse Writing = BufferUse.Store | BufferUse.Add | BufferUse.Whole;

    private readonly Dictionary<Buffer, Uses> found = [];
    private readonly List<Buffer> order = [];

    private BufferUses()
    {
    }

    /// <summary>The buffers in order of first use.</summary>
    public IReadOnlyList<Buffer> Buffers => order;

    /// <summary>The buffers of which entries are read; what is only added to is not.</summary>
    public IEnumerable<Buffer> BuffersRead => order.Where(b => (Of(b) & BufferUse.Read) != BufferUse.None);

    /// <summary>The uses within statements.</summary>
    public static BufferUses In(params ReadOnlySpan<Statement> statements)
    {
        var uses = new BufferUses();
        foreach (var statement in statements) statement.Accept(uses);
        return uses;
    }

    /// <summary>What is done with a buffer.</summary>
    public BufferUse Of(Buffer buffer) => found.TryGetValue(buffer, out var uses) ? uses.All : BufferUse.None;

    /// <summary>In how many places that is.</summary>
    public int Places(Buffer buffer) => OffsetsOf(buffer).Count;

    /// <summary>Whether an entry of a buffer gets another value.</summary>
    public bool Writes(Buffer buffer) => (Of(buffer) & Writing) != BufferUse.None;

    /// <summary>The offsets at which the result depends on what was in a buffer; null for any.</summary>
    public IReadOnlyList<Expression?> ReadsOf(Buffer buffer) => found.TryGetValue(buffer, out var uses) ? uses.Reads : [];

    /// <summary>The offsets at which it is touched; null for all of it.</summary>
    public IReadOnlyList<Expression?> OffsetsOf(Buffer buffer) => found.TryGetValue(buffer, out var uses) ? uses.Offsets : [];

    /// <summary>Adds the uses within others.</summary>
    public void Add(BufferUses other)
    {
        foreach (var buffer in other.order)
        {
            var (uses, more) = (UsesOf(buffer), other.found[buffer]);
            uses.All |= more.All;
            uses.Offsets.AddRange(more.Offsets);
            uses.Reads.AddRange(more.Reads);
        }
    }

    protected override void Touch(Buffer buffer, BufferUse use, Expression? offset)
    {
        var uses = UsesOf(buffer);
        uses.All |= use;
        uses.Offsets.Add(offset);
        if ((use & (BufferUse.Read | BufferUse.Add)) != BufferUse.None) uses.Reads.Add(use == BufferUse.Read ? offset : null);
    }

    private Uses UsesOf(Buffer buffer)
    {
        if (!found.TryGetValue(buffer, out var uses))
        {
            order.Add(buffer);
            found.Add(buffer, uses = new());
        }

        return uses;
    }

    private sealed class Uses
    {
        public BufferUse All { get; set; }

        public List<Expression?> Offsets { get; } = [];

        public List<Expression?> Reads { get; } = [];
    }
}
