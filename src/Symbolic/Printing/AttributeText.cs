using System.Globalization;

namespace SymDiff.Printing;

/// <summary>The attributes of an op as text: <c>axes: [0], keep: true</c>.</summary>
internal static class AttributeText
{
    public static IEnumerable<string> Of(Op op) => Attributes.Of(op).Select(a => a.Name + ": " + Value(a.Value));

    private static string Value(object? value) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        double number => Literals.Number(number),
        DType dtype => dtype.Symbol,
        Tensor tensor => Literals.Text(tensor),
        Function function => function.Name,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
