using System.Collections.Immutable;
using System.Globalization;

namespace SymDiff.Symbolic.Tests.Graphs;

/// <summary>Lengths are polynomials in canonical form: equal lengths are equal objects, whichever way they were written.</summary>
public sealed class DimTests
{
    private readonly Dim n = new("n"), d = new("d");

    [Fact]
    public void EqualPolynomialsAreEqual()
    {
        Assert.Equal((n + 1) * (n - 1), n * n - 1);
        Assert.Equal(n * d, d * n);
        Assert.Equal(2 * n, n + n);
        Assert.Equal(d * (d - 1) / 2, (d * d - d) / 2);
        Assert.Equal((n + d) * (n + d), n * n + 2 * n * d + d * d);
        Assert.Equal(6 * n / 3, 2 * n);
        Assert.Equal(n - n, Dim.Zero);
        Assert.True(n == new Dim("n"));
        Assert.Equal((n + 1).GetHashCode(), (1 + n).GetHashCode());
        Assert.True(n != d);
        Assert.True(n * n != n);
    }

    [Fact]
    public void TheyAreWrittenByDegreeThenName()
    {
        Assert.Equal("d*n + 1", (1 + n * d).ToString());
        Assert.Equal("d*d/2 - d/2", (d * (d - 1) / 2).ToString());
        Assert.Equal("2*n - 3", (2 * n - 3).ToString());
        Assert.Equal("-n + 5", (5 - n).ToString());
        Assert.Equal("3*n/2", (3 * n / 2).ToString());
        Assert.Equal("0", (n - n).ToString());
        Assert.Equal("7", ((Dim)7).ToString());
    }

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        foreach (var dim in new[] { n, 2 * n - 3, d * (d - 1) / 2, 5 - n, n * n * d / 7 + 4 * n - 1, Dim.Zero, 12, (n + 1) * 100000 * 100000 })
            Assert.Equal(dim, Dim.Parse(dim.ToString()));
        Assert.Equal(n * d + 1, Dim.Parse(" 1 + d * n "));
    }

    [Theory]
    [InlineData("")]
    [InlineData("n+")]
    [InlineData("2n")]
    [InlineData("n/0")]
    [InlineData("n/d")]
    [InlineData("n/2/2")]
    [InlineData("(n)")]
    [InlineData("--n")]
    public void OtherTextsAreNoSizes(string text) => Assert.Equal(
        $"'{text}' is no size: expected sums of products of names and integers, like 2*n*d + 1.",
        Assert.Throws<FormatException>(() => Dim.Parse(text)).Message);

    [Fact]
    public void ALengthIsANonNegativeInteger()
    {
        Assert.Equal(10, (d * (d - 1) / 2).Evaluate(Values(("d", 5))));
        Assert.Equal("The size n/2 is 3/2 for n = 3; expected an integer from 0 to 2147483647.", Fails(n / 2, ("n", 3)));
        Assert.Equal("The size n - 4 is -1 for n = 3; expected an integer from 0 to 2147483647.", Fails(n - 4, ("n", 3)));
        Assert.Equal("The size n*n is 10000000000 for n = 100000; expected an integer from 0 to 2147483647.", Fails(n * n, ("n", 100_000)));
        Assert.Equal("The size d*n needs a value for 'd'; got n = 3.", Fails(n * d, ("n", 3)));
        Assert.Equal("The size n needs a value for 'n'; got no sizes.", Fails(n));
        Assert.Equal("The size n is not a constant.", Assert.Throws<InvalidOperationException>(() => n.Value).Message);
        Assert.Equal(5, ((n + 5) - n).Value);
    }

    [Fact]
    public void SizesAreReplacedAllAtOnce()
    {
        var swapped = (n - d).Substitute(new Dictionary<string, Dim> { ["n"] = d, ["d"] = n });
        Assert.Equal(d - n, swapped);
        Assert.Equal((d + 1) * (d + 1), (n * n).Substitute(new Dictionary<string, Dim> { ["n"] = d + 1 }));
    }

    [Fact]
    public void OneUnknownIsSolved()
    {
        Assert.Equal(4, (2 * n + 1).Solve(9, Values()));
        Assert.Null((2 * n + 1).Solve(8, Values()));                    // 7/2
        Assert.Null((n + 5).Solve(3, Values()));                        // negative
        Assert.Null((n * n).Solve(9, Values()));                        // not linear
        Assert.Null((n * d).Solve(6, Values()));                        // two unknowns
        Assert.Equal(3, (n * d).Solve(6, Values(("d", 2))));
        Assert.Equal(("n", 3 * d), (2 * n).Solve(6 * d, ImmutableDictionary<string, Dim>.Empty));
        Assert.Null((2 * n).Solve((Dim)5, ImmutableDictionary<string, Dim>.Empty));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2n")]
    [InlineData("n-1")]
    [InlineData("n;drop")]
    public void ANameIsAnIdentifier(string name) => Assert.Equal(
        $"'{name}' is not a name for a size: expected letters, digits and underscores, starting with a letter or underscore. (Parameter 'name')",
        Assert.Throws<ArgumentException>(() => new Dim(name)).Message);

    private static string Fails(Dim dim, params (string, int)[] sizes) => Assert.Throws<ShapeException>(() => dim.Evaluate(Values(sizes))).Message;

    private static Dictionary<string, int> Values(params (string Name, int Value)[] sizes) => sizes.ToDictionary(s => s.Name, s => s.Value);
}
