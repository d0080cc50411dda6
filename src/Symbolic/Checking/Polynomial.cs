using System.Collections.Immutable;

namespace SymDiff.Checking;

/// <summary>A product of powers of nodes, the factors in the order in which an <see cref="Expansion"/> met them.</summary>
internal sealed record Monomial(EquatableArray<(int Atom, int Power)> Factors)
{
    public static Monomial One { get; } = new([]);

    public static Monomial Of(int atom) => new([(atom, 1)]);

    public Monomial Times(Monomial other)
    {
        if (Factors.Count == 0) return other;
        if (other.Factors.Count == 0) return this;
        return new([.. Factors.Concat(other.Factors).GroupBy(f => f.Atom).Select(g => (g.Key, g.Sum(f => f.Power))).Where(f => f.Item2 != 0).OrderBy(f => f.Key)]);
    }

    public Monomial Inverse() => new([.. Factors.Select(f => (f.Atom, -f.Power))]);
}

/// <summary>A sum of products of nodes: two nodes with the same one are equal for all finite values, up to rounding.</summary>
internal sealed class Polynomial
{
    private readonly ImmutableDictionary<Monomial, double> terms;

    private Polynomial(ImmutableDictionary<Monomial, double> terms) => this.terms = terms;

    public static Polynomial Zero { get; } = new(ImmutableDictionary<Monomial, double>.Empty);

    public int Count => terms.Count;

    /// <summary>The terms, those first whose factors were met first.</summary>
    public IEnumerable<(Monomial Monomial, double Coefficient)> Terms => terms
        .Select(t => (t.Key, t.Value))
        .OrderByDescending(t => t.Key.Factors.Sum(f => f.Power))
        .ThenBy(t => string.Join(",", t.Key.Factors.Select(f => FormattableString.Invariant($"{f.Atom:D9}:{f.Power:D3}"))), StringComparer.Ordinal);

    public double this[Monomial monomial] => terms.TryGetValue(monomial, out var coefficient) ? coefficient : 0;

    /// <summary>The number, when it is one.</summary>
    public double? Constant => terms.Count == 0 ? 0 : terms.Count == 1 && terms.TryGetValue(Monomial.One, out var constant) ? constant : null;

    public static Polynomial Of(double constant) => Of(Monomial.One, constant);

    public static Polynomial Of(Monomial monomial, double coefficient = 1) =>
        coefficient == 0 ? Zero : new(Zero.terms.Add(monomial, coefficient));

    public static Polynomial operator +(Polynomial a, Polynomial b)
    {
        if (a.Count < b.Count) (a, b) = (b, a);
        var sum = a.terms.ToBuilder();
        foreach (var term in b.terms) Add(sum, term.Key, term.Value);
        return new(sum.ToImmutable());
    }

    public static Polynomial operator -(Polynomial a, Polynomial b) => a + b.Times(-1);

    public static Polynomial operator *(Polynomial a, Polynomial b)
    {
        var product = Zero.terms.ToBuilder();
        foreach (var left in a.terms)
            foreach (var right in b.terms) Add(product, left.Key.Times(right.Key), left.Value * right.Value);
        return new(product.ToImmutable());
    }

    public Polynomial Times(double factor) => factor == 0 ? Zero : new(terms.ToImmutableDictionary(t => t.Key, t => t.Value * factor));

    /// <summary>1 over it, when it is a single term.</summary>
    public Polynomial? Inverse() => terms.Count == 1 && terms.First() is var term ? Of(term.Key.Inverse(), 1 / term.Value) : null;

    // What is left of two coefficients that cancel up to rounding is no term.
    private static void Add(ImmutableDictionary<Monomial, double>.Builder sum, Monomial monomial, double coefficient)
    {
        if (!sum.TryGetValue(monomial, out var before))
        {
            sum.Add(monomial, coefficient);
            return;
        }

        var after = before + coefficient;
        if (Math.Abs(after) <= 1e-14 * (Math.Abs(before) + Math.Abs(coefficient))) sum.Remove(monomial);
        else sum[monomial] = after;
    }
}
