namespace SymDiff.Codegen.Loops.Passes;

/// <summary>How often each variable is read.</summary>
internal sealed class ReadCount : StatementWalker
{
    private readonly Dictionary<Local, int> counts = [];

    private ReadCount()
    {
    }

    public static IReadOnlyDictionary<Local, int> In(IEnumerable<Statement> statements)
    {
        var walker = new ReadCount();
        foreach (var statement in statements) statement.Accept(walker);
        return walker.counts;
    }

    protected override void Read(Expression expression)
    {
        if (expression is Read read) counts[read.Local] = counts.TryGetValue(read.Local, out var count) ? count + 1 : 1;
    }
}
