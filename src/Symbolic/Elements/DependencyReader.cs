using System.Collections.Immutable;

namespace SymDiff.Elements;

/// <summary>
/// Reads off an element, with its axes at given positions, which entries of the inputs its derivative can depend on. Conditions and
/// indices that are known are followed; where they are not, every side and every entry is taken.
/// </summary>
/// <param name="sets">For each input the set that stands for each of its entries; null where the derivative does not see the input.</param>
/// <param name="inputs">The value of each input that is known.</param>
/// <param name="types">The types of the inputs, of constant sizes.</param>
internal sealed class DependencyReader(IReadOnlyList<int[][]?> sets, IReadOnlyList<Tensor?> inputs, ImmutableArray<TensorType> types) : IElementVisitor<bool>
{
    private static readonly ImmutableDictionary<string, int> noSizes = ImmutableDictionary<string, int>.Empty;
    private readonly ElementInterpreter interpreter = new(inputs!, noSizes);
    private readonly KnownElements known = new(inputs);
    private readonly int[][] lengths = [.. types.Select(t => t.Shape.Evaluate(noSizes))];
    private readonly List<int[]> found = [];

    /// <summary>The union of the sets that the element reads.</summary>
    public int[] Read(Element element, ImmutableArray<Axis> axes, int[] at)
    {
        interpreter.Bind(axes, at);
        found.Clear();
        element.Accept(this);
        return IndexSets.Union(found);
    }

    /// <summary>The row-major position that an element's indices mean, or null where one is not known.</summary>
    public int? Position(ImmutableArray<Element> target, ImmutableArray<Axis> axes, int[] at, int[] within)
    {
        interpreter.Bind(axes, at);
        var position = 0;
        for (var axis = 0; axis < target.Length; axis++)
        {
            if (!target[axis].Accept(known)) return null;
            position = position * within[axis] + (int)target[axis].Accept(interpreter).Integer;
        }

        return position;
    }

    /// <inheritdoc/>
    public bool Visit(Literal element) => true;

    /// <inheritdoc/>
    public bool Visit(Axis element) => true;

    /// <inheritdoc/>
    public bool Visit(Size element) => true;

    /// <inheritdoc/>
    public bool Visit(Load element)
    {
        if (sets[element.Input] is not { } entries) return true;
        List<int> offsets = [0];
        for (var axis = 0; axis < element.At.Length; axis++)
        {
            var length = lengths[element.Input][axis];
            var range = element.At[axis].Accept(known) ? [(int)element.At[axis].Accept(interpreter).Integer] : Enumerable.Range(0, length);
            // the side of an unknown choice may read out of range
            offsets = [.. offsets.SelectMany(offset => range.Where(i => i >= 0 && i < length).Select(i => offset * length + i))];
        }

        foreach (var offset in offsets)
            if (entries[offset].Length > 0) found.Add(entries[offset]);
        return true;
    }

    /// <inheritdoc/>
    public bool Visit(Arithmetic element) => !element.DType.IsFloat || (element.Left.Accept(this) & element.Right.Accept(this));

    /// <inheritdoc/>
    public bool Visit(Negate element) => element.Operand.Accept(this);

    /// <inheritdoc/>
    public bool Visit(Compare element) => true;

    /// <inheritdoc/>
    public bool Visit(Logic element) => true;

    /// <inheritdoc/>
    public bool Visit(Not element) => true;

    /// <inheritdoc/>
    public bool Visit(Convert element) => !element.DType.IsFloat || !element.Operand.DType.IsFloat || element.Operand.Accept(this);

    /// <inheritdoc/>
    public bool Visit(Select element) => element.Condition.Accept(known)
        ? (element.Condition.Accept(interpreter).Truth ? element.IfTrue : element.IfFalse).Accept(this)
        : element.IfTrue.Accept(this) & element.IfFalse.Accept(this);

    /// <inheritdoc/>
    public bool Visit(Call element)
    {
        foreach (var argument in element.Arguments) argument.Accept(this);
        return true;
    }

    /// <inheritdoc/>
    public bool Visit(Reduce element)
    {
        if (!element.DType.IsFloat) return true;
        var length = element.Axis.Length.Evaluate(noSizes);
        for (var k = 0; k < length; k++)
        {
            interpreter.Bind([element.Axis], [k]);
            element.Body.Accept(this);
        }

        return true;
    }

    /// <summary>Whether an element's value follows from the known inputs alone.</summary>
    private sealed class KnownElements(IReadOnlyList<Tensor?> inputs) : IElementVisitor<bool>
    {
        public bool Visit(Literal element) => true;

        public bool Visit(Axis element) => true;

        public bool Visit(Size element) => true;

        public bool Visit(Load element) => inputs[element.Input] is not null && element.At.All(i => i.Accept(this));

        public bool Visit(Arithmetic element) => element.Left.Accept(this) && element.Right.Accept(this);

        public bool Visit(Negate element) => element.Operand.Accept(this);

        public bool Visit(Compare element) => element.Left.Accept(this) && element.Right.Accept(this);

        public bool Visit(Logic element) => element.Left.Accept(this) && element.Right.Accept(this);

        public bool Visit(Not element) => element.Operand.Accept(this);

        public bool Visit(Convert element) => element.Operand.Accept(this);

        public bool Visit(Select element) => element.Condition.Accept(this) && element.IfTrue.Accept(this) && element.IfFalse.Accept(this);

        public bool Visit(Call element) => element.Arguments.All(a => a.Accept(this));

        public bool Visit(Reduce element) => element.Body.Accept(this);
    }
}
