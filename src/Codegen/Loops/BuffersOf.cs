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

    public override void Visit(RunPart statement)
    {
        if (!onlyEntries) base.Visit(statement);
    }

    public override void Visit(View statement)
    {
        seen.Add(statement.Buffer);
        base.Visit(statement);
    }

    protected override void Touch(Buffer buffer, BufferUse use, Expression? offset)
    {
        if ((!onlyEntries || offset is not null) && seen.Add(buffer)) found.Add(buffer);
    }
}
