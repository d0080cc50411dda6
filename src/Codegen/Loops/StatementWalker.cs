namespace SymDiff.Codegen.Loops;

/// <summary>Walks statements with everything inside of them, and tells which expressions they read and which buffers they touch.</summary>
internal abstract class StatementWalker : IStatementVisitor
{
    public virtual void Visit(Declare statement) => Enter(statement.Value);

    public virtual void Visit(Assign statement) => Enter(statement.Value);

    public virtual void Visit(Store statement)
    {
        Touch(statement.Buffer, BufferUse.Store, statement.Offset);
        Enter(statement.Offset);
        Enter(statement.Value);
    }

    public virtual void Visit(StoreRows statement)
    {
        Touch(statement.Buffer, BufferUse.Store, statement.Offset);
        Enter(statement.Offset);
        foreach (var vector in statement.Vectors) Enter(vector);
    }

    public virtual void Visit(Accumulate statement)
    {
        Touch(statement.Buffer, BufferUse.Add, statement.Offset);
        Enter(statement.Offset);
        Enter(statement.Value);
    }

    public virtual void Visit(Fill statement)
    {
        Touch(statement.Buffer, BufferUse.Whole, null);
        Enter(statement.Value);
    }

    public virtual void Visit(For statement)
    {
        Enter(statement.From);
        Enter(statement.Length);
        Enter(statement.Reach);
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
        Touch(statement.From, BufferUse.Read, null);
        Touch(statement.To, BufferUse.Whole, null);
    }

    public virtual void Visit(Result statement) => Enter(statement.Value);

    public virtual void Visit(Kernel statement)
    {
        foreach (var operand in statement.Operands)
        {
            if (operand.Buffer is { } buffer) Touch(buffer, buffer.Role is BufferRole.Input or BufferRole.Constant ? BufferUse.Read : BufferUse.Read | BufferUse.Whole, null);
            Enter(operand.Value);
        }
    }

    public virtual void Visit(RunPart statement)
    {
        foreach (var argument in statement.Arguments) Enter(argument);
        foreach (var inner in statement.Part.Body) inner.Accept(this);
    }

    public virtual void Visit(RunChunks statement)
    {
        foreach (var memory in statement.Memory)
        {
            Touch(memory.Buffer, BufferUse.Read | BufferUse.Whole, null);
            if (memory.Partials is { } partials) Touch(partials, BufferUse.Whole, null);
        }

        Enter(statement.Count);
        Enter(statement.From);
        Enter(statement.Length);
    }

    // What is done through the view is told of the view alone.
    public virtual void Visit(View statement)
    {
        Touch(statement.Of, BufferUse.Read | BufferUse.Store, statement.Offset);
        Enter(statement.Offset);
    }

    /// <summary>Called for each expression, outer ones first.</summary>
    protected virtual void Read(Expression expression)
    {
    }

    /// <summary>Called for each use of a buffer, before what is computed for it is read.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="use">What is done with it.</param>
    /// <param name="offset">The entry, or the first of several; null for all.</param>
    protected virtual void Touch(Buffer buffer, BufferUse use, Expression? offset)
    {
    }

    /// <summary>Reads an expression and what is inside of it.</summary>
    protected void Enter(Expression? expression)
    {
        if (expression is null) return;
        Read(expression);
        if (expression is Load load) Touch(load.Buffer, BufferUse.Read, load.Offset);
        else if (expression is VectorLoad vector) Touch(vector.Buffer, BufferUse.Read, vector.Offset);
        foreach (var part in expression.Accept(ExpressionParts.Instance)) Enter(part);
    }
}
