using System.Globalization;

namespace SymDiff.Frontends;

/// <summary>Reads lengths: polynomials in named sizes.</summary>
internal static class LengthParser
{
    /// <summary>After [: nothing or lengths, by axis; null where one is left out.</summary>
    public static List<Dim?> List(Cursor cursor)
    {
        var lengths = new List<Dim?>();
        do lengths.Add(cursor.Current.Is(",") || cursor.Current.Is("]") ? null : Read(cursor));
        while (cursor.Accept(","));
        cursor.Expect("]", "after the lengths");
        return lengths;
    }

    /// <summary>A length: <c>2*n + 1</c>.</summary>
    public static Dim Read(Cursor cursor)
    {
        var sum = cursor.Accept("-") ? 0 - Product(cursor) : Product(cursor);
        while (cursor.Current.Is("+") || cursor.Current.Is("-")) sum = cursor.Take().Is("+") ? sum + Product(cursor) : sum - Product(cursor);
        return sum;
    }

    /// <summary>A number without a sign.</summary>
    public static int Integer(Cursor cursor, string what) => int.TryParse(cursor.Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && cursor.Take() is var _
        ? value
        : throw cursor.Fail($"expected {what}, got {cursor.Current}.");

    private static Dim Product(Cursor cursor)
    {
        var product = Power(cursor);
        while (cursor.Current.Is("*") || cursor.Current.Is("/")) product = cursor.Take().Is("*") ? product * Power(cursor) : product / Divisor(cursor);
        return product;
    }

    private static Dim Power(Cursor cursor)
    {
        var factor = Factor(cursor);
        if (!cursor.Accept("^")) return factor;
        var power = factor;
        for (var exponent = Integer(cursor, "an exponent"); exponent > 1; exponent--) power *= factor;
        return power;
    }

    private static Dim Factor(Cursor cursor)
    {
        if (cursor.Current.Kind == TokenKind.Name) return new Dim(cursor.Take().Text);
        if (!cursor.Accept("(")) return Integer(cursor, "a length");
        var sum = Read(cursor);
        cursor.Expect(")", "after a length");
        return sum;
    }

    private static int Divisor(Cursor cursor) => Integer(cursor, "a divisor") is var divisor and > 0 ? divisor : throw cursor.Fail("a length is divided by a positive number.");
}
