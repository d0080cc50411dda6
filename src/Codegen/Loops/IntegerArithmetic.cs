namespace SymDiff.Codegen.Loops;

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
