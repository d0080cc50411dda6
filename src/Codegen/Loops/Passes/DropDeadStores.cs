using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>Leaves out what is written to scratch memory that nothing reads: its readers found the value in a variable. And variables that only it read.</summary>
internal sealed class DropDeadStores
{
    private readonly HashSet<Buffer> unread;
    private readonly HashSet<Local> read;
    private bool dropped;

    private DropDeadStores(HashSet<Buffer> unread, ImmutableArray<Statement> body)
    {
        this.unread = unread;
        read = [.. LocalsOf.Used(body)];
    }

    /// <summary>The program without writes to those buffers that it does not read.</summary>
    public static LoopProgram Apply(LoopProgram program, IReadOnlyCollection<Buffer> scratch)
    {
        for (var body = program.Body; ;)   // what only those needed is not read any more
        {
            var pass = new DropDeadStores([.. scratch.Except(BufferUses.In([.. body]).BuffersRead)], body);
            body = pass.Without(body);
            if (!pass.dropped) return program with { Body = body };
        }
    }

    private ImmutableArray<Statement> Without(ImmutableArray<Statement> body) => [.. body.SelectMany(Without)];

    private IEnumerable<Statement> Without(Statement statement) => statement switch
    {
        Store store when unread.Contains(store.Buffer) => Dropped(),
        Accumulate accumulate when unread.Contains(accumulate.Buffer) => Dropped(),
        Fill fill when unread.Contains(fill.Buffer) => Dropped(),
        Copy copy when unread.Contains(copy.To) => Dropped(),
        Declare declare when !read.Contains(declare.Local) => Dropped(),
        For loop => Without(loop.Body) is { IsEmpty: false } inner ? [loop with { Body = inner }] : [],
        If choice => Without(choice.Then) is var then && Without(choice.Else) is var otherwise && then.IsEmpty && otherwise.IsEmpty ? [] : [choice with { Then = then, Else = otherwise }],
        _ => [statement],
    };

    private Statement[] Dropped()
    {
        dropped = true;
        return [];
    }
}
