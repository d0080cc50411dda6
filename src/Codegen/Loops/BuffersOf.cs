namespace SymDiff.Codegen.Loops;

/// <summary>The buffers that statements read or write.</summary>
internal sealed class BuffersOf : StatementWalker
{
    private readonly List<Buffer> found = [];
    private readonly HashSet<Buffer> seen = [];

    private BuffersOf()
    {
    }

    /// <summary>In order of first use, each once.</summary>
    public static IReadOnlyList<Buffer> Statement(params ReadOnlySpan<Statement> statements)
    {
        var walker = new BuffersOf();
        foreach (var statement in statements) statement.Accept(walker);
        return walker.found;
    }

    public override void Visit(Store statement)
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
        Add(statement.Buffer);
        base.Visit(statement);
    }

    public override void Visit(Copy statement)
    {
        Add(statement.From);
        Add(statement.To);
    }

    public override void Visit(Kernel statement)
    {
        foreach (var operand in statement.Operands)
            if (operand.Buffer is { } buffer) Add(buffer);
        base.Visit(statement);
    }

    protected override void Read(Expression expression)
    {
        if (expression is Load load) Add(load.Buffer);
    }

    private void Add(Buffer buffer)
    {
        if (seen.Add(buffer)) found.Add(buffer);
    }
}
