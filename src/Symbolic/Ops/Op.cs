using System.Collections.Immutable;

namespace SymDiff;

/// <summary>
/// What a node computes. An op is complete in one place: its type rule, its value, both modes of its derivative, its kinks and
/// its notation stand together, and samples for the contract tests in a static method <c>Samples(Sample)</c> beside them.
/// Two ops are equal when their kind and attributes are.
/// </summary>
public abstract record Op
{
    /// <summary>The op's name in messages and printed graphs.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>How the op is written in text and in LaTeX.</summary>
    public virtual Notation Notation => Notation.Function(Name);

    /// <summary>How this op is written at a node, where that depends on the operands' types.</summary>
    public virtual Notation NotationFor(Node y) => Notation;

    /// <summary>Where the derivative is undefined or one-sided, and what is taken there.</summary>
    public virtual ImmutableArray<Kink> Kinks => [];

    /// <summary>True for an op of floating-point inputs whose derivative is 0 wherever it exists: floor, sign, comparisons.</summary>
    public virtual bool IsZeroAlmostEverywhere => false;

    /// <summary>True for an op that is linear in its inputs taken together and whose derivative reads no values: sums, slices, transposes.</summary>
    public virtual bool IsLinear => false;

    /// <summary>True when values are cheap and defined everywhere, so that both sides of a select may be computed.</summary>
    public virtual bool IsCheapAndTotal => IsLinear;

    /// <summary>True for an op of two inputs whose value does not change, in any bit, when they are exchanged.</summary>
    public virtual bool IsCommutative => false;

    /// <summary>The type of the result.</summary>
    /// <exception cref="ShapeException">The op does not accept such inputs.</exception>
    public abstract TensorType InferType(ImmutableArray<TensorType> inputs);

    /// <summary>The types of the outputs; more than one makes a node of tuple type.</summary>
    public virtual ImmutableArray<TensorType> InferTypes(ImmutableArray<TensorType> inputs) => [InferType(inputs)];

    /// <summary>
    /// Reverse mode: what the output's adjoint <paramref name="yBar"/> contributes to the adjoint of the input at a position;
    /// null is a structural zero. Called for active positions only; the same node at two positions is two inputs.
    /// </summary>
    public virtual Node? Vjp(Node y, Node yBar, int input) =>
        throw new DifferentiationException($"{Name} has no derivative rule: override Op.Vjp, or stop the gradient with StopGradient.");

    /// <summary>Reverse mode of an op with several outputs; adjoints that are structurally zero are null.</summary>
    public virtual Node? Vjp(Node y, ImmutableArray<Node?> yBars, int input) => yBars[0] is { } yBar ? Vjp(y, yBar, input) : null;

    /// <summary>
    /// Forward mode: what the tangent <paramref name="xDot"/> of the input at a position contributes to the tangent of the
    /// output, in the output's shape; null is a structural zero. Called for active positions only.
    /// </summary>
    public virtual Node? Jvp(Node y, Node xDot, int input) =>
        throw new DifferentiationException($"{Name} has no forward derivative rule: override Op.Jvp, or use reverse mode.");

    /// <summary>Forward mode of an op with several outputs: one contribution for each.</summary>
    public virtual ImmutableArray<Node?> JvpAll(Node y, Node xDot, int input) => [Jvp(y, xDot, input)];

    /// <summary>
    /// Where an input's adjoint may be other than zero, given where the output's may (null: everywhere): the guard of an untaken
    /// branch on its way back through the graph. The result broadcasts to the input's shape.
    /// </summary>
    public virtual Node? InputGuard(Node y, Node? guard, int input) =>
        guard is null ? null : IsLinear ? Guards.ThroughLinear(y, guard, input) : Guards.Anywhere(guard);

    /// <summary>The reverse rule, evaluated only where the guard holds, so that no NaN of an untaken branch leaks; zero elsewhere.</summary>
    internal virtual Node? GuardedVjp(Node y, ImmutableArray<Node?> yBars, Node? guard, int input)
    {
        var contribution = Vjp(y, yBars, input);
        return contribution is null || IsLinear ? contribution : Guards.Apply(InputGuard(y, guard, input), contribution);
    }

    /// <summary>Reverse mode of all active inputs at once. By default each by the rule of its position.</summary>
    internal virtual Pullback PullBack(Node y, Adjoint yBar, IReadOnlyList<int> active)
    {
        var guard = yBar.Guard;
        var contributions = new List<InputAdjoint>(active.Count);
        for (var i = 0; i < active.Count; i++)
            if (GuardedVjp(y, yBar.Parts, guard, active[i]) is { } value) contributions.Add(new(active[i], value, InputGuard(y, guard, active[i])));
        return new(contributions);
    }

    /// <summary>Forward mode of all inputs at once: the tangents of the outputs from those of the inputs. By default the sum of each position's.</summary>
    internal virtual Pushforward PushForward(Node y, ImmutableArray<Node?> xDots)
    {
        var sums = new Node?[y.Types.Length];
        for (var position = 0; position < xDots.Length; position++)
            if (xDots[position] is { } dot) Accumulate(y, sums, JvpAll(y, dot, position), position);
        return new([.. sums]);
    }

    /// <summary>
    /// The op applied to many rows at once, with the rows of the result along a leading axis, as an inner loop is when it becomes an axis. Null where
    /// there is no such form. Called when at least one operand varies.
    /// </summary>
    public virtual Node? Batched(Node y, BatchedOperands x) => null;

    /// <summary>True when the value is a number and not NaN wherever the inputs are numbers in these intervals, unless something overflows.</summary>
    public virtual bool IsDefined(ImmutableArray<Interval> inputs) => IsLinear || IsCheapAndTotal;

    /// <summary>The interval that holds every finite value of the output, from those of the inputs.</summary>
    public virtual Interval RangeOf(ImmutableArray<Interval> inputs) => Interval.All;

    /// <summary>The op with named sizes in its attributes replaced.</summary>
    public virtual Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => this;

    /// <summary>Lengths among the attributes that no type of an input or output tells.</summary>
    public virtual IEnumerable<Dim> Lengths => [];

    internal virtual ImmutableArray<TensorType> TypesOf(ImmutableArray<Node> inputs) => InferTypes(ImmutableArray.CreateRange(inputs, i => i.Type));

    private static void Accumulate(Node y, Node?[] sums, ImmutableArray<Node?> contributions, int position)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            if (contributions[i] is not { } more) continue;
            if (more.Type != y.Types[i])
                throw new DifferentiationException($"{y.Op.Name}: the forward rule gave {more.Type} for input {position} and output {i} of type {y.Types[i]}; expected the output's type.");
            sums[i] = sums[i] is { } sum ? sum + more : more;
        }
    }

    /// <summary>The values of the outputs for values of the inputs.</summary>
    internal abstract ImmutableArray<Tensor> Evaluate(Node node, IReadOnlyList<Tensor> inputs, IReadOnlyDictionary<string, int> sizes);
}

/// <summary>Where a derivative is undefined or one-sided, and what is taken there: <c>new("x = 0", "0")</c>.</summary>
public sealed record Kink(string Where, string Derivative);
