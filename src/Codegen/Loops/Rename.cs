using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops;

/// <summary>Statements with reads of some variables replaced by other expressions.</summary>
internal sealed class Rename : IStatementVisitor, IExpressionVisitor<Expression>
{
    private readonly IReadOnlyDictionary<Local, Expression> values;
    private Statement result = null!;   // set by each visit

    private Rename(IReadOnlyDictionary<Local, Expression> values) => this.values = values;

    public static Statement Apply(Statement statement, IReadOnlyDictionary<Local, Expression> values) =>
        values.Count == 0 ? statement : new Rename(values).Of(statement);

    public void Visit(Declare statement) => result = statement with { Value = statement.Value?.Accept(this) };

    public void Visit(Assign statement) => result = new Assign(Target(statement.Local), statement.Value.Accept(this));

    public void Visit(Store statement) => result = statement with { Offset = statement.Offset.Accept(this), Value = statement.Value.Accept(this) };

    public void Visit(Accumulate statement) => result = statement with { Offset = statement.Offset.Accept(this), Value = statement.Value.Accept(this) };

    public void Visit(Fill statement) => result = statement with { Value = statement.Value.Accept(this) };

    public void Visit(For statement) => result = statement with { From = statement.From.Accept(this), Length = statement.Length.Accept(this), Body = All(statement.Body) };

    public void Visit(If statement) => result = new If(statement.Condition.Accept(this), All(statement.Then), All(statement.Else));

    public void Visit(While statement) => result = new While(statement.Condition.Accept(this));

    public void Visit(Require statement) => result = statement with { Condition = statement.Condition.Accept(this) };

    public void Visit(Copy statement) => result = statement;

    public void Visit(Result statement) => result = statement with { Value = statement.Value.Accept(this) };

    public void Visit(Kernel statement) => result = statement with
    {
        Operands = [.. statement.Operands.Select(o => o with { Value = o.Value?.Accept(this) })],
    };

    public void Visit(RunPart statement) => throw new InvalidOperationException("A part is not cut again.");

    public void Visit(View statement) => result = statement with { Offset = statement.Offset.Accept(this) };

    public Expression Visit(Constant expression) => expression;

    public Expression Visit(Read expression) => values.TryGetValue(expression.Local, out var value) ? value : expression;

    public Expression Visit(Load expression) => expression with { Offset = expression.Offset.Accept(this) };

    public Expression Visit(Arithmetic expression) => new Arithmetic(expression.Kind, expression.Left.Accept(this), expression.Right.Accept(this));

    public Expression Visit(Negate expression) => new Negate(expression.Operand.Accept(this));

    public Expression Visit(Compare expression) => new Compare(expression.Kind, expression.Left.Accept(this), expression.Right.Accept(this));

    public Expression Visit(Logic expression) => new Logic(expression.Kind, expression.Left.Accept(this), expression.Right.Accept(this));

    public Expression Visit(Not expression) => new Not(expression.Operand.Accept(this));

    public Expression Visit(Convert expression) => new Convert(expression.Operand.Accept(this), expression.Type);

    public Expression Visit(Conditional expression) => new Conditional(expression.Condition.Accept(this), expression.IfTrue.Accept(this), expression.IfFalse.Accept(this));

    public Expression Visit(Call expression) => expression with { Arguments = [.. expression.Arguments.Select(a => a.Accept(this))] };

    public Expression Visit(CheckedIndex expression) => new CheckedIndex(expression.Index.Accept(this), expression.Length.Accept(this));

    public Expression Visit(MultiplyAdd expression) => new MultiplyAdd(expression.A.Accept(this), expression.B.Accept(this), expression.C.Accept(this));

    public Expression Visit(VectorLoad expression) => new VectorLoad(expression.Buffer, expression.Offset.Accept(this));

    public Expression Visit(Splat expression) => new Splat(expression.Operand.Accept(this), expression.Type);

    public Expression Visit(Lanes expression) => new Lanes([.. expression.Scalars.Select(s => s.Accept(this))], expression.Type);

    public Expression Visit(Lane expression) => new Lane(expression.Vector.Accept(this), expression.Number);

    public Expression Visit(HorizontalReduce expression) => new HorizontalReduce(expression.Kind, expression.Vector.Accept(this));

    public Expression Visit(HorizontalSums expression) => new HorizontalSums([.. expression.Vectors.Select(v => v.Accept(this))]);

    private Statement Of(Statement statement)
    {
        statement.Accept(this);
        return result;
    }

    private ImmutableArray<Statement> All(ImmutableArray<Statement> statements) => [.. statements.Select(Of)];

    private Local Target(Local local) => values.TryGetValue(local, out var value) && value is Read read ? read.Local : local;
}
