using SymDiff.Elements;

namespace SymDiff.Codegen.Loops;

/// <summary>The scalar functions that a program calls.</summary>
internal sealed class ScalarFunctionsOf : StatementWalker
{
    private readonly HashSet<ScalarFunction> found = [];

    private ScalarFunctionsOf()
    {
    }

    public static IReadOnlyCollection<ScalarFunction> Program(LoopProgram program)
    {
        var walker = new ScalarFunctionsOf();
        foreach (var statement in program.Body) statement.Accept(walker);
        return walker.found;
    }

    protected override void Read(Expression expression)
    {
        if (expression is Call call) found.Add(call.Function);
    }
}

/// <summary>Whether a program computes with integers that are no indices.</summary>
internal sealed class IntegerArithmetic : StatementWalker
{
    private bool occurs;

    private IntegerArithmetic()
    {
    }

    public static bool OccursIn(LoopProgram program)
    {
        var walker = new IntegerArithmetic();
        foreach (var statement in program.Body) statement.Accept(walker);
        return walker.occurs;
    }

    protected override void Read(Expression expression)
    {
        if (expression is Arithmetic or Negate or Convert or Call && expression.Type is ScalarType.Int32 or ScalarType.Int64) occurs = true;
    }
}
