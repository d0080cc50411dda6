namespace SymDiff.Codegen.Loops;

/// <summary>The buffers that statements read or write.</summary>
internal sealed class BuffersOf : StatementWalker
{
    private readonly List<Buffer> found = [];
    private readonly HashSet<Buffer> seen = [];

    private readonly bool onlyEntries;

    private BuffersOf(bool onlyEntries) => this.onlyEntries = onlyEntries;

    /// <summary>In order of first use, each once; views are left out.</summary>
    public static IReadOnlyList<Buffer> Statement(params ReadOnlySpan<Statement> statements)
    {
        var walker = new BuffersOf(onlyEntries: false);
        foreach (var statement in statements) statement.Accept(walker);
        return walker.found;
    }

    /// <summary>Those that are read or written entry by entry, but not in parts that are called.</summary>
    public static IReadOnlyList<Buffer> Entries(params ReadOnlySpan<Statement> statements)
    {
        var walker = new BuffersOf(onlyEntries: true);
        foreach (var statement in statements) statement.Accept(walker);
        return walker.found;
    }

    public override void Visit(Store statement)
    {
        Add(statement.Buffer);
        base.Visit(statement);
    }

    public override void Visit(StoreRows statement)
    {
        Add(statement.Buffer);
        base.Visit(statement);
    }

    public override void Visit(Accumulate statement)
    {
        Add(statement.Buffer);
        base.Visit(statement);
    }

    public override void Visit(Fill statement)
    {
        if (!onlyEntries) Add(statement.Buffer);
        base.Visit(statement);
    }

    public override void Visit(Copy statement)
    {
        if (onlyEntries) return;
        Add(statement.From);
        Add(statement.To);
    }

    public override void Visit(Kernel statement)
    {
        foreach (var operand in statement.Operands)
            if (operand.Buffer is { } buffer && !onlyEntries) Add(buffer);
        base.Visit(statement);
    }

    public override void Visit(RunPart statement)
    {
        if (!onlyEntries) base.Visit(statement);
    }

    public override void Visit(RunChunks statement)
    {
        foreach (var buffer in statement.Memory.SelectMany(m => new[] { m.Buffer, m.Partials }).OfType<Buffer>().Where(_ => !onlyEntries)) Add(buffer);
        base.Visit(statement);
    }

    public override void Visit(View statement)
    {
        Add(statement.Of);
        seen.Add(statement.Buffer);
        base.Visit(statement);
    }

    protected override void Read(Expression expression)
    {
        if (expression is Load load) Add(load.Buffer);
        if (expression is VectorLoad vector) Add(vector.Buffer);
    }

    private void Add(Buffer buffer)
    {
        if (seen.Add(buffer)) found.Add(buffer);
    }
}
