namespace SymDiff.Frontends;

/// <summary>What an expression may leave open.</summary>
internal enum FrameKind
{
    /// <summary>a + ...</summary>
    Binary,

    /// <summary>-...</summary>
    Prefix,

    /// <summary>c ? ...</summary>
    Then,

    /// <summary>c ? a : ...</summary>
    Else,

    /// <summary>( ...</summary>
    Group,

    /// <summary>exp( ...</summary>
    Call,

    /// <summary>x[ ...</summary>
    Index,

    /// <summary>[ ... or new[] { ...</summary>
    List,
}

/// <summary>What is open: an operator with its left side, or a bracket with what it holds so far.</summary>
internal sealed class Frame(FrameKind kind, Token at)
{
    public FrameKind Kind => kind;

    public Token At => at;

    public bool IsBracket => kind >= FrameKind.Group;

    public bool IsPending => kind is FrameKind.Prefix or FrameKind.Then or FrameKind.Else || Operator is { AssociatesRight: true };

    public int Precedence { get; init; }

    public Infix? Operator { get; init; }

    public Func<Term, Term>? Apply { get; init; }

    public Term? Left { get; init; }

    public Term? Middle { get; init; }

    public string Close { get; init; } = "";

    public string? Name { get; init; }

    /// <summary>Whether what comes before the name is the first item: x.Sum(...).</summary>
    public bool IsMethod { get; init; }

    public List<(string? Name, Term Term)> Items { get; } = [];
}

/// <summary>The open frames, innermost last, and how deep they nest.</summary>
internal sealed class FrameStack
{
    /// <summary>How deep brackets, and operators that wait for what is on their right, may nest.</summary>
    public const int Deepest = 1000;

    private readonly Stack<Frame> frames = new();
    private int brackets;
    private int pending;
    private int indices;

    public int Count => frames.Count;

    public bool AreBracketsOpen => brackets > 0;

    /// <summary>Whether numbers are integers.</summary>
    public bool IsInIndex => indices > 0;

    public bool IsTooDeep => brackets > Deepest || pending > Deepest;

    public bool Any(FrameKind kind) => frames.Any(f => f.Kind == kind);

    public Frame Peek() => frames.Peek();

    public void Push(Frame frame)
    {
        frames.Push(frame);
        Change(frame, 1);
    }

    public Frame Pop()
    {
        var frame = frames.Pop();
        Change(frame, -1);
        return frame;
    }

    private void Change(Frame frame, int by)
    {
        if (frame.IsBracket) brackets += by;
        if (frame.IsPending) pending += by;
        if (frame.Kind == FrameKind.Index) indices += by;
    }
}
