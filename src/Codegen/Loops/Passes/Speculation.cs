using SymDiff.Elements;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>What may be computed though it is not needed: it reads inside of its buffers and cannot fail.</summary>
internal static class Speculation
{
    public static bool IsSafe(Expression expression) => IsSafeItself(expression) && expression.Accept(ExpressionParts.Instance).All(IsSafe);

    public static bool IsSafe(Statement statement) => statement switch
    {
        Declare declare => declare.Value is null || IsSafe(declare.Value),
        Assign assign => IsSafe(assign.Value),
        For loop => IsSafe(loop.From) && IsSafe(loop.Length) && loop.Body.All(IsSafe),
        If choice => IsSafe(choice.Condition) && choice.Then.All(IsSafe) && choice.Else.All(IsSafe),
        _ => false,
    };

    private static bool IsSafeItself(Expression expression) => expression switch
    {
        Load load => load.IsInside,
        CheckedIndex => false,
        Arithmetic { Kind: ArithmeticKind.Divide or ArithmeticKind.Remainder } division => division.Type.Element.IsFloat || division.Right is Constant { Value.Integer: not (0 or -1) },
        _ => true,
    };
}
