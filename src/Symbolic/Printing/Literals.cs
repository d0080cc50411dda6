using System.Globalization;

namespace SymDiff.Printing;

/// <summary>Numbers as C# reads them, shortest form that is read back as the same number, whatever the culture.</summary>
internal static class Literals
{
    private const int Shown = 9;

    /// <summary>A double: <c>2</c>, <c>0.5</c>, <c>Math.PI</c>, <c>1e-5</c>, <c>-0.0</c>, <c>NaN</c>, <c>-Infinity</c>.</summary>
    public static string Number(double value) => value == 0 && BitConverter.DoubleToInt64Bits(value) < 0 ? "-0.0"
        : double.IsNaN(value) ? "NaN"
        : value == Math.PI ? "Math.PI"
        : value == -Math.PI ? "-Math.PI"
        : double.IsInfinity(value) ? value > 0 ? "Infinity" : "-Infinity"
        : Exponent(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>An entry of a tensor, with the suffix that tells its dtype where C# has one.</summary>
    public static string Number(Scalar value, DType dtype) => dtype switch
    {
        DType.Float64 => Number(value.Real),
        DType.Float32 => Single((float)value.Real),
        DType.Int32 => value.Integer.ToString(CultureInfo.InvariantCulture),
        DType.Int64 => value.Integer.ToString(CultureInfo.InvariantCulture) + "L",
        _ => value.Truth ? "true" : "false",
    };

    /// <summary>A tensor: a number, rows in brackets, or its shape and first entries where it is large.</summary>
    public static string Text(Tensor value)
    {
        if (value.Lengths.IsEmpty) return Number(value[0], value.DType);
        if (value.Count <= Shown && value.Lengths.Length <= 2) return Rows(value);
        var first = string.Join(", ", Enumerable.Range(0, Math.Min(value.Count, 3)).Select(i => Number(value[i], value.DType)));
        return $"const{value.Type.Shape}({first}{(value.Count > 3 ? ", ..." : "")})";
    }

    /// <summary>A tensor in LaTeX: a number, a bracketed vector or matrix, or its first entries where it is large.</summary>
    public static string Latex(Tensor value)
    {
        if (value.Lengths.IsEmpty) return LatexNumber(value, 0);
        if (value.Count > Shown || value.Lengths.Length > 2)
            return $"\\left({string.Join(", ", Enumerable.Range(0, Math.Min(value.Count, 3)).Select(i => LatexNumber(value, i)))}, \\ldots\\right)";
        var columns = value.Lengths[value.Lengths.Length - 1];
        var rows = columns == 0 ? [] : Enumerable.Range(0, value.Count / columns).Select(r => string.Join(" & ", Enumerable.Range(0, columns).Select(c => LatexNumber(value, r * columns + c))));
        return "\\begin{bmatrix}" + string.Join(" \\\\ ", rows) + "\\end{bmatrix}";
    }

    private static string LatexNumber(Tensor value, int index)
    {
        if (value.DType == DType.Bool) return value[index].Truth ? "\\top" : "\\bot";
        if (value.DType.IsInteger) return value[index].Integer.ToString(CultureInfo.InvariantCulture);
        var number = value[index].Real;
        if (value.DType == DType.Float64 && Math.Abs(number) == Math.PI) return number < 0 ? "-\\pi" : "\\pi";
        var text = value.DType == DType.Float32 ? Single((float)number).TrimEnd('f') : Number(number);
        if (text.IndexOf('e') is var e and > 0) return text.Substring(0, e) is "1" ? $"10^{{{text.Substring(e + 1)}}}" : $"{text.Substring(0, e)} \\cdot 10^{{{text.Substring(e + 1)}}}";
        return text.Replace("Infinity", "\\infty").Replace("NaN", "\\mathrm{NaN}");
    }

    private static string Rows(Tensor value)
    {
        var columns = value.Lengths[value.Lengths.Length - 1];
        var rows = Enumerable.Range(0, value.Lengths.Length == 1 ? 1 : value.Lengths[0])
            .Select(r => "[" + string.Join(", ", Enumerable.Range(0, columns).Select(c => Number(value[r * columns + c], value.DType))) + "]");
        return value.Lengths.Length == 1 ? rows.Single() : "[" + string.Join(", ", rows) + "]";
    }

    private static string Single(float value) => float.IsNaN(value) || float.IsInfinity(value) || (value == 0 && Number(value) is "-0.0")
        ? Number(value) + (value == 0 ? "f" : "")
        : Exponent(value.ToString("R", CultureInfo.InvariantCulture)) + "f";

    // 1E-05 becomes 1e-5
    private static string Exponent(string number)
    {
        var e = number.IndexOf('E');
        if (e < 0) return number;
        return number.Substring(0, e) + "e" + int.Parse(number.Substring(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }
}
