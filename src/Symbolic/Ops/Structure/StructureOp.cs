using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Ops;

/// <summary>An op of one input of any dtype that moves entries: each entry of the output is one entry of the input, or zero.</summary>
public abstract record StructureOp : ElementOp
{
    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <summary>Whether entries of the output may be zero whatever the input is.</summary>
    protected virtual bool Fills => false;

    /// <inheritdoc/>
    public override Node? Jvp(Node y, Node xDot, int input) => y.Graph.Add(this, xDot);

    // The transposed op moves truths as it moves numbers.
    /// <inheritdoc/>
    public override Node? InputGuard(Node y, Node? guard, int input) => guard is null ? null : Vjp(y, NodeMath.BroadcastTo(guard, y.Shape), input);

    /// <inheritdoc/>
    public override Interval RangeOf(ImmutableArray<Interval> inputs) => Fills ? Intervals.WithZero(inputs[0]) : inputs[0];

    /// <summary>The entry where a condition holds, else zero.</summary>
    protected static Element Where(Element condition, Element entry) => Elements.Element.Select(condition, entry, Elements.Element.Literal(0, entry.DType));

    /// <summary>An index with one number replaced.</summary>
    protected static IEnumerable<Element> Replace(ImmutableArray<Axis> at, int axis, Element index) => at.Select((a, i) => i == axis ? index : a);
}
