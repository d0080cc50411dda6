namespace SymDiff.Codegen.Lowering;

/// <summary>A place in the program: the whole, the body of a loop, or a side of a branch.</summary>
internal sealed class Region
{
    private Region(Region? parent, AxisTerm? axis, Term? owner)
    {
        (Parent, Axis, Owner) = (parent, axis, owner);
        Depth = parent is null ? 0 : parent.Depth + 1;
        LoopDepth = (parent?.LoopDepth ?? 0) + (axis is null ? 0 : 1);
        BranchDepth = (parent?.BranchDepth ?? 0) + (parent is not null && axis is null ? 1 : 0);
    }

    /// <summary>The region around it.</summary>
    public Region? Parent { get; }

    /// <summary>The axis of the loop whose body it is.</summary>
    public AxisTerm? Axis { get; }

    /// <summary>The term whose loop or branch it is.</summary>
    public Term? Owner { get; }

    public int Depth { get; }

    public int LoopDepth { get; }

    public int BranchDepth { get; }

    public bool IsBranch => Parent is not null && Axis is null;

    /// <summary>The terms computed here, by rising id once placement is done.</summary>
    public List<Term> Terms { get; } = [];

    public static Region Root() => new(null, null, null);

    public static Region Loop(Region parent, AxisTerm axis, Term owner) => new(parent, axis, owner);

    public static Region Branch(Region parent, Term owner) => new(parent, null, owner);

    /// <summary>The innermost region around both.</summary>
    public static Region Common(Region a, Region b)
    {
        while (!ReferenceEquals(a, b))
        {
            if (a.Depth >= b.Depth) a = a.Parent!;
            else b = b.Parent!;
        }

        return a;
    }
}
