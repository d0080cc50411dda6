using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// An index as a sum of lengths times terms plus a length: <c>i*m + j + 1</c>. Quotients and remainders by a length are simplified
/// where bounds prove it: <c>(i*m + j) / m = i</c>.
/// </summary>
internal sealed class IndexForm
{
    private readonly ImmutableArray<(Term Atom, Dim Coefficient)> parts;   // by the atoms' ids, no zero coefficients
    private readonly Dim constant;

    private IndexForm(IEnumerable<(Term Atom, Dim Coefficient)> parts, Dim constant)
    {
        this.parts = [.. parts
            .GroupBy(p => p.Atom.Id)
            .Select(g => (g.First().Atom, Coefficient: g.Aggregate(Dim.Zero, (sum, p) => sum + p.Coefficient)))
            .Where(p => p.Coefficient != Dim.Zero)
            .OrderBy(p => p.Atom.Id)];
        this.constant = constant;
    }

    private IndexForm(ImmutableArray<(Term Atom, Dim Coefficient)> canonical, Dim constant) => (parts, this.constant) = (canonical, constant);

    /// <summary>True when no term occurs in it: it is a length.</summary>
    public bool IsLength => parts.IsEmpty;

    /// <summary>True when it is a number.</summary>
    public bool IsConstant => parts.IsEmpty && constant.IsConstant;

    /// <summary>True when it is computed from data, so that nothing is known of its bounds.</summary>
    public bool IsUnbounded => parts.Any(p => p.Atom.Limit is null);

    /// <summary>The entry of a constant tensor that it is, where it is one.</summary>
    public int? Entry => constant == Dim.Zero && parts is [{ Coefficient: var one, Atom: PureTerm { Op: TermOp.OfConvert, Operands: [ConstantTerm entry] } }] && one == Dim.One ? (int)entry.Value.Integer : null;

    /// <summary>Whether entries of constant tensors occur in it: their bounds are known, but need not be those of what they are an index of.</summary>
    public bool HasEntries => parts.Any(p => p.Atom is PureTerm { Op: TermOp.OfConvert });


    public static IndexForm Of(Dim length) => new(ImmutableArray<(Term, Dim)>.Empty, length);

    public static IndexForm Of(Term atom) => atom is ConstantTerm number ? Of((Dim)(int)number.Value.Integer) : new(ImmutableArray.Create((atom, Dim.One)), Dim.Zero);

    public static IndexForm operator +(IndexForm a, IndexForm b) =>
        b.parts.IsEmpty ? new(a.parts, a.constant + b.constant)
        : a.parts.IsEmpty ? new(b.parts, a.constant + b.constant)
        : new(a.parts.Concat(b.parts), a.constant + b.constant);

    public static IndexForm operator -(IndexForm a, IndexForm b) => a + b.Times((Dim)0 - Dim.One);

    /// <summary>The product with a length.</summary>
    public IndexForm Times(Dim factor) =>
        factor == Dim.One ? this
        : parts.IsEmpty ? Of(constant * factor)
        : new(parts.Select(p => (p.Atom, p.Coefficient * factor)), constant * factor);

    /// <summary>The product, where one of the two is a length; null otherwise.</summary>
    public static IndexForm? Product(IndexForm a, IndexForm b) => a.IsLength ? b.Times(a.constant) : b.IsLength ? a.Times(b.constant) : null;

    /// <summary>The quotient by a length; null where the divisor is none.</summary>
    public IndexForm? Quotient(IndexForm divisor, TermTable terms)
    {
        if (!divisor.IsLength) return null;
        var (whole, rest) = Split(divisor.constant);
        if (rest.IsWithin(divisor.constant) && whole.IsNonNegative) return whole;
        var limit = IsNonNegative && Upper is { } upper ? (upper + Dim.One).DividedBy(divisor.constant) : null;
        return Of(terms.Pure(new TermOp.OfArithmetic(ArithmeticKind.Divide), ScalarType.Index, limit, [ToTerm(terms), terms.Length(divisor.constant)]));
    }

    /// <summary>The remainder by a length; null where the divisor is none.</summary>
    public IndexForm? Remainder(IndexForm divisor, TermTable terms)
    {
        if (!divisor.IsLength) return null;
        var (whole, rest) = Split(divisor.constant);
        if (rest.IsWithin(divisor.constant) && whole.IsNonNegative) return rest;
        var dividend = whole.IsNonNegative && rest.IsNonNegative ? rest : this;
        var limit = dividend.IsNonNegative ? divisor.constant : null;
        return Of(terms.Pure(new TermOp.OfArithmetic(ArithmeticKind.Remainder), ScalarType.Index, limit, [dividend.ToTerm(terms), terms.Length(divisor.constant)]));
    }

    /// <summary>Whether it is known to be at least 0 and below a length.</summary>
    public bool IsWithin(Dim length) => IsNonNegative && (IsBelow(length, Upper) || IsBelow(length, Bound(upper: true, byOtherLimits: true)));

    private static bool IsBelow(Dim length, Dim? upper) => upper is not null && length.IsAtLeast(upper + Dim.One);

    /// <summary>The least and the greatest value that it takes, where each term takes all values from one to another; null where that is not known of one.</summary>
    public (Dim Least, Dim Greatest)? Range(Func<Term, (Dim Least, Dim Greatest)?> rangeOf)
    {
        var (least, greatest) = (constant, constant);
        foreach (var (atom, coefficient) in parts)
        {
            if (rangeOf(atom) is not var (first, last)) return null;
            if (coefficient.IsAtLeast(Dim.Zero)) (least, greatest) = (least + coefficient * first, greatest + coefficient * last);
            else if (Dim.Zero.IsAtLeast(coefficient)) (least, greatest) = (least + coefficient * last, greatest + coefficient * first);
            else return null;
        }

        return (least, greatest);
    }

    /// <summary>Whether it is known to be at least 0.</summary>
    public bool IsNatural => IsNonNegative || (Bound(upper: false, byOtherLimits: true) is { } lower && lower.IsAtLeast(Dim.Zero));

    /// <summary>The axis that is the only one in it, once or subtracted once, and the rest, which is of sizes; null for others.</summary>
    public (AxisTerm Axis, bool IsSubtracted, Dim Remaining)? OfOneAxis => parts is [{ Atom: AxisTerm axis, Coefficient.Constant: (1 or -1) and var sign }] ? (axis, sign < 0, constant) : null;

    /// <summary>Whether it is known to be less than another (true, false), or not known (null).</summary>
    public bool? IsLess(IndexForm other)
    {
        if (parts.IsEmpty && other.parts.IsEmpty && constant.Constant is { } number && other.constant.Constant is { } bound) return number < bound;
        var difference = other - this;   // this < other  <=>  difference >= 1
        if (difference.Lower is { } lower && lower.IsAtLeast(Dim.One)) return true;
        return difference.Upper is { } upper && Dim.Zero.IsAtLeast(upper) ? false : null;
    }

    /// <summary>The sum as a term, outer loops first so that partial sums can stay outside of inner loops.</summary>
    public Term ToTerm(TermTable terms)
    {
        Term? sum = null;
        foreach (var (atom, coefficient) in parts) sum = Plus(terms, sum, coefficient == Dim.One ? atom : terms.Arithmetic(ArithmeticKind.Multiply, atom, terms.Length(coefficient)));
        if (sum is null) return terms.Length(constant);
        if (constant == Dim.Zero) return sum;
        return constant.IsConstant && constant.IsNegativeConstant
            ? terms.Arithmetic(ArithmeticKind.Subtract, sum, terms.Length(Dim.Zero - constant))
            : Plus(terms, sum, terms.Length(constant));
    }

    private static Term Plus(TermTable terms, Term? a, Term b) => a is null ? b : terms.Arithmetic(ArithmeticKind.Add, a, b);

    private bool IsNonNegative => Lower is { } lower && lower.IsAtLeast(Dim.Zero);

    private Dim? Upper => Bound(upper: true);

    private Dim? Lower => Bound(upper: false);

    // Σ cᵢ·(limitᵢ - 1) over the coefficients of the bound's sign; the others add nothing, since atoms start at 0.
    private Dim? Bound(bool upper, bool byOtherLimits = false)
    {
        var bound = constant;
        foreach (var (atom, coefficient) in parts)
        {
            if (((byOtherLimits ? (atom as AxisTerm)?.OtherLimit : null) ?? atom.Limit) is not { } limit) return null;
            if (coefficient.IsAtLeast(Dim.Zero))
            {
                if (upper) bound += coefficient * (limit - Dim.One);
            }
            else if (Dim.Zero.IsAtLeast(coefficient))
            {
                if (!upper) bound += coefficient * (limit - Dim.One);
            }
            else
            {
                return null;
            }
        }

        return bound;
    }

    private (IndexForm Whole, IndexForm Remaining) Split(Dim divisor)
    {
        var whole = new List<(Term, Dim)>();
        var rest = new List<(Term, Dim)>();
        foreach (var (atom, coefficient) in parts)
        {
            if (coefficient.DividedBy(divisor) is { } quotient) whole.Add((atom, quotient));
            else rest.Add((atom, coefficient));
        }

        if (constant.DividedBy(divisor) is { } multiple) return (new(whole, multiple), new(rest, Dim.Zero));
        if (!constant.IsConstant || !divisor.IsConstant || constant.IsNegativeConstant || divisor.Value <= 0) return (new(whole, Dim.Zero), new(rest, constant));
        return (new(whole, (Dim)(constant.Value / divisor.Value)), new(rest, (Dim)(constant.Value % divisor.Value)));
    }
}
