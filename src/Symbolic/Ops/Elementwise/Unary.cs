using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Ops;

/// <summary>Rows of one input: <c>Unary.Of(x, Math.Exp, (x, y) => y)</c>.</summary>
public static class Unary
{
    /// <summary>A scalar function applied to each entry.</summary>
    /// <param name="x">The input.</param>
    /// <param name="function">A static method of a double; its overload for float serves Float32.</param>
    /// <param name="partial">The derivative in terms of the input x and the output y; null where it is 0 almost everywhere.</param>
    /// <param name="domain">Where the input must be for a finite value; all numbers by default.</param>
    /// <param name="range">Where the values are; all numbers by default.</param>
    /// <param name="bounds">Where the values are when the input is in an interval; the range by default.</param>
    /// <param name="kinks">Where the derivative is undefined or one-sided, and what it is taken as.</param>
    /// <param name="accepts">The dtypes that are taken; an integer one needs an overload of the method.</param>
    /// <param name="notation">How it is written; a call of the method's name by default.</param>
    /// <param name="cheap">Whether it costs about as much as an addition and has a value everywhere.</param>
    public static Node Of(
        Node x,
        Func<double, double> function,
        Func<Node, Node, Node?>? partial,
        Interval? domain = null,
        Interval? range = null,
        Func<Interval, Interval>? bounds = null,
        ImmutableArray<Kink> kinks = default,
        Accepts accepts = Accepts.Floats,
        Notation? notation = null,
        bool cheap = false)
    {
        if (x is null) throw new ArgumentNullException(nameof(x));
        return x.Graph.Add(Rows.Find(function, partial) ?? Make(function, partial, domain, range, bounds, kinks, accepts, notation, cheap), x);
    }

    private static Row Make(
        Func<double, double> function, Func<Node, Node, Node?>? partial, Interval? domain, Interval? range, Func<Interval, Interval>? bounds,
        ImmutableArray<Kink> kinks, Accepts accepts, Notation? notation, bool cheap) =>
        Rows.Of(function, [partial], scalar => new(scalar, (t, y) => Rows.Times(t, partial?.Invoke(y.Inputs[0], y)))
        {
            Domain = [domain ?? Interval.All],
            Range = inputs => Intervals.Intersect(range ?? Interval.All, bounds?.Invoke(inputs[0]) ?? Interval.All),
            Points = kinks.IsDefault ? [] : kinks,
            Accepts = accepts,
            Written = notation ?? Notation.Function(scalar.Name),
            IsFlat = partial is null,
            Cheap = cheap,
        });
}

/// <summary>Rows of two inputs: <c>Binary.Of(a, b, Math.Atan2, (a, b, y) => ..., (a, b, y) => ...)</c>.</summary>
public static class Binary
{
    /// <summary>A scalar function applied to the entries of two inputs.</summary>
    /// <param name="a">The first input.</param>
    /// <param name="b">The second input.</param>
    /// <param name="function">A static method of two doubles; its overload for floats serves Float32.</param>
    /// <param name="partialA">The derivative by the first input, in terms of both inputs and the output; null where it is 0 almost everywhere.</param>
    /// <param name="partialB">The derivative by the second input.</param>
    /// <param name="domains">Where each input must be for a finite value; all numbers by default.</param>
    /// <param name="range">Where the values are; all numbers by default.</param>
    /// <param name="bounds">Where the values are when the inputs are in intervals; the range by default.</param>
    /// <param name="kinks">Where the derivative is undefined or one-sided, and what it is taken as.</param>
    /// <param name="accepts">The dtypes that are taken; an integer one needs an overload of the method.</param>
    /// <param name="notation">How it is written; a call of the method's name by default.</param>
    /// <param name="cheap">Whether it costs about as much as an addition and has a value everywhere.</param>
    public static Node Of(
        Node a,
        Node b,
        Func<double, double, double> function,
        Func<Node, Node, Node, Node?>? partialA,
        Func<Node, Node, Node, Node?>? partialB,
        ImmutableArray<Interval> domains = default,
        Interval? range = null,
        Func<Interval, Interval, Interval>? bounds = null,
        ImmutableArray<Kink> kinks = default,
        Accepts accepts = Accepts.Floats,
        Notation? notation = null,
        bool cheap = false)
    {
        if (a is null) throw new ArgumentNullException(nameof(a));
        var row = Rows.Of(function, [partialA, partialB], scalar => new(
            scalar,
            (t, y) => Rows.Times(t, partialA?.Invoke(y.Inputs[0], y.Inputs[1], y)),
            (t, y) => Rows.Times(t, partialB?.Invoke(y.Inputs[0], y.Inputs[1], y)))
        {
            Domain = domains.IsDefault ? [Interval.All, Interval.All] : domains,
            Range = inputs => Intervals.Intersect(range ?? Interval.All, bounds?.Invoke(inputs[0], inputs[1]) ?? Interval.All),
            Points = kinks.IsDefault ? [] : kinks,
            Accepts = accepts,
            Written = notation ?? Notation.Function(scalar.Name),
            IsFlat = partialA is null && partialB is null,
            Cheap = cheap,
        });
        return a.Graph.Add(row, a, b);
    }
}
