namespace SymDiff.Codegen.Loops.Passes;

/// <summary>Which statements before a loop may as well run behind it: neither sees what the other does, and nothing ends or fails in between.</summary>
/// <param name="loop">What the loop does.</param>
internal sealed class Reordering(Effects loop)
{
    private readonly HashSet<Local> reads = [.. loop.Reads];

    /// <param name="loop">The loop.</param>
    public Reordering(For loop)
        : this(Effects.Of(loop))
    {
    }

    /// <summary>Whether the loop reads a variable, or what is computed with it needs one.</summary>
    public bool Needs(Local local) => reads.Contains(local);

    /// <summary>The declaration goes with the loop.</summary>
    public void Take(Declare declare) => reads.UnionWith(LocalsOf.Reads(declare));

    /// <summary>Whether a statement may run behind the loop.</summary>
    public bool CanRunAfter(Statement statement) => CanRunAfter(Effects.Of(statement));

    /// <summary>Whether a statement that does this may run behind the loop.</summary>
    public bool CanRunAfter(Effects statement) => statement.IsPlain && !SharesBuffers(statement.Uses) && !SharesLocals(statement);

    /// <summary>Whether either gives a variable a value that the other reads or gives one.</summary>
    public bool SharesLocals(Effects statement) => Meet(statement.Assigned, reads) || Meet(statement.Reads, loop.Assigned);

    /// <summary>Whether a statement does nothing but compute and write, within loops and choices too.</summary>
    public static bool IsPlain(Statement statement) => statement switch
    {
        Declare or Assign or Store or Accumulate or Fill or Copy => true,
        For loop => loop.Body.All(IsPlain),
        If choice => choice.Then.All(IsPlain) && choice.Else.All(IsPlain),
        _ => false,
    };

    private bool SharesBuffers(BufferUses others)
    {
        var (few, many) = loop.Uses.Buffers.Count < others.Buffers.Count ? (loop.Uses, others) : (others, loop.Uses);
        return few.Buffers.Any(b => many.Places(b) > 0 && (few.Writes(b) || many.Writes(b)));
    }

    private static bool Meet(HashSet<Local> a, HashSet<Local> b) => a.Count < b.Count ? a.Any(b.Contains) : b.Any(a.Contains);
}
