using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>Leaves out what is written to scratch memory that nothing reads: its readers found the value in a variable. And variables that only it read.</summary>
internal sealed class DropDeadStores
{
    private readonly HashSet<Buffer> unread;
    private readonly HashSet<Local> read;

    private DropDeadStores(HashSet<Buffer> unread, ImmutableArray<Statement> body)
    {
        this.unread = unread;
        read = [.. LocalsOf.Used(body)];
    }

    /// <summary>The program without writes to those buffers that it does not read.</summary>
    public static LoopProgram Apply(LoopProgram program, IReadOnlyCollection<Buffer> scratch)
    {
        var body = program.Body;
        for (var dropped = 0; scratch.Except(BuffersRead.By(body)).ToHashSet() is var unread && unread.Count > dropped; dropped = unread.Count)
        {
            for (var length = -1; length != body.Sum(OperationCount.Of);)   // what only they needed is not read any more
            {
                length = body.Sum(OperationCount.Of);
                body = new DropDeadStores(unread, body).Without(body);
            }
        }

        return program with { Body = body };
    }

    private ImmutableArray<Statement> Without(ImmutableArray<Statement> body) => [.. body.SelectMany(Without)];

    private IEnumerable<Statement> Without(Statement statement) => statement switch
    {
        Store store when unread.Contains(store.Buffer) => [],
        Accumulate accumulate when unread.Contains(accumulate.Buffer) => [],
        Fill fill when unread.Contains(fill.Buffer) => [],
        Copy copy when unread.Contains(copy.To) => [],
        Declare declare when !read.Contains(declare.Local) => [],
        For loop => Without(loop.Body) is { IsEmpty: false } inner ? [loop with { Body = inner }] : [],
        If choice => Without(choice.Then) is var then && Without(choice.Else) is var otherwise && then.IsEmpty && otherwise.IsEmpty ? [] : [choice with { Then = then, Else = otherwise }],
        _ => [statement],
    };
}
