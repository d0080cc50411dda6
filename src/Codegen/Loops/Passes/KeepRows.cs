using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>Scratch memory that one loop alone uses, each of its iterations a row of its own, needs one row, which stays near.</summary>
internal sealed class KeepRows
{
    private const int NearEntries = 256;   // rows of no more are near anyway

    private readonly BufferUses all;
    private readonly IndexRanges ranges;
    private readonly Dictionary<Buffer, Buffer> rows = [];

    private KeepRows(LoopProgram program) => (all, ranges) = (BufferUses.In([.. program.Body]), IndexRanges.In(program));

    /// <summary>The program, and the row in place of each buffer that has become one.</summary>
    public static (LoopProgram Program, IReadOnlyDictionary<Buffer, Buffer> Rows) Apply(LoopProgram program)
    {
        var pass = new KeepRows(program);
        return (program with { Body = [.. program.Body.Select(pass.Shrunk)] }, pass.rows);
    }

    private Statement Shrunk(Statement statement) => statement switch
    {
        For { IsParallel: true, Step: 1 } loop when loop.Body.Any(s => s is For) => Shrunk(loop),
        For loop => loop with { Body = [.. loop.Body.Select(Shrunk)] },
        If choice => choice with { Then = [.. choice.Then.Select(Shrunk)], Else = [.. choice.Else.Select(Shrunk)] },
        _ => statement,
    };

    private For Shrunk(For loop)
    {
        var uses = BufferUses.In(loop);
        var found = new Dictionary<Buffer, Buffer>();
        foreach (var buffer in uses.Buffers.Where(b => b.Role == BufferRole.Workspace && uses.Places(b) == all.Places(b)))
        {
            if (ranges.RowOf(loop, uses.OffsetsOf(buffer)) is not { } length || (length.IsConstant && length.Value <= NearEntries)) continue;
            found[buffer] = rows[buffer] = new(buffer.Name, buffer.Type, length, BufferRole.Workspace);
        }

        if (found.Count > 0) loop = loop with { Body = new InRows(ranges, loop, found).All(loop.Body), IsParallel = false, IsIndependent = true };
        return loop with { Body = [.. loop.Body.Select(Shrunk)] };
    }

    /// <summary>A loop's body with rows in place of buffers.</summary>
    private sealed class InRows(IndexRanges ranges, For loop, Dictionary<Buffer, Buffer> rows) : Rewriter
    {
        public override void Visit(Store statement)
        {
            if (rows.TryGetValue(statement.Buffer, out var row)) Add(new Store(row, ranges.WithinRow(loop, statement.Offset), statement.Value.Accept(this)));
            else base.Visit(statement);
        }

        public override void Visit(Accumulate statement)
        {
            if (rows.TryGetValue(statement.Buffer, out var row)) Add(new Accumulate(row, ranges.WithinRow(loop, statement.Offset), statement.Value.Accept(this)));
            else base.Visit(statement);
        }

        public override Expression Visit(Load expression) =>
            rows.TryGetValue(expression.Buffer, out var row) ? expression with { Buffer = row, Offset = ranges.WithinRow(loop, expression.Offset) } : base.Visit(expression);
    }
}
