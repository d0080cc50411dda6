using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using SymDiff.Frontends;

namespace SymDiff.Printing;

/// <summary>The attributes of an op as text: <c>axes: [0], keep: true</c>. Closed functions go by names that the caller chooses.</summary>
internal sealed class AttributeText(Func<object, Function, string> nameOf)
{
    /// <summary>Closed functions under their own names.</summary>
    public static AttributeText Plain { get; } = new((_, function) => function.Name);

    /// <summary>Text with blanks for the characters that would end a line or worse.</summary>
    public static string OneLine(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    /// <summary>The attributes with their names.</summary>
    public IEnumerable<string> Of(Op op) => Attributes.Of(op).Select(a => a.Name + ": " + OneLine(Value(a.Value)));

    /// <summary>The attributes as arguments of a call: named where there are several, and where a call with one more input means something else.</summary>
    public IEnumerable<string> Arguments(Op op, int inputs) =>
        Attributes.Of(op).ToList() is [var only] && !IsAlsoFunction(op.Name, inputs + 1) ? [OneLine(Value(only.Value))] : Of(op);

    private static bool IsAlsoFunction(string name, int inputs) => FunctionTable.Find(name, inputs) is { Arity: > 0 };

    private string Value(object? value) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        double number => Literals.Number(number),
        string text => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"",
        DType dtype => dtype.Symbol,
        Enum choice => choice.ToString(),
        Dim or Shape or TensorType => value.ToString()!,
        Tensor tensor => Literals.Text(tensor),
        Function function => nameOf(function, function),
        Ops.IClosedFunction closed => nameOf(closed, closed.Function),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Value)) + "]",
        _ => Record(value),
    };

    // Sliced, Carried(1); a record that writes itself in another way does so
    private string Record(object value)
    {
        var type = value.GetType();
        if (Attributes.Constructor(type) is null || !type.GetMethod(nameof(ToString), Type.EmptyTypes)!.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)) return value.ToString() ?? "";
        var properties = Attributes.Properties(type);
        return properties.IsEmpty ? type.Name : type.Name + "(" + string.Join(", ", properties.Select(p => Value(p.GetValue(value)))) + ")";
    }
}
