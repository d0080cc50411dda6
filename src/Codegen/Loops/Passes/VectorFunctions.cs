using SymDiff.Elements;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>The scalar functions that have a twin for vectors in <c>SymDiff.Runtime.VectorMath</c> and <c>VectorMath512</c>.</summary>
internal static class VectorFunctions
{
    private static readonly HashSet<string> All = new(StringComparer.Ordinal)
    {
        "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atan2", "Atanh", "Cbrt", "Ceiling", "Clamp", "CopySign", "Cos", "Cosh",
        "Erf", "Erfc", "Exp", "Exp2", "Expm1", "Floor", "FusedMultiplyAdd", "Hypot", "Log", "Log10", "Log1p", "Log2",
        "LogSigmoid", "Max", "Min", "Pow", "Relu", "Round", "Sigmoid", "Sign", "Sin", "Sinh", "Softplus", "Sqrt", "Square", "Tan",
        "Tanh", "Truncate",
    };

    /// <summary>The names, which are the same for doubles and singles.</summary>
    public static IReadOnlyCollection<string> Names => All;

    /// <summary>Whether a function has a twin.</summary>
    public static bool Has(ScalarFunction function) =>
        function.Method.DeclaringType is { } type && (type == typeof(Math) || type == typeof(Runtime.ScalarMath)) && All.Contains(function.Method.Name);
}
