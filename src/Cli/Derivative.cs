namespace SymDiff.Cli;

/// <summary>Functions that are derived from another, by the names that commands know them by.</summary>
internal static class Derivative
{
    public static string[] Names { get; } = ["function", "gradient", "both", "hessian", "hvp", "jacobian"];

    public static Function Of(Function function, string name, string[] wrt) => name switch
    {
        "gradient" => function.Gradient(wrt),
        "both" => function.ValueAndGradient(wrt),
        "hessian" => function.Hessian(wrt),
        "hvp" => function.HessianVectorProduct(wrt),
        "jacobian" => function.Jacobian(wrt),
        _ => function,
    };
}
