namespace SymDiff.Codegen.Loops;

/// <summary>Counts operations: arithmetic, calls, loads, stores; a loop counts as its body.</summary>
internal sealed class OperationCount : StatementWalker
{
    private int count;

    private OperationCount()
    {
    }

    public static int Of(Statement statement)
    {
        var walker = new OperationCount();
        statement.Accept(walker);
        return walker.count;
    }

    public override void Visit(Store statement)
    {
        count++;
        base.Visit(statement);
    }

    protected override void Read(Expression expression)
    {
        if (expression is not (Constant or Loops.Read)) count++;
    }
}
