namespace SymDiff.Codegen.Loops;

/// <summary>What is done with the entries of a buffer.</summary>
[Flags]
internal enum BufferUse
{
    None = 0,

    /// <summary>They are read.</summary>
    Read = 1,

    /// <summary>They are written one by one.</summary>
    Store = 2,

    /// <summary>They are added to.</summary>
    Add = 4,

    /// <summary>They are written all at once, or given to a kernel.</summary>
    Whole = 8,
}

/// <summary>What statements do with each buffer, and in how many places.</summary>
internal sealed class BufferUses : StatementWalker
{
    private readonly Dictionary<Buffer, (BufferUse Use, int Places)> found = [];
    private readonly List<Buffer> order = [];

    private BufferUses()
    {
    }

    /// <summary>The buffers in order of first use.</summary>
    public IReadOnlyList<Buffer> Buffers => order;

    /// <summary>The uses within statements.</summary>
    public static BufferUses In(params ReadOnlySpan<Statement> statements)
    {
        var uses = new BufferUses();
        foreach (var statement in statements) statement.Accept(uses);
        return uses;
    }

    /// <summary>What is done with a buffer.</summary>
    public BufferUse Of(Buffer buffer) => found.TryGetValue(buffer, out var known) ? known.Use : BufferUse.None;

    /// <summary>In how many places that is.</summary>
    public int Places(Buffer buffer) => found.TryGetValue(buffer, out var known) ? known.Places : 0;

    public override void Visit(Store statement)
    {
        Add(statement.Buffer, BufferUse.Store);
        base.Visit(statement);
    }

    public override void Visit(StoreRows statement)
    {
        Add(statement.Buffer, BufferUse.Store);
        base.Visit(statement);
    }

    public override void Visit(Accumulate statement)
    {
        Add(statement.Buffer, BufferUse.Add);
        base.Visit(statement);
    }

    public override void Visit(Fill statement)
    {
        Add(statement.Buffer, BufferUse.Whole);
        base.Visit(statement);
    }

    public override void Visit(Copy statement)
    {
        Add(statement.From, BufferUse.Read);
        Add(statement.To, BufferUse.Whole);
    }

    public override void Visit(Kernel statement)
    {
        foreach (var operand in statement.Operands)
            if (operand.Buffer is { } buffer) Add(buffer, buffer.Role is BufferRole.Input or BufferRole.Constant ? BufferUse.Read : BufferUse.Whole);
        base.Visit(statement);
    }

    public override void Visit(RunChunks statement)
    {
        foreach (var memory in statement.Memory) Add(memory.Buffer, BufferUse.Whole);
        base.Visit(statement);
    }

    protected override void Read(Expression expression)
    {
        if (expression is Load load) Add(load.Buffer, BufferUse.Read);
    }

    private void Add(Buffer buffer, BufferUse use)
    {
        if (!found.TryGetValue(buffer, out var known)) order.Add(buffer);
        found[buffer] = (known.Use | use, known.Places + 1);
    }
}
