using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>Leaves out what is written to scratch memory that nothing reads: its readers found the value in a variable. And variables that only it read.</summary>
internal sealed class DropDeadStores
{
    private readonly HashSet<Buffer> unread;
    private readonly HashSet<Local> used = [];   // by what was kept, from the end on
    private bool dropped;

    private DropDeadStores(HashSet<Buffer> unread) => this.unread = unread;

    /// <summary>The program without writes to those buffers that it does not read.</summary>
    public static LoopProgram Apply(LoopProgram program, IReadOnlyCollection<Buffer> scratch)
    {
        for (var body = program.Body; ;)   // what only those needed is not read any more
        {
            var pass = new DropDeadStores([.. scratch.Except(BufferUses.In([.. body]).BuffersRead)]);
            body = pass.Without(body);
            if (!pass.dropped) return program with { Body = body };
        }
    }

    // Backwards: a variable is used behind its declaration.
    private ImmutableArray<Statement> Without(ImmutableArray<Statement> body)
    {
        var kept = new Stack<Statement>();
        for (var i = body.Length - 1; i >= 0; i--)
            if (Without(body[i]) is { } statement) kept.Push(statement);
        return [.. kept];
    }

    private Statement? Without(Statement statement)
    {
        switch (statement)
        {
            case Store store when unread.Contains(store.Buffer):
            case Accumulate accumulate when unread.Contains(accumulate.Buffer):
            case Fill fill when unread.Contains(fill.Buffer):
            case Copy copy when unread.Contains(copy.To):
            case Declare declare when !used.Contains(declare.Local):
                dropped = true;
                return null;
            case For loop:
                var inner = Without(loop.Body);
                if (inner.IsEmpty) return null;
                Use(loop with { Body = [] });
                return loop with { Body = inner };
            case If choice:
                var (then, otherwise) = (Without(choice.Then), Without(choice.Else));
                if (then.IsEmpty && otherwise.IsEmpty) return null;
                Use(new If(choice.Condition, [], []));
                return choice with { Then = then, Else = otherwise };
            default:
                Use(statement);
                return statement;
        }
    }

    private void Use(Statement statement) => used.UnionWith(LocalsOf.Used([statement]));
}
