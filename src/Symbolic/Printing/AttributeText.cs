using System.Globalization;
using SymDiff.Frontends;

namespace SymDiff.Printing;

/// <summary>The attributes of an op as text: <c>axes: [0], keep: true</c>.</summary>
internal static class AttributeText
{
    public static IEnumerable<string> Of(Op op) => Attributes.Of(op).Select(a => a.Name + ": " + OneLine(Value(a.Value)));

    /// <summary>The attributes as arguments of a call: named where there are several, and where a call with one more input means something else.</summary>
    public static IEnumerable<string> Arguments(Op op, int inputs) =>
        Attributes.Of(op).ToList() is [var only] && !IsAlsoFunction(op.Name, inputs + 1) ? [OneLine(Value(only.Value))] : Of(op);

    /// <summary>Text with blanks for the characters that would end a line or worse.</summary>
    public static string OneLine(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    private static bool IsAlsoFunction(string name, int inputs) => FunctionTable.Find(name, inputs) is { Arity: > 0 };

    private static string Value(object? value) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        double number => Literals.Number(number),
        string letters when !letters.Contains('"') => "\"" + letters + "\"",
        DType dtype => dtype.Symbol,
        Enum choice => choice.ToString(),
        Tensor tensor => Literals.Text(tensor),
        Function function => function.Name,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
