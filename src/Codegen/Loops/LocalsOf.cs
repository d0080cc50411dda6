namespace SymDiff.Codegen.Loops;

/// <summary>The variables that a statement reads or assigns without declaring them.</summary>
internal sealed class LocalsOf : StatementWalker
{
    private readonly List<Local> found = [];
    private readonly HashSet<Local> seen = [];
    private readonly HashSet<Local> assigned = [];
    private bool includesInner;

    private LocalsOf()
    {
    }

    /// <summary>The variables that statements read or give a new value, those declared inside too.</summary>
    public static IReadOnlyCollection<Local> Used(IEnumerable<Statement> statements)
    {
        var walker = new LocalsOf { includesInner = true };
        foreach (var statement in statements) statement.Accept(walker);
        return walker.found;
    }

    /// <summary>The variables that a loop declares, its index too.</summary>
    public static HashSet<Local> Inside(For loop) => [.. Used(loop.Body).Except(Reads(loop)), loop.Index];

    /// <summary>The variables that a statement gives a new value, those declared inside too.</summary>
    public static IEnumerable<Local> Assigned(Statement statement)
    {
        var walker = new LocalsOf();
        statement.Accept(walker);
        return walker.assigned;
    }

    /// <summary>In order of first use, each once; those declared inside are left out.</summary>
    public static IReadOnlyList<Local> Reads(Statement statement)
    {
        var walker = new LocalsOf();
        statement.Accept(walker);
        return walker.found;
    }

    public override void Visit(Declare statement)
    {
        base.Visit(statement);
        if (!includesInner) seen.Add(statement.Local);
    }

    public override void Visit(Assign statement)
    {
        assigned.Add(statement.Local);
        Add(statement.Local);
        base.Visit(statement);
    }

    public override void Visit(For statement)
    {
        if (!includesInner) seen.Add(statement.Index);
        base.Visit(statement);
    }

    // A part's variables are its own.
    public override void Visit(RunPart statement)
    {
        foreach (var argument in statement.Arguments) Enter(argument);
        if (!includesInner) seen.UnionWith(statement.Part.Locals);
        foreach (var inner in statement.Part.Body) inner.Accept(this);
    }

    protected override void Read(Expression expression)
    {
        if (expression is Loops.Read read) Add(read.Local);
    }

    private void Add(Local local)
    {
        if (seen.Add(local)) found.Add(local);
    }
}
