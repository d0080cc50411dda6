using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>Leaves out what is written to scratch memory that nothing reads: its readers found the value in a variable.</summary>
internal static class DropDeadStores
{
    /// <summary>The program without writes to those buffers that it does not read.</summary>
    public static LoopProgram Apply(LoopProgram program, IEnumerable<Buffer> scratch)
    {
        var all = scratch.ToHashSet();
        var body = program.Body;
        for (var dropped = 0; all.Except(BuffersRead.By(body)).ToHashSet() is var unread && unread.Count > dropped; dropped = unread.Count)
            body = Without(body, unread);   // what only they needed is not read any more

        return program with { Body = body };
    }

    private static ImmutableArray<Statement> Without(ImmutableArray<Statement> body, HashSet<Buffer> unread) => [.. body.SelectMany(s => Without(s, unread))];

    private static IEnumerable<Statement> Without(Statement statement, HashSet<Buffer> unread) => statement switch
    {
        Store store when unread.Contains(store.Buffer) => [],
        Accumulate accumulate when unread.Contains(accumulate.Buffer) => [],
        Fill fill when unread.Contains(fill.Buffer) => [],
        Copy copy when unread.Contains(copy.To) => [],
        For loop => Without(loop.Body, unread) is { IsEmpty: false } body ? [loop with { Body = body }] : [],
        If choice => Without(choice.Then, unread) is var then && Without(choice.Else, unread) is var otherwise && then.IsEmpty && otherwise.IsEmpty ? [] : [choice with { Then = then, Else = otherwise }],
        _ => [statement],
    };
}
