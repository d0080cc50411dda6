using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Scheduling;
using SymDiff.Elements;
using Arithmetic = SymDiff.Elements.Arithmetic;
using Call = SymDiff.Elements.Call;
using Compare = SymDiff.Elements.Compare;
using Convert = SymDiff.Elements.Convert;
using Load = SymDiff.Elements.Load;
using Logic = SymDiff.Elements.Logic;
using Negate = SymDiff.Elements.Negate;
using Not = SymDiff.Elements.Not;
using Select = SymDiff.Elements.Select;

namespace SymDiff.Codegen.Lowering;

/// <summary>What an element reads its operands through.</summary>
internal interface IOperands
{
    /// <summary>The value of an operand at an index.</summary>
    Term Value(int input, ImmutableArray<IndexForm> at);

    /// <summary>An integer operand without axes as an index; null where nothing better than its value is known.</summary>
    IndexForm? Index(int input);

    /// <summary>Between which axes an operand is zero above a diagonal.</summary>
    ImmutableArray<Below<int>> TrianglesOf(int input);
}

/// <summary>Turns an op's element into terms, with the axes at given indices and loads answered by the caller.</summary>
internal sealed class ElementReader(Storage storage, Dictionary<Axis, IndexForm> axes, ImmutableArray<TensorType> inputs, IOperands operands) : IElementVisitor<Term>
{
    private readonly TermTable terms = storage.Terms;

    /// <summary>Whether reductions are spelled out, without loops.</summary>
    public bool Unrolls { get; init; }

    /// <summary>Reads an element that is used as an index.</summary>
    public IndexForm Index(Element element) => element switch
    {
        Literal literal => IndexForm.Of((Dim)(int)literal.Value.Integer),
        Axis axis => axes[axis],
        Size size => IndexForm.Of(size.Length),
        Arithmetic arithmetic when Combine(arithmetic.Kind, Index(arithmetic.Left), Index(arithmetic.Right)) is { } form => form,
        Arithmetic arithmetic when IsIndex(arithmetic) =>   // j*(n - j): no sum of lengths times axes
            IndexForm.Of(terms.Arithmetic(arithmetic.Kind, Index(arithmetic.Left).ToTerm(terms), Index(arithmetic.Right).ToTerm(terms))),
        Negate negate => IndexForm.Of(Dim.Zero) - Index(negate.Operand),
        Load { At.IsEmpty: true } load when operands.Index(load.Input) is { } form => form,
        Convert { Operand.DType: var from } convert when from.IsInteger && convert.DType.IsInteger => Index(convert.Operand),
        _ => IndexForm.Of(terms.Convert(element.Accept(this), ScalarType.Index)),
    };

    /// <inheritdoc/>
    public Term Visit(Literal element) => terms.Constant(element.Value, element.DType.ScalarType);

    /// <inheritdoc/>
    public Term Visit(Axis element) => FromIndex(axes[element]);

    /// <inheritdoc/>
    public Term Visit(Size element) => FromIndex(IndexForm.Of(element.Length));

    /// <inheritdoc/>
    public Term Visit(Load element)
    {
        var shape = inputs[element.Input].Shape;
        var at = ImmutableArray.CreateBuilder<IndexForm>(element.At.Length);
        for (var axis = 0; axis < element.At.Length; axis++) at.Add(terms.Bounded(Index(element.At[axis]), shape[axis]));
        return operands.Value(element.Input, at.MoveToImmutable());
    }

    /// <inheritdoc/>
    public Term Visit(Arithmetic element)
    {
        if (IsIndex(element)) return FromIndex(Index(element));
        var (left, right) = (element.Left.Accept(this), element.Right.Accept(this));
        return element.DType.IsInteger && Total(element.Kind) is { } function && right is not ConstantTerm { Value.Integer: not (0 or -1) }
            ? terms.Pure(new TermOp.OfCall(function), element.DType.ScalarType, left, right)
            : terms.Arithmetic(element.Kind, left, right);
    }

    /// <inheritdoc/>
    public Term Visit(Negate element) => terms.Pure(new TermOp.OfNegate(), element.DType.ScalarType, element.Operand.Accept(this));

    /// <inheritdoc/>
    public Term Visit(Compare element) => IsIndexed(element.Left) || IsIndexed(element.Right)
        ? Compared(element.Kind, Index(element.Left), Index(element.Right))
        : Compared(element.Kind, element.Left.Accept(this), element.Right.Accept(this));

    /// <inheritdoc/>
    public Term Visit(Logic element) => terms.Logic(element.Kind, element.Left.Accept(this), element.Right.Accept(this));

    /// <inheritdoc/>
    public Term Visit(Not element) => terms.Not(element.Operand.Accept(this));

    /// <inheritdoc/>
    public Term Visit(Convert element) => terms.Convert(element.Operand.Accept(this), element.DType.ScalarType);

    /// <inheritdoc/>
    public Term Visit(Select element)
    {
        var condition = element.Condition.Accept(this);
        if (condition is ConstantTerm constant) return (constant.Value.Truth ? element.IfTrue : element.IfFalse).Accept(this);
        return terms.Select(condition, element.IfTrue.Accept(this), element.IfFalse.Accept(this));
    }

    /// <inheritdoc/>
    public Term Visit(Call element)
    {
        ImmutableArray<Term> arguments = [.. element.Arguments.Select(a => a.Accept(this))];
        var type = element.DType.ScalarType;
        if (element.DType != DType.Float32 || element.Function.Overload(DType.Float32) is not null)
            return terms.Pure(new TermOp.OfCall(element.Function), type, arguments);
        var wide = terms.Pure(new TermOp.OfCall(element.Function), ScalarType.Float64, [.. arguments.Select(a => terms.Convert(a, ScalarType.Float64))]);
        return terms.Convert(wide, type);
    }

    /// <inheritdoc/>
    public Term Visit(Reduce element)
    {
        if (Unrolls) return Unrolled(element);
        var axis = AxisOf(element);
        axes[element.Axis] = IndexForm.Of(axis);
        var body = element.Body.Accept(this);
        if (element.Kind is not (ReductionKind.ArgMax or ReductionKind.ArgMin)) return terms.Reduce(element.Kind, axis, body, body.Type);
        var position = terms.Reduce(element.Kind, axis, body, ScalarType.Index);
        return terms.Convert(terms.Checked(position, axis.Limit, axis.LengthTerm), ScalarType.Int32);
    }

    // Terms of a sum that are known to be zero are left out, up to column ≤ row + offset.
    private AxisTerm AxisOf(Reduce element)
    {
        var length = element.Axis.Length;
        if (element.Kind != ReductionKind.Sum || !storage.IsRelaxed || new Triangles(operands.TrianglesOf).Of(element.Body) is not { } all) return terms.Axis(length);
        foreach (var (row, column, offset) in all)
        {
            if (ReferenceEquals(column, element.Axis) && axes.TryGetValue(row, out var last) && row.Length == length)
                return terms.Axis(length, (last + IndexForm.Of((Dim)(offset + 1))).ToTerm(terms));
            if (ReferenceEquals(row, element.Axis) && axes.TryGetValue(column, out var first) && column.Length == length)
                return terms.Axis(length, terms.Length(length), (first + IndexForm.Of((Dim)(-offset))).ToTerm(terms));
        }

        return terms.Axis(length);
    }

    // In the order of the loop that it replaces; where rounding is free, a sum starts with its first term.
    private Term Unrolled(Reduce element)
    {
        var total = terms.Constant(Reductions.Start(element.Kind, element.DType.ScalarType), element.DType.ScalarType);
        for (var i = 0; i < element.Axis.Length.Value; i++)
        {
            axes[element.Axis] = IndexForm.Of((Dim)i);
            var next = element.Body.Accept(this);
            total = i == 0 && storage.IsRelaxed ? next : Reductions.Combine(element.Kind, total, next, terms);
        }

        return total;
    }

    // Integers divided by 0, and the smallest one by -1, where the operators of C# throw.
    private static ScalarFunction? Total(ArithmeticKind kind) => kind switch
    {
        ArithmeticKind.Divide => ScalarFunction.Of((Func<double, double, double>)Runtime.ScalarMath.Divide),
        ArithmeticKind.Remainder => ScalarFunction.Of((Func<double, double, double>)Runtime.ScalarMath.Remainder),
        _ => null,
    };

    private Term FromIndex(IndexForm form) => terms.Convert(form.ToTerm(terms), ScalarType.Int32);

    private IndexForm? Combine(ArithmeticKind kind, IndexForm a, IndexForm b) => kind switch
    {
        ArithmeticKind.Add => a + b,
        ArithmeticKind.Subtract => a - b,
        ArithmeticKind.Multiply => IndexForm.Product(a, b),
        ArithmeticKind.Divide => a.Quotient(b, terms),
        _ => a.Remainder(b, terms),
    };

    // What is known of x < x and, but for NaN, of x <= x and x == x.
    private Term Compared(ComparisonKind kind, Term a, Term b)
    {
        if (ReferenceEquals(a, b) && kind == ComparisonKind.Less) return terms.Truth(false);
        if (ReferenceEquals(a, b)) return a.Type.IsFloat ? terms.Compare(ComparisonKind.Equal, a, a) : terms.Truth(true);
        return terms.Compare(kind, a, b);
    }

    private Term Compared(ComparisonKind kind, IndexForm a, IndexForm b)
    {
        var known = kind switch
        {
            ComparisonKind.Less => a.IsLess(b),
            ComparisonKind.LessOrEqual => !b.IsLess(a),
            _ => a.IsLess(b) == true || b.IsLess(a) == true ? false : null,
        };
        return known is { } truth
            ? terms.Truth(truth)
            : terms.Compare(kind, a.ToTerm(terms), b.ToTerm(terms));
    }

    // Made of axes, lengths and integers alone, with an axis or length in it: exact without wrapping around.
    private static bool IsIndexed(Element element) => IsIndex(element) && element is not Literal;

    private static bool IsIndex(Element element) => element switch
    {
        Axis or Size => true,
        Literal literal => literal.DType == DType.Int32,
        Arithmetic arithmetic => IsIndex(arithmetic.Left) && IsIndex(arithmetic.Right) && (IsIndexed(arithmetic.Left) || IsIndexed(arithmetic.Right)),
        Negate negate => IsIndexed(negate.Operand),
        _ => false,
    };
}
