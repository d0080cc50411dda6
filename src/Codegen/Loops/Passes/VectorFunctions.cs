using SymDiff.Elements;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>The scalar functions that have a twin for vectors in <c>SymDiff.Runtime.VectorMath</c>.</summary>
internal static class VectorFunctions
{
    private static readonly HashSet<string> Doubles = new(StringComparer.Ordinal)
    {
        "Abs", "Ceiling", "Clamp", "CopySign", "Cos", "Cosh", "Exp", "Exp2", "Expm1", "Floor",
        "FusedMultiplyAdd", "Log", "Log10", "Log1p", "Log2", "LogSigmoid", "Max", "Min", "Relu", "Round",
        "Sigmoid", "Sign", "Sin", "Sinh", "Softplus", "Sqrt", "Square", "Tan", "Tanh", "Truncate",
    };

    /// <summary>The names for a vector type.</summary>
    public static IReadOnlyCollection<string> Names(ScalarType vector) => vector == ScalarType.Float64x4 ? Doubles : [];

    /// <summary>Whether a function has a twin for a vector type.</summary>
    public static bool Has(ScalarFunction function, ScalarType vector) =>
        function.Method.DeclaringType is { } type && (type == typeof(Math) || type == typeof(Runtime.ScalarMath)) && Names(vector).Contains(function.Method.Name);
}
