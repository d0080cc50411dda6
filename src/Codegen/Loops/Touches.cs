using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops;

/// <summary>What statements do with buffers.</summary>
internal sealed class Touches : StatementWalker
{
    private readonly Dictionary<Buffer, int> counts = [];
    private readonly HashSet<Buffer> written = [];
    private readonly List<(Buffer Buffer, Expression? Offset)> reads = [];

    public static Dictionary<Buffer, int> Count(ImmutableArray<Statement> statements) => Of(statements).counts;

    public static bool Writes(Statement statement, Buffer buffer) => Of([statement]).written.Contains(buffer);

    /// <summary>The places at which a buffer is read; null for all of it.</summary>
    public static IEnumerable<Expression?> Reads(Statement statement, Buffer buffer) => Of([statement]).reads.Where(r => ReferenceEquals(r.Buffer, buffer)).Select(r => r.Offset);

    public override void Visit(Store statement)
    {
        Write(statement.Buffer);
        base.Visit(statement);
    }

    public override void Visit(StoreRows statement)
    {
        Write(statement.Buffer);
        base.Visit(statement);
    }

    public override void Visit(Accumulate statement)
    {
        Write(statement.Buffer);
        reads.Add((statement.Buffer, null));
        base.Visit(statement);
    }

    public override void Visit(Fill statement)
    {
        Write(statement.Buffer);
        base.Visit(statement);
    }

    public override void Visit(Copy statement)
    {
        Write(statement.To);
        Read(statement.From, null);
    }

    public override void Visit(Kernel statement)
    {
        foreach (var operand in statement.Operands)
        {
            if (operand.Buffer is not { } buffer) continue;
            Write(buffer);
            Read(buffer, null);
        }

        base.Visit(statement);
    }

    protected override void Read(Expression expression)
    {
        if (expression is Load load) Read(load.Buffer, load.Offset);
    }

    private static Touches Of(ImmutableArray<Statement> statements)
    {
        var touches = new Touches();
        foreach (var statement in statements) statement.Accept(touches);
        return touches;
    }

    private void Write(Buffer buffer)
    {
        written.Add(buffer);
        counts[buffer] = counts.GetValueOrDefault(buffer) + 1;
    }

    private void Read(Buffer buffer, Expression? offset)
    {
        reads.Add((buffer, offset));
        counts[buffer] = counts.GetValueOrDefault(buffer) + 1;
    }
}
