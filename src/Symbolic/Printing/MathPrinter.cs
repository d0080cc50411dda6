using System.Text;

namespace SymDiff.Printing;

/// <summary>Functions as readable mathematics in the syntax of C#, with ^ for powers.</summary>
internal static class MathPrinter
{
    private const int Width = 110;

    /// <summary>A lambda: <c>(x, y) => 2*x*exp(y) + 1</c>, with a block where formulas are shared.</summary>
    public static string Lambda(Function function)
    {
        var lines = new Lines(function, Style.Text);
        var head = Parameters(function) + " =>";
        var result = Result(function, lines);
        if (lines.Named.Count == 0) return head + (result.Contains('\n') ? "\n" : " ") + result;
        var text = new StringBuilder(head).Append("\n{\n");
        foreach (var (name, formula) in lines.Named) text.Append("    var ").Append(name).Append(" = ").Append(formula.Replace("\n", "\n    ")).Append(";\n");
        return text.Append("    return ").Append(result.Replace("\n", "\n    ")).Append(";\n}").ToString();
    }

    /// <summary>One equation for each shared formula and each output: <c>value = 2*x*exp(y) + 1</c>.</summary>
    public static string Equations(Function function)
    {
        var lines = new Lines(function, Style.Text);
        return string.Join("\n", lines.Named.Select(l => l.Name + " = " + l.Text).Concat(lines.Outputs.Select((o, i) => Name(function.OutputNames[i]) + " = " + o)));
    }

    /// <summary>A name as C# reads it, behind @ where it is a word of the language.</summary>
    public static string Name(string name) => Keywords.Contains(name) ? "@" + name : name;

    private static string Parameters(Function function)
    {
        var plain = function.Inputs.All(i => i.Type == TensorType.Float64);
        var names = function.Inputs.Select(i => (plain ? "" : Type(i.Type) + " ") + Name(i.Op.Name)).ToList();
        return names.Count == 1 && plain ? names[0] : "(" + string.Join(", ", names) + ")";
    }

    private static string Type(TensorType type) => type.DType.Keyword + (type.IsScalar ? "" : type.Shape.ToString());

    private static string Result(Function function, Lines lines)
    {
        if (lines.Outputs.Length == 1) return lines.Outputs[0];
        var outputs = lines.Outputs.Select((o, i) => Name(function.OutputNames[i]) + ": " + o).ToList();
        return outputs.Sum(o => o.Length + 2) <= Width
            ? "(" + string.Join(", ", outputs) + ")"
            : "(\n    " + string.Join(",\n    ", outputs) + ")";
    }
}
