using System.Collections.Immutable;

namespace SymDiff.Ops;

/// <summary>
/// The one loop: a closed body, and for each argument and each output how it runs through the iterations. The body's first parameter
/// is the number of the iteration, the others stand for the arguments in order. The derivative of a loop is a loop.
/// </summary>
/// <param name="Body">What one iteration computes.</param>
/// <param name="Inputs">How each argument reaches the body.</param>
/// <param name="Outputs">How each output comes about.</param>
/// <param name="Length">The number of rows that are sliced and stacked, and of iterations where nothing ends the loop earlier; null where only that ends it.</param>
/// <param name="Counted">Whether a last argument, an integer, is the number of iterations.</param>
/// <param name="Condition">The body's output that says before each iteration whether it takes place, or null.</param>
/// <param name="Backward">Whether the iterations run from the last to the first.</param>
/// <param name="Checkpoint">What replayed values are recomputed from; and for a loop that carries, how its derivative gets at the carried values.</param>
public sealed record LoopOp(
    Body Body,
    EquatableArray<LoopInput> Inputs,
    EquatableArray<LoopOutput> Outputs,
    Dim? Length,
    bool Counted,
    int? Condition,
    bool Backward,
    Checkpoint Checkpoint) : Op
{
    /// <inheritdoc/>
    public override string Name => "Loop";

    /// <summary>Whether a value passes from one iteration to the next: the iterations cannot change their order.</summary>
    public bool IsCarried => Inputs.Any(i => i is LoopInput.Carried or LoopInput.Replayed);

    /// <summary>The body's parameter of the iteration's number.</summary>
    internal Node Index => Body.Parameters[0];

    /// <summary>The body's parameter of an argument.</summary>
    internal Node Parameter(int input) => Body.Parameters[input + 1];

    /// <summary>Whether an output is the number of iterations that took place: 0 at first, and one more after each.</summary>
    internal bool IsCount(int output, ImmutableArray<Node> arguments) =>
        Outputs[output] is LoopOutput.Carried { Input: var input } && Inputs[input] is LoopInput.Carried { Next: var next }
        && arguments[input].Op is Constant { Value: { Count: 1, DType.IsInteger: true } first } && first[0].Integer == 0
        && Body.Outputs[next] is { Inputs: [var a, var b] } sum && sum.Op == Arithmetics.Add
        && (IsNumber(a, input) ? IsOne(b) : IsNumber(b, input) && IsOne(a));

    private bool IsNumber(Node node, int input) => ReferenceEquals(node, Parameter(input)) || (!Backward && ReferenceEquals(node, Index));

    private static bool IsOne(Node node) => node.Op is Constant { Value: { Count: 1 } value } && value[0].Integer == 1;

    /// <summary>The gathered inputs, each after those that its row number is computed from.</summary>
    /// <exception cref="ShapeException">A row number is computed from the row.</exception>
    internal ImmutableArray<int> GatherOrder => LoopTypes.GatherOrder(this);

    /// <inheritdoc/>
    public override TensorType InferType(ImmutableArray<TensorType> inputs) => InferTypes(inputs)[0];

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> InferTypes(ImmutableArray<TensorType> inputs) => LoopTypes.Infer(this, inputs);

    /// <inheritdoc/>
    public override Node? Vjp(Node y, ImmutableArray<Node?> yBars, int input) => GuardedVjp(y, yBars, guard: null, input);

    /// <inheritdoc/>
    public override Node? Vjp(Node y, Node yBar, int input) => GuardedVjp(y, [yBar], guard: null, input);

    /// <inheritdoc/>
    public override ImmutableArray<Node?> JvpAll(Node y, Node xDot, int input) =>
        PushForward(y, [.. Enumerable.Range(0, y.Inputs.Length).Select(i => i == input ? xDot : null)]).Tangents;

    /// <inheritdoc/>
    public override Node? InputGuard(Node y, Node? guard, int input) => guard is null ? null : Guards.Anywhere(guard);

    internal override Node? GuardedVjp(Node y, ImmutableArray<Node?> yBars, Node? guard, int input)
    {
        var contributions = PullBack(y, new(yBars, [.. yBars.Select(_ => guard)], []), [input]).Contributions;
        return contributions.Count == 0 ? null : contributions[0].Value;
    }

    internal override Pullback PullBack(Node y, Adjoint yBar, IReadOnlyList<int> active) => LoopReverse.Of(y, yBar, active);

    internal override Pushforward PushForward(Node y, ImmutableArray<Node?> xDots) => LoopForward.Of(y, xDots);

    /// <inheritdoc/>
    public override IEnumerable<Dim> Lengths => [.. Length is null ? [] : new[] { Length }, .. SymDiff.Sizes.In(Body.Nodes)];

    /// <inheritdoc/>
    public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => this with
    {
        Body = Body.Substitute(sizes),
        Length = Length?.Substitute(sizes),
        Outputs = [.. Outputs.Select(o => o is LoopOutput.ScatterAdded scattered ? scattered with { Rows = scattered.Rows.Substitute(sizes) } : o)],
    };

    /// <summary>Samples for the contract tests.</summary>
    public static IEnumerable<Node> Samples(Sample s) => LoopSamples.Of(s);

    internal override ImmutableArray<Tensor> Evaluate(Node node, IReadOnlyList<Tensor> inputs, IReadOnlyDictionary<string, int> sizes) =>
        new LoopInterpreter(node, inputs, sizes).Run();
}
