using System.Globalization;

namespace SymDiff.Printing;

/// <summary>The attributes of an op as text: <c>axes: [0], keep: true</c>.</summary>
internal static class AttributeText
{
    public static IEnumerable<string> Of(Op op) => Attributes.Of(op).Select(a => a.Name + ": " + OneLine(Value(a.Value)));

    /// <summary>The attributes as arguments of a call: named where there are several.</summary>
    public static IEnumerable<string> Arguments(Op op) => Attributes.Of(op).ToList() is var all && all is [var only] ? [OneLine(Value(only.Value))] : Of(op);

    /// <summary>Text with blanks for the characters that would end a line or worse.</summary>
    public static string OneLine(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    private static string Value(object? value) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        double number => Literals.Number(number),
        DType dtype => dtype.Symbol,
        Enum choice => choice.ToString(),
        Tensor tensor => Literals.Text(tensor),
        Function function => function.Name,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
