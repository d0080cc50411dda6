using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting;

/// <summary>A rule whose left side is a pattern: an ordinary node with wildcards in it.</summary>
internal sealed class PatternRule : Rule
{
    private readonly Template? right;
    private readonly Func<Match, Node?>? compute;     // the right side where it is no template
    private readonly Func<Match, bool>? when;
    private readonly ImmutableArray<Term> variants;   // the left side with the operands of commutative ops in every order
    private readonly ImmutableArray<Node> slots;      // the nodes of the left side; a match binds each to a node
    private readonly int number;                      // the slot of the first wildcard that stands for numbers: literals take its dtype

    public PatternRule(string name, RuleClass ruleClass, Node left, Node? right, Func<Match, Node?>? compute, Func<Match, bool>? when, Accepts accepts, bool inOrder, bool mayGrow)
        : base(name, ruleClass, mayGrow)
    {
        (Left, this.compute, this.when, Accepts) = (left, compute, when, accepts);
        slots = [.. Traversal.PostOrder([left])];
        this.right = right is null ? null : new(right, slots);
        variants = Term.Variants(left, slots, byBits: ruleClass == RuleClass.Exact, inOrder);
        number = slots.ToList().FindIndex(s => s.Op is Wildcard && s.DType != DType.Bool);
    }

    /// <summary>The left side.</summary>
    public Node Left { get; }

    /// <summary>The dtypes the rule holds for.</summary>
    public Accepts Accepts { get; }

    /// <summary>Whether it holds under a condition only.</summary>
    public bool IsConditional => when is not null;

    internal override bool Roots(Op op) => Left.Op.Equals(op);

    internal override bool MayApply(Glance node)
    {
        foreach (var variant in variants) if (variant.MayMatch(node)) return true;
        return false;
    }

    internal override Node? Apply(Node node, Facts facts)
    {
        foreach (var variant in variants)
        {
            if (!variant.MayMatch(node)) continue;
            var bound = new Node?[slots.Length];
            if (!variant.Matches(node, bound)) continue;
            var dtype = number >= 0 ? bound[number]!.DType : node.DType;
            if (Accepted(dtype) && Replacement(new Match(Name, slots, bound!, node, dtype, facts), node, bound!, facts) is { } replacement) return replacement;
        }

        return null;
    }

    private Node? Replacement(Match match, Node node, Node[] bound, Facts facts)
    {
        if (when is not null && !when(match)) return null;
        if (right is null) return compute!(match);
        return MayGrow || right.Added(node.Graph, bound, match.DType, facts) is var added && facts.Allows(added, node, right.Kept(bound))
            ? right.Build(node.Graph, bound, match.DType)
            : null;
    }

    private bool Accepted(DType dtype) => Accepts switch
    {
        Accepts.Floats => dtype.IsFloat,
        Accepts.Numbers => dtype != DType.Bool,
        Accepts.Truths => dtype == DType.Bool,
        _ => true,
    };
}

/// <summary>One node of a left side, in one order of its operands.</summary>
internal sealed class Term
{
    private readonly int slot;
    private readonly Op op;
    private readonly ImmutableArray<Term> operands;
    private readonly bool isTruth;
    private readonly bool byBits;
    private readonly Head head;
    private readonly double number;   // of a literal

    private Term(Node source, ImmutableArray<Node> slots, ImmutableArray<Term> operands, bool byBits) =>
        (slot, op, isTruth, this.operands, this.byBits, number, head) = (slots.IndexOf(source), source.Op, source.DType == DType.Bool, operands, byBits, source.Op is Constant { Value: var value } ? value.ToDouble() : 0, source.Op switch
        {
            Wildcard wildcard => wildcard.IsNumber ? Head.Number : Head.Anything,
            Constant => Head.Literal,
            Row => Head.Row,
            _ => Head.Op,
        });

    /// <summary>The left side with the operands of each commutative op in both orders.</summary>
    public static ImmutableArray<Term> Variants(Node source, ImmutableArray<Node> slots, bool byBits, bool inOrder = false)
    {
        var variants = ImmutableArray.CreateBuilder<Term>();
        foreach (var operands in Orders(source, inOrder).SelectMany(order => Product(order.Select(o => Variants(o, slots, byBits)))))
            variants.Add(new(source, slots, operands, byBits));
        return variants.ToImmutable();
    }

    /// <summary>Whether operands of these kinds can fit.</summary>
    public bool MayMatch(Glance node)
    {
        for (var i = 0; i < operands.Length; i++)
            if (node[i] is { } kind && !operands[i].MayHead(kind)) return false;
        return true;
    }

    /// <summary>A quick look at the root and its operands' ops.</summary>
    public bool MayMatch(Node node)
    {
        for (var i = 0; i < operands.Length; i++)
            if (!operands[i].Heads(node.Inputs[i])) return false;
        return true;
    }

    /// <summary>Whether the node fits; binds the slots of this term and those below.</summary>
    public bool Matches(Node node, Node?[] bound)
    {
        if (bound[slot] is { } already) return ReferenceEquals(already, node);
        if (!Heads(node)) return false;
        for (var i = 0; i < operands.Length; i++)
            if (!operands[i].Matches(node.Inputs[i], bound)) return false;
        bound[slot] = node;
        return true;
    }

    private bool Heads(Node node) => head switch
    {
        Head.Row => ReferenceEquals(op, node.Op),   // most terms end here
        Head.Anything => !isTruth || node.DType == DType.Bool,
        Head.Number => Literals.Entry(node) is not null && isTruth == (node.DType == DType.Bool),
        Head.Literal => Literals.Is(node, number, byBits) && isTruth == (node.DType == DType.Bool),
        _ => op.Equals(node.Op),
    };

    // A number may be repeated to a shape.
    private bool MayHead(object kind) => head switch
    {
        Head.Anything => true,
        Head.Number or Head.Literal => ReferenceEquals(kind, typeof(Constant)) || ReferenceEquals(kind, typeof(BroadcastTo)),
        _ => ReferenceEquals(kind, Glance.Kind(op)),
    };

    private static IEnumerable<ImmutableArray<Node>> Orders(Node source, bool inOrder)
    {
        yield return source.Inputs;
        if (source.Op.IsCommutative && !inOrder && !ReferenceEquals(source.Inputs[0], source.Inputs[1])) yield return [source.Inputs[1], source.Inputs[0]];
    }

    private static IEnumerable<ImmutableArray<Term>> Product(IEnumerable<ImmutableArray<Term>> choices) => choices.Aggregate(
        (IEnumerable<ImmutableArray<Term>>)[[]],
        (rows, choice) => rows.SelectMany(row => choice.Select(row.Add)));

    private enum Head
    {
        Anything,
        Number,
        Literal,
        Row,
        Op,
    }
}
