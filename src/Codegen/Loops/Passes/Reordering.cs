namespace SymDiff.Codegen.Loops.Passes;

/// <summary>Which statements before a loop may as well run behind it: neither sees what the other does, and nothing ends or fails in between.</summary>
internal sealed class Reordering
{
    private readonly BufferUses uses;
    private readonly HashSet<Local> reads;
    private readonly HashSet<Local> assigned;

    /// <param name="loop">The loop.</param>
    public Reordering(For loop) => (uses, reads, assigned) = (BufferUses.In(loop), [.. LocalsOf.Reads(loop)], [.. LocalsOf.Assigned(loop)]);

    /// <summary>What the loop does with buffers.</summary>
    public BufferUses Uses => uses;

    /// <summary>Whether the loop reads a variable, or what is computed with it needs one.</summary>
    public bool Needs(Local local) => reads.Contains(local);

    /// <summary>The declaration goes with the loop.</summary>
    public void Take(Declare declare) => reads.UnionWith(LocalsOf.Reads(declare));

    /// <summary>Whether a statement may run behind the loop.</summary>
    public bool CanRunAfter(Statement statement) => IsPlain(statement) && !SharesBuffers(BufferUses.In(statement)) && !SharesLocals(statement);

    /// <summary>Whether either gives a variable a value that the other reads or gives one.</summary>
    public bool SharesLocals(Statement statement)
    {
        var given = statement is Declare declare ? [declare.Local] : LocalsOf.Assigned(statement);
        return given.Any(reads.Contains) || LocalsOf.Reads(statement).Any(assigned.Contains);
    }

    /// <summary>Whether a statement does nothing but compute and write, within loops and choices too.</summary>
    public static bool IsPlain(Statement statement) => statement switch
    {
        Declare or Assign or Store or Accumulate or Fill or Copy => true,
        For loop => loop.Body.All(IsPlain),
        If choice => choice.Then.All(IsPlain) && choice.Else.All(IsPlain),
        _ => false,
    };

    private bool SharesBuffers(BufferUses others) => others.Buffers.Any(b => uses.Places(b) > 0 && (others.Writes(b) || uses.Writes(b)));
}
