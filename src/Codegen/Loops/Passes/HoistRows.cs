using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Finds the address of a row once, before an innermost loop that reads or writes along it. A row never begins outside of its buffer: only sums of
/// what is at least 0 are divided so.
/// </summary>
internal sealed class HoistRows : Rewriter
{
    private const int MostRows = 8;   // more addresses than there are registers for

    private readonly HashSet<Local> natural;   // indices that are known to be at least 0
    private Rows? rows;

    private HoistRows(LoopProgram program) => natural = [.. program.AllSizes];

    public static LoopProgram Apply(LoopProgram program)
    {
        var pass = new HoistRows(program);
        return program with { Body = pass.All(program.Body), Parts = [.. program.Parts.Select(p => p with { Body = pass.All(p.Body) })] };
    }

    public override void Visit(Declare statement)
    {
        if (statement is { Local.Type: ScalarType.Index, Value: { } value } && IsNatural(value)) natural.Add(statement.Local);
        base.Visit(statement);
    }

    public override void Visit(For statement)
    {
        natural.Add(statement.Index);
        if (rows is not null || !IsInnermost(statement.Body))
        {
            base.Visit(statement);
            return;
        }

        rows = new(statement, IsNatural);
        var body = All(statement.Body);
        foreach (var view in rows.Views) Add(view);
        Add(statement with { Body = body });
        rows = null;
    }

    public override void Visit(Store statement)
    {
        if (rows?.Find(statement.Buffer, statement.Offset) is { } place) Add(new Store(place.Row, place.Offset, statement.Value.Accept(this)));
        else base.Visit(statement);
    }

    public override void Visit(Accumulate statement)
    {
        if (rows?.Find(statement.Buffer, statement.Offset) is { } place) Add(new Accumulate(place.Row, place.Offset, statement.Value.Accept(this)));
        else base.Visit(statement);
    }

    public override Expression Visit(Load expression) =>
        expression.IsInside && rows?.Find(expression.Buffer, expression.Offset) is { } place ? expression with { Buffer = place.Row, Offset = place.Offset } : base.Visit(expression);

    public override Expression Visit(VectorLoad expression) =>
        rows?.Find(expression.Buffer, expression.Offset) is { } place ? expression with { Buffer = place.Row, Offset = place.Offset } : base.Visit(expression);

    private static bool IsInnermost(ImmutableArray<Statement> body) =>
        body.All(s => s is not For && (s is not If choice || (IsInnermost(choice.Then) && IsInnermost(choice.Else))));

    private bool IsNatural(Expression index) => index switch
    {
        Constant constant => constant.Value.Integer >= 0,
        Read read => natural.Contains(read.Local),
        CheckedIndex => true,
        Conditional choice => IsNatural(choice.IfTrue) && IsNatural(choice.IfFalse),
        Arithmetic { Kind: not ArithmeticKind.Subtract } arithmetic => IsNatural(arithmetic.Left) && IsNatural(arithmetic.Right),
        _ => false,
    };

    /// <summary>The rows of one loop.</summary>
    private sealed class Rows(For loop, Func<Expression, bool> isNatural)
    {
        private readonly HashSet<Local> inside = [.. Declared(loop.Body), loop.Index];
        private readonly List<(Buffer Buffer, IndexSum Start, View View)> found = [];

        public IEnumerable<View> Views => found.Select(f => f.View);

        public (Buffer Row, Expression Offset)? Find(Buffer buffer, Expression offset)
        {
            var sum = IndexSum.Of(offset);
            if (sum.Number < 0 || !sum.Parts.All(p => p.Coefficient > 0 && isNatural(p.Atom))) return null;
            var (start, rest) = sum.Split(atom => !ReadsInside(atom));
            if (start.Parts.IsEmpty || !start.Parts.All(p => Speculation.IsSafe(p.Atom))) return null;   // the loop may have no iteration that needs it
            var known = found.Find(f => ReferenceEquals(f.Buffer, buffer) && f.Start.IsSame(start));
            if (known.View is null)
            {
                if (found.Count == MostRows) return null;
                known = (buffer, start, new View(new(buffer.Name, buffer.Type, buffer.Length, buffer.Role), buffer, start.ToExpression()));
                found.Add(known);
            }

            return (known.View.Buffer, rest.ToExpression());
        }

        private bool ReadsInside(Expression expression) =>
            expression is Read read ? inside.Contains(read.Local) : expression.Accept(ExpressionParts.Instance).Any(ReadsInside);

        private static IEnumerable<Local> Declared(ImmutableArray<Statement> statements) => statements.SelectMany(s => s switch
        {
            Declare declare => [declare.Local],
            If choice => Declared(choice.Then).Concat(Declared(choice.Else)),
            _ => Enumerable.Empty<Local>(),
        });
    }
}
