namespace SymDiff.Codegen.Loops;

/// <summary>Counts operations: arithmetic, calls, loads, stores; a loop counts as its body, a function of vectors as what is inlined for it.</summary>
internal sealed class OperationCount : StatementWalker
{
    private const int VectorFunction = 20;

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

    // Three steps that mix two vectors each, and as many writes.
    public override void Visit(StoreRows statement)
    {
        count += 4 * statement.Vectors.Length;
        base.Visit(statement);
    }

    public override void Visit(RunPart statement) => count += statement.Arguments.Length;

    protected override void Read(Expression expression)
    {
        if (expression is Call { Type.IsVector: true }) count += VectorFunction;
        if (expression is not (Constant or Loops.Read)) count++;
    }
}
