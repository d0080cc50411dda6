using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Codegen.Loops;

/// <summary>An index as a sum of products with numbers, and a number: <c>2·i + m·j + 3</c>.</summary>
internal sealed class IndexSum
{
    private readonly ImmutableArray<(Expression Atom, long Coefficient)> parts;

    private IndexSum(IEnumerable<(Expression Atom, long Coefficient)> parts, long number)
    {
        this.parts = [.. parts.GroupBy(p => p.Atom).Select(g => (g.Key, Coefficient: g.Sum(p => p.Coefficient))).Where(p => p.Coefficient != 0)];
        Number = number;
    }

    /// <summary>The number that is added.</summary>
    public long Number { get; }

    public ImmutableArray<(Expression Atom, long Coefficient)> Parts => parts;

    /// <summary>An index as a sum.</summary>
    /// <param name="index">The index.</param>
    /// <param name="known">The sums that variables are, where they are known.</param>
    public static IndexSum Of(Expression index, Func<Local, IndexSum?>? known = null) => index switch
    {
        Constant constant => new([], constant.Value.Integer),
        Read read when known?.Invoke(read.Local) is { } sum => sum,
        Arithmetic { Kind: ArithmeticKind.Add } sum => Of(sum.Left, known).Plus(Of(sum.Right, known), 1),
        Arithmetic { Kind: ArithmeticKind.Subtract } difference => Of(difference.Left, known).Plus(Of(difference.Right, known), -1),
        Arithmetic { Kind: ArithmeticKind.Multiply, Right: Constant factor } product => new IndexSum([], 0).Plus(Of(product.Left, known), factor.Value.Integer),
        Arithmetic { Kind: ArithmeticKind.Multiply, Left: Constant factor } product => new IndexSum([], 0).Plus(Of(product.Right, known), factor.Value.Integer),
        _ => new([(index, 1)], 0),
    };

    public IndexSum Minus(IndexSum other) => Plus(other, -1);

    /// <summary>The parts that hold a condition, without the number, and the others with it.</summary>
    public (IndexSum Those, IndexSum Others) Split(Func<Expression, bool> condition) =>
        (new(parts.Where(p => condition(p.Atom)), 0), new(parts.Where(p => !condition(p.Atom)), Number));

    /// <summary>Whether it is a number, and which.</summary>
    public bool IsNumber(long number) => parts.IsEmpty && Number == number;

    /// <summary>The number that it is; null where a variable occurs in it.</summary>
    public long? Known => parts.IsEmpty ? Number : null;

    /// <summary>How often a part occurs in it.</summary>
    public long CoefficientOf(Expression atom) => parts.FirstOrDefault(p => p.Atom.Equals(atom)).Coefficient;

    public IndexSum Times(long factor) => new IndexSum([], 0).Plus(this, factor);

    public IndexSum Plus(long number) => new(parts, Number + number);

    /// <summary>Whether the two are the same whatever the variables are.</summary>
    public bool IsSame(IndexSum other) => Minus(other).IsNumber(0);

    public Expression ToExpression() => IndexArithmetic.Plus(
        parts.Aggregate(IndexArithmetic.Number(0), (sum, p) => IndexArithmetic.Plus(sum, IndexArithmetic.Times(p.Atom, IndexArithmetic.Number(p.Coefficient)))),
        IndexArithmetic.Number(Number));

    private IndexSum Plus(IndexSum other, long factor) => new(parts.Concat(other.parts.Select(p => (p.Atom, p.Coefficient * factor))), Number + factor * other.Number);
}
