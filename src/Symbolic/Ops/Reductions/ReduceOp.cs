using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Ops;

/// <summary>An op that combines the entries along axes and drops these axes.</summary>
public abstract record ReduceOp(EquatableArray<int> Axes) : ElementOp
{
    /// <inheritdoc/>
    public override Notation NotationFor(Node y) => Notation.Reduction(Name, BigSign, y.Inputs[0].Type, [.. Axes]);

    /// <summary>The sign of the reduction in LaTeX, where it has one with an index from 1 to the length.</summary>
    protected virtual string? BigSign => null;

    /// <inheritdoc/>
    public override bool IsCheapAndTotal => false;

    /// <summary>How it combines.</summary>
    protected abstract ReductionKind Kind { get; }

    /// <summary>Which dtypes it takes.</summary>
    protected virtual Accepts Accepts => Accepts.Numbers;

    /// <inheritdoc/>
    public override TensorType InferType(ImmutableArray<TensorType> inputs)
    {
        Accepts.Checked(Name, inputs[0]);
        return Axes.Dropped(inputs[0], Name);
    }

    /// <inheritdoc/>
    public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at)
    {
        var bound = Axes.Select(axis => new Axis(x[0].Shape[axis])).ToArray();
        var kept = new Queue<Axis>(at);
        var body = x[0].At(Enumerable.Range(0, x[0].Type.Rank).Select(axis => Axes.Contains(axis) ? bound[Axes.IndexOf(axis)] : (Element)kept.Dequeue()));
        return Enumerable.Reverse(bound).Aggregate(body, (inner, axis) => new Reduce(Kind, axis, inner));
    }

    /// <inheritdoc/>
    public override Node? InputGuard(Node y, Node? guard, int input) => guard is null ? null : Spread(y, NodeMath.BroadcastTo(guard, y.Shape));

    /// <inheritdoc/>
    public override Node? Batched(Node y, BatchedOperands x) => x.Add(this with { Axes = [.. Axes.Select(a => a + 1)] });

    /// <summary>The op over the axes a caller names: all when null; the reduced axes stay with length 1 when kept. The node itself over no axes.</summary>
    internal static Node Add(Node x, int[]? axes, bool keep, string name, Func<EquatableArray<int>, ReduceOp> make)
    {
        var selected = ReducedAxes.Of(x, axes, name);
        var op = make(selected);
        op.Accepts.Checked(name, x.Type);
        if (selected.Count == 0) return x;
        var reduced = x.Graph.Add(op, x);
        return keep ? NodeMath.Reshape(reduced, selected.Kept(x.Shape)) : reduced;
    }

    /// <summary>A node of the output's shape repeated along the reduced axes, to the input's shape.</summary>
    protected Node Spread(Node y, Node node) => Axes.Spread(node, y.Inputs[0].Shape);
}

/// <summary>A combination of the entries along axes that is made of other ops and has a derivative of its own. It drops the axes.</summary>
public abstract record ReduceMacro(EquatableArray<int> Axes) : MacroOp
{
    /// <inheritdoc/>
    public override Notation NotationFor(Node y) => Notation.Reduction(Name, bigSign: null, y.Inputs[0].Type, [.. Axes]);

    /// <inheritdoc/>
    public override TensorType InferType(ImmutableArray<TensorType> inputs)
    {
        Accepts.Floats.Checked(Name, inputs[0]);
        return Axes.Dropped(inputs[0], Name);
    }

    /// <inheritdoc/>
    public override Node? InputGuard(Node y, Node? guard, int input) => guard is null ? null : Spread(y, NodeMath.BroadcastTo(guard, y.Shape));

    /// <inheritdoc/>
    public override Node? Batched(Node y, BatchedOperands x) => x.Add(this with { Axes = [.. Axes.Select(a => a + 1)] });

    /// <summary>The op over the axes a caller names: all when null; the reduced axes stay with length 1 when kept.</summary>
    internal static Node Add(Node x, int[]? axes, bool keep, string name, Func<EquatableArray<int>, ReduceMacro> make)
    {
        var selected = ReducedAxes.Of(x, axes, name);
        var reduced = x.Graph.Add(make(selected), x);
        return keep ? NodeMath.Reshape(reduced, selected.Kept(x.Shape)) : reduced;
    }

    /// <summary>A node of the output's shape repeated along the reduced axes, to the input's shape.</summary>
    protected Node Spread(Node y, Node node) => Axes.Spread(node, y.Inputs[0].Shape);

    /// <summary>The sum over the axes of the op.</summary>
    protected Node Sum(Node x) => NodeMath.Sum(x, [.. Axes]);
}
