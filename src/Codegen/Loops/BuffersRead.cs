using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops;

/// <summary>The buffers of which statements read an entry, or that they give to a kernel.</summary>
internal sealed class BuffersRead : StatementWalker
{
    private readonly HashSet<Buffer> found = [];

    private BuffersRead()
    {
    }

    public static IReadOnlyCollection<Buffer> By(ImmutableArray<Statement> statements)
    {
        var walker = new BuffersRead();
        foreach (var statement in statements) statement.Accept(walker);
        return walker.found;
    }

    public override void Visit(Copy statement) => found.Add(statement.From);

    public override void Visit(Kernel statement)
    {
        foreach (var operand in statement.Operands)
            if (operand.Buffer is { } buffer) found.Add(buffer);
        base.Visit(statement);
    }

    public override void Visit(RunChunks statement)
    {
        found.UnionWith(statement.Memory.Select(m => m.Buffer));
        base.Visit(statement);
    }

    public override void Visit(View statement)
    {
        found.Add(statement.Of);
        base.Visit(statement);
    }

    protected override void Read(Expression expression)
    {
        if (expression is Load load) found.Add(load.Buffer);
        if (expression is VectorLoad vector) found.Add(vector.Buffer);
    }
}
