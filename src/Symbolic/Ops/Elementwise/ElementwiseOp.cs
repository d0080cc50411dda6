using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Ops;

/// <summary>
/// An op whose entries depend on the inputs' entries at the same index. Shapes broadcast: trailing axes are aligned, and a missing
/// axis or the constant length 1 stretches.
/// </summary>
public abstract record ElementwiseOp : ElementOp
{
    /// <inheritdoc/>
    public override TensorType InferType(ImmutableArray<TensorType> inputs)
    {
        var shape = inputs[0].Shape;
        for (var i = 1; i < inputs.Length; i++)
        {
            shape = Shape.Broadcast(shape, inputs[i].Shape)
                ?? throw new ShapeException($"{Name}: the shapes of {Names(inputs)} do not broadcast: aligned from the last axis, lengths must be equal, or one of them the constant 1.");
        }

        // a type that an operand has is shared: large graphs are of few types
        var dtype = InferDType(inputs);
        foreach (var input in inputs) if (input.DType == dtype && ReferenceEquals(input.Shape, shape)) return input;
        return new(dtype, shape);
    }

    // rows are aligned at the last axis, as the operands of one application are
    /// <inheritdoc/>
    public override Node? Batched(Node y, BatchedOperands x) => y is null || x is null ? throw new ArgumentNullException(nameof(x))
        : x.Graph.Add(this, [.. Enumerable.Range(0, y.Inputs.Length).Select(i => x.Stretched(i, y.Type.Rank))]);

    /// <summary>The entry of the output, in terms of the inputs' entries.</summary>
    public abstract Element Apply(ImmutableArray<Element> x);

    /// <inheritdoc/>
    public override Element Element(ImmutableArray<Operand> x, ImmutableArray<Axis> at) => Apply(ImmutableArray.CreateRange(x, o => o.Broadcast(at)));

    /// <summary>
    /// The factor t times the partial derivative by an input, at the broadcast shape; null is a structural zero. It serves both
    /// modes, because the Jacobian of an elementwise function is diagonal.
    /// </summary>
    public abstract Node? Scale(Node t, Node y, int input);

    /// <inheritdoc/>
    public override Node? Vjp(Node y, Node yBar, int input) => GuardedVjp(y, [yBar], guard: null, input);

    /// <inheritdoc/>
    public override Node? Jvp(Node y, Node xDot, int input) => Scale(xDot, y, input) is { } dot ? NodeMath.BroadcastTo(dot, y.Shape) : null;

    /// <inheritdoc/>
    public override Node? InputGuard(Node y, Node? guard, int input) => guard is null ? null : NodeMath.AnyTo(guard, y.Inputs[input].Shape);

    // The guard comes before the sum over stretched axes: one entry's NaN must not reach the others.
    internal override Node? GuardedVjp(Node y, ImmutableArray<Node?> yBars, Node? guard, int input)
    {
        if (yBars[0] is not { } yBar || Scale(yBar, y, input) is not { } contribution) return null;
        if (!IsLinear) contribution = Guards.Apply(guard, contribution);
        return NodeMath.SumTo(NodeMath.BroadcastTo(contribution, y.Shape), y.Inputs[input].Shape);
    }

    /// <summary>The dtype of the output.</summary>
    protected abstract DType InferDType(ImmutableArray<TensorType> inputs);

    /// <summary>The operands' types as a message names them.</summary>
    protected static string Names(ImmutableArray<TensorType> inputs) => string.Join(" and ", inputs);

    /// <summary>The one dtype that all operands have.</summary>
    protected DType Common(ImmutableArray<TensorType> inputs, Func<DType, bool> accepts, string expected)
    {
        var dtype = inputs[0].DType;
        if (inputs.Any(i => i.DType != dtype))
            throw new ShapeException($"{Name}: the operands {Names(inputs)} have different dtypes; Cast one of them.");
        return accepts(dtype) ? dtype : throw new ShapeException($"{Name}: expected {expected}, got {Names(inputs)}; Cast it first.");
    }
}
