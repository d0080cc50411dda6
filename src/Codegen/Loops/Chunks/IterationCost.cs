using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops;

/// <summary>Estimates the work of an iteration of a loop in operations, as an expression of what is known outside of the loop.</summary>
internal sealed class IterationCost
{
    private const int OfCall = 12;
    private const int OfKernel = 1000;
    private const int UnknownTrips = 8;   // of a loop whose length is not known outside

    private readonly HashSet<Local> inside;

    private IterationCost(For loop) => inside = LocalsOf.Inside(loop);

    /// <summary>The operations of an iteration.</summary>
    public static Expression Of(For loop) => new IterationCost(loop).Cost(loop.Body);

    private Expression Cost(IEnumerable<Statement> statements) => statements.Aggregate(Number(1), (sum, statement) => Plus(sum, Cost(statement)));

    private Expression Cost(Statement statement) => statement switch
    {
        For loop => Times(IsKnown(loop.Length) && IsKnown(loop.From) ? Trips(loop) : Number(UnknownTrips), Cost(loop.Body)),
        If choice => Plus(Plus(Number(CallsIn(choice.Condition)), Cost(choice.Then)), Cost(choice.Else)),
        Kernel => Number(OfKernel),
        Fill fill => Number(fill.Buffer.Length is { IsConstant: true, Value: var entries } ? entries : UnknownTrips),
        _ => Number(OperationCount.Of(statement) + (OfCall * CallCount.In(statement))),
    };

    private static int CallsIn(Expression condition) => 1 + (condition is Call ? OfCall : 0) + condition.Accept(ExpressionParts.Instance).Sum(CallsIn);

    private bool IsKnown(Expression expression) => expression is Read read ? !inside.Contains(read.Local) : expression.Accept(ExpressionParts.Instance).All(IsKnown);

    /// <summary>The calls of scalar functions.</summary>
    private sealed class CallCount : StatementWalker
    {
        private int count;

        public static int In(Statement statement)
        {
            var walker = new CallCount();
            statement.Accept(walker);
            return walker.count;
        }

        protected override void Read(Expression expression)
        {
            if (expression is Call or CheckedIndex) count++;
        }
    }
}
