namespace SymDiff.Codegen.Loops;

/// <summary>Walks statements with everything inside of them, and tells what they touch.</summary>
internal abstract class StatementWalker : IStatementVisitor
{
    public virtual void Visit(Declare statement) => Enter(statement.Value);

    public virtual void Visit(Assign statement) => Enter(statement.Value);

    public virtual void Visit(Store statement)
    {
        Enter(statement.Offset);
        Enter(statement.Value);
    }

    public virtual void Visit(StoreRows statement)
    {
        Enter(statement.Offset);
        foreach (var vector in statement.Vectors) Enter(vector);
    }

    public virtual void Visit(Accumulate statement)
    {
        Enter(statement.Offset);
        Enter(statement.Value);
    }

    public virtual void Visit(Fill statement) => Enter(statement.Value);

    public virtual void Visit(For statement)
    {
        Enter(statement.From);
        Enter(statement.Length);
        foreach (var inner in statement.Body) inner.Accept(this);
    }

    public virtual void Visit(If statement)
    {
        Enter(statement.Condition);
        foreach (var inner in statement.Then) inner.Accept(this);
        foreach (var inner in statement.Else) inner.Accept(this);
    }

    public virtual void Visit(While statement) => Enter(statement.Condition);

    public virtual void Visit(Require statement) => Enter(statement.Condition);

    public virtual void Visit(Copy statement)
    {
    }

    public virtual void Visit(Result statement) => Enter(statement.Value);

    public virtual void Visit(Kernel statement)
    {
        foreach (var operand in statement.Operands) Enter(operand.Value);
    }

    public virtual void Visit(RunPart statement)
    {
        foreach (var argument in statement.Arguments) Enter(argument);
        foreach (var inner in statement.Part.Body) inner.Accept(this);
    }

    public virtual void Visit(RunChunks statement)
    {
        Enter(statement.Count);
        Enter(statement.From);
        Enter(statement.Length);
    }

    public virtual void Visit(View statement) => Enter(statement.Offset);

    /// <summary>Called for each expression, outer ones first.</summary>
    protected virtual void Read(Expression expression)
    {
    }

    /// <summary>Reads an expression and what is inside of it.</summary>
    protected void Enter(Expression? expression)
    {
        if (expression is null) return;
        Read(expression);
        foreach (var part in expression.Accept(ExpressionParts.Instance)) Enter(part);
    }
}
