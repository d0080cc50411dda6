using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;

namespace SymDiff.Codegen.Lowering;

/// <summary>What conditions and the bounds of loops say of indices: forms that are at least 0 where a region is reached.</summary>
/// <param name="terms">The terms.</param>
/// <param name="placement">Where they are computed.</param>
internal sealed class IndexFacts(TermTable terms, Placement placement)
{
    private readonly Dictionary<Region, ImmutableArray<IndexForm>> known = [];

    /// <summary>Whether an index is at least 0 and below a length wherever a region is reached.</summary>
    public bool IsWithin(IndexForm index, Dim length, Region region) =>
        index.IsWithin(length) || (IsNatural(index, region) && IsNatural(IndexForm.Of(length - Dim.One) - index, region));

    /// <summary>The forms that are at least 0 where a truth is so, and whether they say all of it.</summary>
    public (ImmutableArray<IndexForm> Forms, bool IsAll) Of(Term condition, bool truth) => condition switch
    {
        PureTerm { Op: TermOp.OfNot } not => Of(not.Operands[0], !truth),
        PureTerm { Op: TermOp.OfLogic { Kind: var kind } } both when kind == LogicKind.And == truth => Joined(both.Operands[0], both.Operands[1], truth),
        SelectTerm { Operands: [var first, var second, ConstantTerm { Type: ScalarType.Bool, Value.Truth: false }] } when truth => Joined(first, second, truth),
        SelectTerm { Operands: [var first, ConstantTerm { Type: ScalarType.Bool, Value.Truth: true }, var second] } when !truth => Joined(first, second, truth),
        PureTerm { Op: TermOp.OfCompare { Kind: var kind } } compare when IndexOf(compare.Operands[0]) is { } a && IndexOf(compare.Operands[1]) is { } b => (kind, truth) switch
        {
            (ComparisonKind.Less, true) => ([b - a - One], true),
            (ComparisonKind.Less, false) => ([a - b], true),
            (ComparisonKind.LessOrEqual, true) => ([b - a], true),
            (ComparisonKind.LessOrEqual, false) => ([a - b - One], true),
            (ComparisonKind.Equal, true) => ([a - b, b - a], true),
            _ => ([], false),
        },
        _ => ([], false),
    };

    private static IndexForm One { get; } = IndexForm.Of(Dim.One);

    private bool IsNatural(IndexForm form, Region region) => form.IsNatural || In(region).Any(fact => (form - fact).IsNatural);

    private (ImmutableArray<IndexForm> Forms, bool IsAll) Joined(Term a, Term b, bool truth)
    {
        var (first, second) = (Of(a, truth), Of(b, truth));
        return ([.. first.Forms, .. second.Forms], first.IsAll && second.IsAll);
    }

    private ImmutableArray<IndexForm> In(Region region)
    {
        if (known.TryGetValue(region, out var facts)) return facts;
        var own = new List<IndexForm>();
        for (var at = region; at.Parent is not null; at = at.Parent)
        {
            if (at.Axis is { } axis) own.AddRange(Of(axis));
            else own.AddRange(Of(at.Owner!.Operands[0], ReferenceEquals(placement.BranchesOf(at.Owner).IfTrue, at)).Forms);
        }

        return known[region] = [.. own];
    }

    private IEnumerable<IndexForm> Of(AxisTerm axis)
    {
        yield return Form(axis.LengthTerm) - IndexForm.Of(axis) - One;
        if (axis.Start is { } start) yield return IndexForm.Of(axis) - Form(start);
    }

    // An index, or an integer that is one.
    private IndexForm? IndexOf(Term term) => term switch
    {
        { Type: ScalarType.Index } => Form(term),
        ConstantTerm { Type: ScalarType.Int32, Value.Integer: var number } => IndexForm.Of((Dim)(int)number),
        PureTerm { Op: TermOp.OfConvert, Type: ScalarType.Int32 or ScalarType.Int64, Operands: [{ Type: ScalarType.Index } index] } => Form(index),
        _ => null,
    };

    private IndexForm Form(Term term) => term switch
    {
        LocalTerm { Local.Name: var name } when terms.Sizes.ContainsKey(name) => IndexForm.Of(new Dim(name)),
        PureTerm { Limit: null, Op: TermOp.OfArithmetic { Kind: ArithmeticKind.Add } } sum => Form(sum.Operands[0]) + Form(sum.Operands[1]),
        PureTerm { Limit: null, Op: TermOp.OfArithmetic { Kind: ArithmeticKind.Subtract } } difference => Form(difference.Operands[0]) - Form(difference.Operands[1]),
        PureTerm { Limit: null, Op: TermOp.OfArithmetic { Kind: ArithmeticKind.Multiply } } product => IndexForm.Product(Form(product.Operands[0]), Form(product.Operands[1])) ?? IndexForm.Of(term),
        _ => IndexForm.Of(term),
    };
}
