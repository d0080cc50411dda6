using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Codegen.Scheduling;

/// <summary>How an element reads one of its inputs: with which index, inside of which axes.</summary>
/// <param name="Input">The position of the input.</param>
/// <param name="IsAligned">Whether the index is the outermost axes in their order: the read follows the consumer's loops.</param>
/// <param name="IsWhole">Whether the index is all axes of the consumer in their order.</param>
/// <param name="Repeats">Whether a loop that the index does not depend on stands outside of one it does depend on: each entry is read again and again.</param>
/// <param name="IsComputed">Whether the index comes from data.</param>
internal sealed record ReadPattern(int Input, bool IsAligned, bool IsWhole, bool Repeats, bool IsComputed)
{
    /// <summary>A read of every entry, each once.</summary>
    public static ReadPattern Straight { get; } = new(0, IsAligned: true, IsWhole: false, Repeats: false, IsComputed: false);

    /// <summary>Reads in an order of which nothing is known.</summary>
    public static ReadPattern Anywhere { get; } = new(0, IsAligned: false, IsWhole: false, Repeats: true, IsComputed: true);
}

/// <summary>What the scheduler asks of an element: its reads and what it costs.</summary>
internal sealed class ElementProfile : IElementVisitor<object?>
{
    private static readonly Axis Lanes = new(Dim.One);   // stands for the lanes, whatever their number

    private readonly List<Axis> scope;
    private readonly int ownAxes;
    private readonly Func<int, bool> varies;
    private readonly ImmutableArray<ReadPattern>.Builder reads = ImmutableArray.CreateBuilder<ReadPattern>();
    private int indexDepth;
    private int rounds = 1;

    private ElementProfile(ImmutableArray<Axis> axes, Node node, Layout layout)
    {
        scope = [.. axes];
        ownAxes = axes.Length;
        varies = input => layout.Varies(node.Inputs[input]);
        if (layout.Varies(node)) scope.Add(Lanes);
    }

    /// <summary>The reads of inputs, those within indices included.</summary>
    public ImmutableArray<ReadPattern> Reads { get; private set; } = [];

    /// <summary>Whether it reduces over an axis.</summary>
    public bool Reduces { get; private set; }

    /// <summary>The operations on values, a call counted as ten.</summary>
    public int Cost { get; private set; }

    /// <summary>How often the innermost reduction's body runs for one entry; null where a length is named or the number is large.</summary>
    public int? Rounds { get; private set; } = 1;

    /// <summary>True for an element that moves entries of one input without computing.</summary>
    public bool IsMovement => Cost == 0 && !Reduces && Reads.Length <= 1;

    public static ElementProfile Of(ElementOp op, Node node, Layout layout)
    {
        var (element, axes) = op.Define(ImmutableArray.CreateRange(node.Inputs, i => i.Type), node.Type);
        return Of(new(axes, node, layout), element);
    }

    public static ElementProfile Of(ScatterOp op, Node node, Layout layout)
    {
        var (axes, target, value) = op.Define(ImmutableArray.CreateRange(node.Inputs, i => i.Type));
        return Of(new(axes, node, layout), [.. target, value]);
    }

    private static ElementProfile Of(ElementProfile profile, params ReadOnlySpan<Element> elements)
    {
        foreach (var element in elements) element.Accept(profile);
        profile.Reads = profile.reads.ToImmutable();
        return profile;
    }

    /// <inheritdoc/>
    public object? Visit(Literal element) => null;

    /// <inheritdoc/>
    public object? Visit(Axis element) => null;

    /// <inheritdoc/>
    public object? Visit(Size element) => null;

    /// <inheritdoc/>
    public object? Visit(Load element)
    {
        var used = new HashSet<Axis>(element.At.SelectMany(ElementParts.Within).OfType<Axis>());
        if (varies(element.Input)) used.Add(Lanes);
        var isAligned = element.At.Length <= ownAxes && element.At.Select((index, k) => ReferenceEquals(index, scope[k])).All(same => same);
        var firstMissing = scope.FindIndex(axis => !used.Contains(axis));
        reads.Add(new(
            element.Input,
            isAligned,
            isAligned && element.At.Length == ownAxes,
            firstMissing >= 0 && scope.FindLastIndex(used.Contains) > firstMissing,
            element.At.Any(IsComputed.Index)));
        indexDepth++;
        foreach (var index in element.At) index.Accept(this);
        indexDepth--;
        return null;
    }

    /// <inheritdoc/>
    public object? Visit(Arithmetic element) => Count(1, element.Left, element.Right);

    /// <inheritdoc/>
    public object? Visit(Negate element) => Count(1, element.Operand);

    /// <inheritdoc/>
    public object? Visit(Compare element) => Count(element.Left.DType == DType.Int32 ? 0 : 1, element.Left, element.Right);

    /// <inheritdoc/>
    public object? Visit(Logic element) => Count(0, element.Left, element.Right);

    /// <inheritdoc/>
    public object? Visit(Not element) => Count(0, element.Operand);

    /// <inheritdoc/>
    public object? Visit(Elements.Convert element) => Count(1, element.Operand);

    /// <inheritdoc/>
    public object? Visit(Select element) => Count(0, element.Condition, element.IfTrue, element.IfFalse);

    /// <inheritdoc/>
    public object? Visit(Call element) => Count(10, [.. element.Arguments]);

    /// <inheritdoc/>
    public object? Visit(Reduce element)
    {
        Reduces = true;
        var outer = rounds;
        var longest = int.MaxValue / Math.Max(1, outer);
        var isShort = element.Kind is not (ReductionKind.ArgMax or ReductionKind.ArgMin) && element.Axis.Length.IsConstant && element.Axis.Length.Value <= longest;
        rounds *= isShort ? Math.Max(1, element.Axis.Length.Value) : 1;
        Rounds = isShort && Rounds is { } known ? Math.Max(known, rounds) : null;
        scope.Add(element.Axis);
        element.Body.Accept(this);
        scope.RemoveAt(scope.Count - 1);
        rounds = outer;
        return null;
    }

    // Arithmetic on indices is not counted.
    private object? Count(int cost, params ReadOnlySpan<Element> parts)
    {
        if (indexDepth == 0 && !parts.ToArray().All(p => p is Axis or Size or Literal)) Cost += cost;
        foreach (var part in parts) part.Accept(this);
        return null;
    }

    /// <summary>Whether an index is not made of axes and lengths alone.</summary>
    private static class IsComputed
    {
        public static bool Index(Element element) => element switch
        {
            Literal or Axis or Size => false,
            Arithmetic arithmetic => Index(arithmetic.Left) || Index(arithmetic.Right),
            Negate negate => Index(negate.Operand),
            _ => true,
        };
    }
}
