using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace SymDiff;

/// <summary>
/// The length of an axis: a constant or a polynomial with rational coefficients in named sizes, in canonical form, so that
/// equal lengths are equal objects: <c>n*d + 1</c>, <c>d*(d - 1)/2</c>.
/// </summary>
[System.Diagnostics.DebuggerDisplay("{ToString(),nq}")]
public sealed class Dim : IEquatable<Dim>
{
    private const int MostTried = 64;
    private const int FewNumbers = 256;   // that are made once

    private static readonly ImmutableArray<Dim> numbers = [.. Enumerable.Range(0, FewNumbers).Select(n => new Dim(n == 0 ? [] : [DimTerm.Of((Rational)n)]))];

    private readonly ImmutableArray<DimTerm> terms;   // sorted, no zero coefficients
    private string? text;

    private Dim(ImmutableArray<DimTerm> canonical) => terms = canonical;

    /// <summary>A named size, known when the function is called.</summary>
    /// <exception cref="ArgumentException">The name is not an identifier.</exception>
    public Dim(string name)
        : this([DimTerm.Of(SymDiff.Names.Checked(name, "size"))])
    {
    }

    /// <summary>The length 0.</summary>
    public static Dim Zero { get; } = 0;

    /// <summary>The length 1, the only one that broadcasting stretches.</summary>
    public static Dim One { get; } = 1;

    /// <summary>True when no named size occurs in it.</summary>
    public bool IsConstant => terms.IsEmpty || (terms.Length == 1 && terms[0].Powers.IsEmpty);

    /// <summary>The names of the sizes that occur in it, in alphabetical order.</summary>
    public ImmutableArray<string> Names => [.. terms.SelectMany(t => t.Powers.Keys).Distinct(StringComparer.Ordinal).OrderBy(n => n, StringComparer.Ordinal)];

    /// <summary>The length, when it is constant.</summary>
    /// <exception cref="InvalidOperationException">A named size occurs in it.</exception>
    public int Value => IsConstant
        ? Evaluate(ImmutableDictionary<string, int>.Empty)
        : throw new InvalidOperationException($"The size {this} is not a constant.");

    /// <summary>The number that a constant is, which may be negative; null for a named size or a fraction.</summary>
    internal int? Constant => !IsConstant ? null
        : terms.IsEmpty ? 0
        : terms[0].Coefficient is { IsInteger: true } c && BigInteger.Abs(c.Numerator) <= int.MaxValue ? (int)c.Numerator : null;

    /// <summary>A constant length.</summary>
    public static implicit operator Dim(int value) => value is >= 0 and < FewNumbers ? numbers[value] : new([DimTerm.Of((Rational)value)]);

    /// <summary>The sum of two lengths.</summary>
    public static Dim operator +(Dim a, Dim b) => a.terms.IsEmpty ? b : b.terms.IsEmpty ? a : Of(Merged(a.terms, b.terms));

    /// <summary>The difference of two lengths.</summary>
    public static Dim operator -(Dim a, Dim b) => ReferenceEquals(a, b) ? Zero : b.terms.IsEmpty ? a : Of(Merged(a.terms, b.Scaled(-1).terms));

    /// <summary>The product of two lengths.</summary>
    public static Dim operator *(Dim a, Dim b) =>
        a.IsConstant ? b.Scaled(a.Coefficient)
        : b.IsConstant ? a.Scaled(b.Coefficient)
        : Sum(a.terms.SelectMany(s => b.terms.Select(t => s.Times(t))));

    /// <summary>A length divided by a constant, exactly: <c>d*(d - 1)/2</c>.</summary>
    public static Dim operator /(Dim a, int divisor) => a.Scaled((Rational)1 / divisor);

    /// <summary>Whether two lengths are equal whatever the named sizes are.</summary>
    public static bool operator ==(Dim? a, Dim? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Whether two lengths differ for some value of the named sizes.</summary>
    public static bool operator !=(Dim? a, Dim? b) => !(a == b);

    /// <summary>The product of lengths; 1 for none.</summary>
    public static Dim Product(IEnumerable<Dim> dims) => dims.Aggregate(One, (a, b) => a * b);

    /// <summary>The length that a text in canonical form means, as <see cref="ToString"/> gives it: <c>n*d + 1</c>, <c>d*d/2 - d/2</c>.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static Dim Parse(string text)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        var spaced = text.Trim().Replace(" - ", " + -");
        var sum = Zero;
        foreach (var term in spaced.Split(["+"], StringSplitOptions.None)) sum += ParseTerm(term.Trim(), text);
        return sum;
    }

    /// <summary>The length for given sizes.</summary>
    /// <exception cref="ShapeException">A size is missing, or the result is not a non-negative 32-bit integer.</exception>
    public int Evaluate(IReadOnlyDictionary<string, int> sizes)
    {
        var sum = Sum(sizes);
        if (!sum.IsInteger || sum.Numerator.Sign < 0 || sum.Numerator > int.MaxValue)
            throw new ShapeException($"The size {this} is {sum} for {Describe(sizes)}; expected an integer from 0 to {int.MaxValue.ToString(CultureInfo.InvariantCulture)}.");
        return (int)sum.Numerator;
    }

    /// <summary>The value as part of an index, which may be negative: the last position before an empty stretch is -1.</summary>
    /// <exception cref="ShapeException">A size is missing, or the result is no integer.</exception>
    internal long EvaluateIndex(IReadOnlyDictionary<string, int> sizes)
    {
        var sum = Sum(sizes);
        return sum.IsInteger ? (long)sum.Numerator : throw new ShapeException($"The index {this} is {sum} for {Describe(sizes)}; expected an integer.");
    }

    private Rational Sum(IReadOnlyDictionary<string, int> sizes)
    {
        Rational sum = 0;
        foreach (var term in terms) sum += Evaluate(term, sizes);
        return sum;
    }

    private Rational Evaluate(DimTerm term, IReadOnlyDictionary<string, int> sizes)
    {
        var value = term.Coefficient;
        foreach (var power in term.Powers)
        {
            if (!sizes.TryGetValue(power.Key, out var size))
                throw new ShapeException($"The size {this} needs a value for '{power.Key}'; got {Describe(sizes)}.");
            value *= new Rational(BigInteger.Pow(size, power.Value), 1);
        }

        return value;
    }

    /// <summary>The length with named sizes replaced by other lengths; names that are not mentioned stay.</summary>
    public Dim Substitute(IReadOnlyDictionary<string, Dim> sizes)
    {
        if (sizes.Count == 0 || IsConstant) return this;
        return terms.Aggregate(Zero, (sum, term) => sum + Substitute(term, sizes));
    }

    private static Dim Substitute(DimTerm term, IReadOnlyDictionary<string, Dim> sizes)
    {
        var product = Of([DimTerm.Of(term.Coefficient)]);
        foreach (var power in term.Powers)
        {
            var factor = sizes.TryGetValue(power.Key, out var dim) ? dim : new Dim(power.Key);
            for (var i = 0; i < power.Value; i++) product *= factor;
        }

        return product;
    }

    /// <summary>
    /// Solves <c>this = length</c> for the one named size that <paramref name="known"/> lacks, where this length is linear in it.
    /// </summary>
    /// <returns>The size, or null where it is not linear in one unknown or no non-negative integer solves it.</returns>
    internal int? Solve(int length, IReadOnlyDictionary<string, int> known)
    {
        var unknown = Names.Where(n => !known.ContainsKey(n)).ToList();
        if (unknown is not [var name] || terms.Any(t => t.Powers.TryGetValue(name, out var p) && p > 1)) return null;
        Rational slope = 0, rest = 0;
        foreach (var term in terms)
        {
            if (term.Powers.ContainsKey(name)) slope += Evaluate(term.Without(name), known);
            else rest += Evaluate(term, known);
        }

        if (slope.IsZero) return length == 0 && rest.IsZero ? 0 : null;
        var solution = ((Rational)length + -rest) / slope;
        return solution.IsInteger && solution.Numerator.Sign >= 0 && solution.Numerator <= int.MaxValue ? (int)solution.Numerator : null;
    }

    /// <summary>
    /// Solves <c>this = length</c> for the one named size that <paramref name="known"/> lacks, where it stands alone in one term; known sizes may be polynomials.
    /// </summary>
    internal (string Name, Dim Size)? Solve(Dim length, IReadOnlyDictionary<string, Dim> known)
    {
        if (Names.Where(n => !known.ContainsKey(n)).ToList() is not [var name]) return null;
        if (terms.Where(t => t.Powers.ContainsKey(name)).ToList() is not [{ Degree: 1 } own]) return null;
        var rest = Sum(terms.Where(t => t != own)).Substitute(known);
        var size = (length - rest).Scaled((Rational)1 / own.Coefficient);
        return size.IsConstant && !int.TryParse(size.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : (name, size);
    }

    /// <summary>The terms of the polynomial: coefficient numerator and denominator, and the powers of the names.</summary>
    internal IEnumerable<(BigInteger Numerator, BigInteger Denominator, IReadOnlyList<(string Name, int Power)> Powers)> Terms =>
        terms.Select(t => (t.Coefficient.Numerator, t.Coefficient.Denominator, (IReadOnlyList<(string, int)>)[.. t.Powers.Select(p => (p.Key, p.Value))]));

    /// <summary>Whether it is known that this length is at least another, for all sizes of 0 and more.</summary>
    internal bool IsAtLeast(Dim other) => ReferenceEquals(this, other) || (this - other).terms.All(t => t.Coefficient.Numerator.Sign >= 0);

    /// <summary>Whether it is known to be a whole number of 0 or more, for all sizes of 0 and more: in one size as far as it is tried out, beyond all roots and for all remainders.</summary>
    internal bool IsLength
    {
        get
        {
            if (IsAtLeast(Zero) && IsMultipleOf(1)) return true;
            if (Names is not [var name] || terms[0].Coefficient.Numerator.Sign < 0) return false;
            var leading = terms[0].Coefficient;
            if (terms.Any(t => t.Coefficient.Denominator > MostTried || BigInteger.Abs((t.Coefficient / leading).Numerator) > (MostTried - 1) * (t.Coefficient / leading).Denominator)) return false;
            return Enumerable.Range(0, MostTried).All(n => Sum(new Dictionary<string, int> { [name] = n }) is { IsInteger: true, Numerator.Sign: >= 0 });
        }
    }

    /// <summary>The number that makes all coefficients whole.</summary>
    internal BigInteger Denominator => terms.Aggregate(BigInteger.One, (lcm, t) => lcm * t.Coefficient.Denominator / BigInteger.GreatestCommonDivisor(lcm, t.Coefficient.Denominator));

    /// <summary>Whether it is known that a number divides this length, for all sizes.</summary>
    internal bool IsMultipleOf(int number) => terms.All(t => t.Coefficient.Denominator.IsOne && t.Coefficient.Numerator % number == 0);

    /// <summary>True for a number below 0, which is no length but may be a part of one.</summary>
    internal bool IsNegativeConstant => IsConstant && terms.Any(t => t.Coefficient.Numerator.Sign < 0);

    /// <summary>This length as slope·name + rest, or null where it is not linear in the name.</summary>
    internal (Dim Slope, Dim Offset)? LinearIn(string name)
    {
        if (terms.Any(t => t.Powers.TryGetValue(name, out var power) && power > 1)) return null;
        var with = terms.Where(t => t.Powers.ContainsKey(name)).Select(t => t.Without(name));
        return (Sum(with), Sum(terms.Where(t => !t.Powers.ContainsKey(name))));
    }

    /// <summary>The quotient by a length of one term, or null where the division leaves a rest or a fraction.</summary>
    internal Dim? DividedBy(Dim divisor)
    {
        if (divisor.terms is not [var by]) return Equals(divisor) ? One : null;
        var quotients = terms.Select(t => t.DividedBy(by)).ToList();
        return quotients.Any(q => q is null) ? null : Sum(quotients.Select(q => q!));
    }

    /// <inheritdoc/>
    public bool Equals(Dim? other) => other is not null && (ReferenceEquals(this, other) || string.Equals(ToString(), other.ToString(), StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Dim);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The polynomial as one writes it: <c>n*d + 1</c>.</summary>
    public override string ToString() => text ??= Render(terms);   // canonical, so it serves as the key

    private static Dim ParseTerm(string term, string whole)
    {
        var negative = term.StartsWith('-');
        var parts = (negative ? term.Substring(1) : term).Split('/');
        if (parts.Length > 2) throw NoDim(whole);
        var product = parts[0].Split('*').Select(f => ParseFactor(f.Trim(), whole)).Aggregate(One, (a, b) => a * b);
        if (parts.Length == 2) product = product.Scaled(Reciprocal(parts[1].Trim(), whole));
        return negative ? Zero - product : product;
    }

    private static Dim ParseFactor(string factor, string whole) =>
        SymDiff.Names.IsIdentifier(factor) ? new Dim(factor) : Sum([DimTerm.Of(new Rational(ParseInteger(factor, whole), 1))]);

    private static Rational Reciprocal(string divisor, string whole) =>
        ParseInteger(divisor, whole) is { IsZero: false } number ? new Rational(1, number) : throw NoDim(whole);

    private static BigInteger ParseInteger(string digits, string whole) =>
        BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw NoDim(whole);

    private static FormatException NoDim(string text) => new($"'{text}' is no size: expected sums of products of names and integers, like 2*n*d + 1.");

    private static string Describe(IReadOnlyDictionary<string, int> sizes) => sizes.Count == 0
        ? "no sizes"
        : string.Join(", ", sizes.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Key + " = " + s.Value.ToString(CultureInfo.InvariantCulture)));

    // Of a constant: the number.
    private Rational Coefficient => terms.IsEmpty ? 0 : terms[0].Coefficient;

    private Dim Scaled(Rational factor) =>
        factor.IsZero ? Zero
        : factor == 1 ? this
        : Of([.. terms.Select(t => t with { Coefficient = t.Coefficient * factor })]);

    private static Dim Sum(IEnumerable<DimTerm> unordered) => Of(
    [
        .. unordered
            .GroupBy(t => t.Monomial)
            .Select(g => g.First() with { Coefficient = g.Aggregate((Rational)0, (sum, t) => sum + t.Coefficient) })
            .Where(t => !t.Coefficient.IsZero)
            .OrderBy(t => t.Monomial),
    ]);

    private static Dim Of(ImmutableArray<DimTerm> canonical) =>
        canonical.IsEmpty ? Zero
        : canonical is [{ Degree: 0, Coefficient: { IsInteger: true, Numerator: var number } }] && number >= 0 && number < FewNumbers ? numbers[(int)number]
        : new(canonical);

    private static ImmutableArray<DimTerm> Merged(ImmutableArray<DimTerm> a, ImmutableArray<DimTerm> b)
    {
        var all = ImmutableArray.CreateBuilder<DimTerm>(a.Length + b.Length);
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            var order = i == a.Length ? 1 : j == b.Length ? -1 : a[i].Monomial.CompareTo(b[j].Monomial);
            var next = order < 0 ? a[i] : order > 0 ? b[j] : a[i] with { Coefficient = a[i].Coefficient + b[j].Coefficient };
            if (order <= 0) i++;
            if (order >= 0) j++;
            if (!next.Coefficient.IsZero) all.Add(next);
        }

        return all.ToImmutable();
    }

    private static string Render(ImmutableArray<DimTerm> terms)
    {
        if (terms.IsEmpty) return "0";
        var text = new StringBuilder();
        foreach (var term in terms)
        {
            var negative = term.Coefficient.Numerator.Sign < 0;
            if (text.Length > 0) text.Append(negative ? " - " : " + ");
            else if (negative) text.Append('-');
            text.Append(term with { Coefficient = negative ? -term.Coefficient : term.Coefficient });
        }

        return text.ToString();
    }
}
