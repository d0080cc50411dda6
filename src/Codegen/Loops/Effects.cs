using SymDiff.Codegen.Loops.Passes;

namespace SymDiff.Codegen.Loops;

/// <summary>What a statement does with buffers and variables of others.</summary>
internal sealed class Effects
{
    private Effects(Statement statement)
    {
        Uses = BufferUses.In(statement);
        Reads = [.. LocalsOf.Reads(statement)];
        Assigned = [.. statement is Declare declare ? [declare.Local] : LocalsOf.Assigned(statement)];
        IsPlain = Reordering.IsPlain(statement);
    }

    public BufferUses Uses { get; }

    /// <summary>The variables that it reads.</summary>
    public HashSet<Local> Reads { get; }

    /// <summary>The variables that it gives a value.</summary>
    public HashSet<Local> Assigned { get; }

    /// <summary>Whether it does nothing but compute and write.</summary>
    public bool IsPlain { get; private set; }

    public static Effects Of(Statement statement) => new(statement);

    /// <summary>What another statement does, this one does from now on too.</summary>
    public void Add(Effects other)
    {
        Uses.Add(other.Uses);
        Reads.UnionWith(other.Reads);
        Assigned.UnionWith(other.Assigned);
        IsPlain &= other.IsPlain;
    }
}
