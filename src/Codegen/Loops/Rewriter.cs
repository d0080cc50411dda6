using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops;

/// <summary>Writes statements and expressions anew, the same unless a case is overridden.</summary>
internal abstract class Rewriter : IStatementVisitor, IExpressionVisitor<Expression>
{
    private ImmutableArray<Statement>.Builder code = ImmutableArray.CreateBuilder<Statement>();

    /// <summary>What becomes of statements, in order.</summary>
    public ImmutableArray<Statement> All(ImmutableArray<Statement> statements)
    {
        var outer = code;
        code = ImmutableArray.CreateBuilder<Statement>(statements.Length);
        foreach (var statement in statements) statement.Accept(this);
        var inner = code.ToImmutable();
        code = outer;
        return inner;
    }

    public virtual void Visit(Declare statement)
    {
        var value = statement.Value?.Accept(this);
        Add(new Declare(Declared(statement.Local), value));
    }

    public virtual void Visit(Assign statement) => Add(new Assign(Assigned(statement.Local), statement.Value.Accept(this)));

    public virtual void Visit(Store statement) => Add(new Store(Of(statement.Buffer), statement.Offset.Accept(this), statement.Value.Accept(this)));

    public virtual void Visit(StoreRows statement) =>
        Add(statement with { Buffer = Of(statement.Buffer), Offset = statement.Offset.Accept(this), Vectors = [.. statement.Vectors.Select(v => v.Accept(this))] });

    public virtual void Visit(Accumulate statement) => Add(new Accumulate(Of(statement.Buffer), statement.Offset.Accept(this), statement.Value.Accept(this)));

    public virtual void Visit(Fill statement) => Add(new Fill(Of(statement.Buffer), statement.Value.Accept(this)));

    public virtual void Visit(For statement)
    {
        var (from, length, reach) = (statement.From.Accept(this), statement.Length.Accept(this), statement.Reach?.Accept(this));
        var index = Declared(statement.Index);
        Add(statement with { Index = index, From = from, Length = length, Reach = reach, Body = All(statement.Body) });
    }

    public virtual void Visit(If statement)
    {
        var condition = statement.Condition.Accept(this);
        Add(new If(condition, All(statement.Then), All(statement.Else)));
    }

    public virtual void Visit(While statement) => Add(new While(statement.Condition.Accept(this)));

    public virtual void Visit(Require statement) => Add(statement with { Condition = statement.Condition.Accept(this) });

    public virtual void Visit(Copy statement) => Add(new Copy(Of(statement.To), Of(statement.From)));

    public virtual void Visit(Result statement) => Add(statement with { Value = statement.Value.Accept(this) });

    public virtual void Visit(Kernel statement) => Add(statement with
    {
        Operands = [.. statement.Operands.Select(o => new KernelOperand(o.Buffer is { } buffer ? Of(buffer) : null, o.Value?.Accept(this)))],
    });

    public virtual void Visit(RunPart statement) => Add(statement with { Arguments = [.. statement.Arguments.Select(a => a.Accept(this))] });

    public virtual void Visit(RunChunks statement) => Add(statement with
    {
        Count = statement.Count.Accept(this),
        From = statement.From.Accept(this),
        Length = statement.Length.Accept(this),
        Memory = [.. statement.Memory.Select(m => new ChunkMemory(Of(m.Buffer), m.Partials is { } partials ? Of(partials) : null))],
    });

    public virtual void Visit(View statement)
    {
        var (of, offset) = (Of(statement.Of), statement.Offset.Accept(this));
        Add(new View(Introduced(statement.Buffer), of, offset));
    }

    public virtual Expression Visit(Constant expression) => expression;

    public virtual Expression Visit(Read expression) => expression;

    public virtual Expression Visit(Load expression) => expression with { Buffer = Of(expression.Buffer), Offset = expression.Offset.Accept(this) };

    public virtual Expression Visit(Arithmetic expression) => new Arithmetic(expression.Kind, expression.Left.Accept(this), expression.Right.Accept(this));

    public virtual Expression Visit(Negate expression) => new Negate(expression.Operand.Accept(this));

    public virtual Expression Visit(Compare expression) => new Compare(expression.Kind, expression.Left.Accept(this), expression.Right.Accept(this));

    public virtual Expression Visit(Logic expression) => new Logic(expression.Kind, expression.Left.Accept(this), expression.Right.Accept(this));

    public virtual Expression Visit(Not expression) => new Not(expression.Operand.Accept(this));

    public virtual Expression Visit(Convert expression) => new Convert(expression.Operand.Accept(this), expression.Type);

    public virtual Expression Visit(Conditional expression) => new Conditional(expression.Condition.Accept(this), expression.IfTrue.Accept(this), expression.IfFalse.Accept(this));

    public virtual Expression Visit(Call expression) => expression with { Arguments = [.. expression.Arguments.Select(a => a.Accept(this))] };

    public virtual Expression Visit(CheckedIndex expression) => new CheckedIndex(expression.Index.Accept(this), expression.Length.Accept(this));

    public virtual Expression Visit(MultiplyAdd expression) => new MultiplyAdd(expression.A.Accept(this), expression.B.Accept(this), expression.C.Accept(this));

    public virtual Expression Visit(VectorLoad expression) => expression with { Buffer = Of(expression.Buffer), Offset = expression.Offset.Accept(this) };

    public virtual Expression Visit(Splat expression) => new Splat(expression.Operand.Accept(this), expression.Type);

    public virtual Expression Visit(Lanes expression) => new Lanes([.. expression.Scalars.Select(s => s.Accept(this))], expression.Type);

    public virtual Expression Visit(Lane expression) => new Lane(expression.Vector.Accept(this), expression.Number);

    public virtual Expression Visit(HorizontalReduce expression) => new HorizontalReduce(expression.Kind, expression.Vector.Accept(this));

    public virtual Expression Visit(HorizontalSums expression) => new HorizontalSums([.. expression.Vectors.Select(v => v.Accept(this))]);

    /// <summary>Adds a statement to what is being written.</summary>
    protected void Add(Statement statement) => code.Add(statement);

    /// <summary>What has been written so far in the block at hand.</summary>
    protected ImmutableArray<Statement>.Builder Written => code;

    /// <summary>The variable that is introduced in place of one.</summary>
    protected virtual Local Declared(Local local) => local;

    /// <summary>The variable that is assigned in place of one.</summary>
    protected virtual Local Assigned(Local local) => local;

    /// <summary>The view that is introduced in place of one.</summary>
    protected virtual Buffer Introduced(Buffer view) => view;

    /// <summary>The buffer that is used in place of one.</summary>
    protected virtual Buffer Of(Buffer buffer) => buffer;
}
