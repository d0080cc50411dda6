using System.Collections.Immutable;
using System.Globalization;

namespace SymDiff;

/// <summary>A coefficient times powers of names.</summary>
internal sealed record DimTerm(Rational Coefficient, Monomial Monomial)
{
    public int Degree => Monomial.Degree;

    public ImmutableSortedDictionary<string, int> Powers => Monomial.Powers;

    public static DimTerm Of(Rational constant) => new(constant, Monomial.One);

    public static DimTerm Of(string name) => new(1, new(Monomial.One.Powers.Add(name, 1)));

    /// <summary>The term with a name left out.</summary>
    public DimTerm Without(string name) => new(Coefficient, new(Powers.Remove(name)));

    public DimTerm Times(DimTerm other) => new(Coefficient * other.Coefficient, Monomial.Times(other.Monomial));

    /// <summary>The quotient, or null where the division leaves a rest or a fraction.</summary>
    public DimTerm? DividedBy(DimTerm other) =>
        Monomial.DividedBy(other.Monomial) is { } monomial && Coefficient / other.Coefficient is { IsInteger: true } coefficient ? new(coefficient, monomial) : null;

    public override string ToString() => (Monomial.Text, Coefficient) switch
    {
        ("", _) => Coefficient.ToString(),
        (var text, { Numerator.IsOne: true, Denominator.IsOne: true }) => text,
        (var text, { Denominator.IsOne: true }) => Coefficient + "*" + text,
        (var text, { Numerator.IsOne: true }) => text + "/" + Coefficient.Denominator.ToString(CultureInfo.InvariantCulture),
        (var text, _) => Coefficient.Numerator.ToString(CultureInfo.InvariantCulture) + "*" + text + "/" + Coefficient.Denominator.ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>A product of powers of names: <c>n*n*d</c>. Those of higher degree come first, the others in alphabetical order.</summary>
internal sealed class Monomial(ImmutableSortedDictionary<string, int> powers) : IEquatable<Monomial>, IComparable<Monomial>
{
    /// <summary>The product of none.</summary>
    public static Monomial One { get; } = new(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));

    public ImmutableSortedDictionary<string, int> Powers => powers;

    public int Degree { get; } = powers.Values.Sum();

    /// <summary>The factors in alphabetical order.</summary>
    public string Text { get; } = string.Join("*", powers.SelectMany(p => Enumerable.Repeat(p.Key, p.Value)));

    public Monomial Times(Monomial other)
    {
        var all = powers;
        foreach (var (name, power) in other.Powers.Select(p => (p.Key, p.Value))) all = all.SetItem(name, power + (all.TryGetValue(name, out var own) ? own : 0));
        return new(all);
    }

    /// <summary>The quotient, or null where the division leaves a rest.</summary>
    public Monomial? DividedBy(Monomial other)
    {
        var rest = powers;
        foreach (var (name, power) in other.Powers.Select(p => (p.Key, p.Value)))
        {
            if (!rest.TryGetValue(name, out var own) || own < power) return null;
            rest = own == power ? rest.Remove(name) : rest.SetItem(name, own - power);
        }

        return new(rest);
    }

    /// <inheritdoc/>
    public int CompareTo(Monomial? other) => other is null ? 1 : Degree != other.Degree ? other.Degree.CompareTo(Degree) : string.CompareOrdinal(Text, other.Text);

    /// <inheritdoc/>
    public bool Equals(Monomial? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Monomial);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);
}
