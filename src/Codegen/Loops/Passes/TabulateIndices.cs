using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Indices that are expensive to compute (the row and the column of a packed triangle's entry take a square root) and the same in each iteration of a loop further out
/// stand in a table, which is filled before that loop.
/// </summary>
internal sealed class TabulateIndices
{
    private const int Expensive = 20;   // operations, a call and a division counted as ten and five

    private readonly IndexRanges ranges;
    private readonly List<Buffer> tables = [];

    private TabulateIndices(LoopProgram program) => ranges = IndexRanges.In(program);

    /// <summary>The program, and its tables.</summary>
    public static (LoopProgram Program, IReadOnlyList<Buffer> Tables) Apply(LoopProgram program)
    {
        var pass = new TabulateIndices(program);
        return (program with { Body = pass.Within(program.Body) }, pass.tables);
    }

    private ImmutableArray<Statement> Within(ImmutableArray<Statement> body) => [.. body.SelectMany(Within)];

    private IEnumerable<Statement> Within(Statement statement) => statement switch
    {
        For loop => Tabulated(loop),
        If choice => [choice with { Then = Within(choice.Then), Else = Within(choice.Else) }],
        _ => [statement],
    };

    private ImmutableArray<Statement> Tabulated(For loop)
    {
        if (loop.Body.Any(s => s is While)) return [loop with { Body = Within(loop.Body) }];   // an iteration may end before it needs them
        if (!loop.Body.Any(s => s is For)) return [loop];
        var varying = Varying.In(loop);
        var fills = new List<Statement>();
        ImmutableArray<Statement> body = [.. loop.Body.SelectMany(s => s is For { Step: 1 } inner && IndexArithmetic.Known(inner.From) == 0 && !varying.Has(inner.Length) ? [Tabulated(inner, varying, fills)] : Within(s))];
        var tabulated = loop with { Body = body };
        return fills.Count == 0 ? [tabulated] : [new If(new Compare(ComparisonKind.Less, loop.From, loop.Length), [.. fills], []), tabulated];
    }

    private For Tabulated(For inner, Varying outer, List<Statement> fills)
    {
        if (inner.Body.Any(s => s is not (Declare or Store or Accumulate)) || ranges.LengthOf(inner) is not { } length) return inner;
        var indices = new Indices(inner, outer, () => new("table", ScalarType.Int32, length, BufferRole.Workspace));
        var body = indices.All(inner.Body);
        if (indices.Tables.Count == 0) return inner;
        tables.AddRange(indices.Tables.Select(t => t.Table));
        IEnumerable<Statement> entries = indices.Tables.Select(t => new Store(t.Table, new Read(inner.Index), new Convert(t.Index, ScalarType.Int32)));
        fills.AddRange(FreshCopy.Of([inner with { Body = [.. indices.Shared, .. entries], IsParallel = true }], []));
        return inner with { Body = body };
    }

    /// <summary>Finds the indices, outer expressions first, and reads them from tables.</summary>
    private sealed class Indices(For inner, Varying outer, Func<Buffer> makeTable) : Rewriter
    {
        private readonly Dictionary<Local, int> costs = [];   // of what depends on the inner loop's index alone
        private readonly Dictionary<Expression, Buffer> known = [];

        public List<(Buffer Table, Expression Index)> Tables { get; } = [];

        /// <summary>The variables of which they are computed.</summary>
        public List<Declare> Shared { get; } = [];

        public override void Visit(Declare statement)
        {
            if (statement is { Local.Type: ScalarType.Index or ScalarType.Int32, Value: { } value } && DependsOnInnerAlone(value))
            {
                Shared.Add(statement);
                costs.Add(statement.Local, CostOf(value));
            }

            base.Visit(statement);
        }

        public override Expression Visit(Read expression) => Tabulated(expression) ?? base.Visit(expression);

        public override Expression Visit(CheckedIndex expression) => Tabulated(expression) ?? base.Visit(expression);

        public override Expression Visit(Arithmetic expression) => Tabulated(expression) ?? base.Visit(expression);

        private Convert? Tabulated(Expression expression)
        {
            if (expression.Type != ScalarType.Index || CostOf(expression) < Expensive || !DependsOnInnerAlone(expression)) return null;
            if (!known.TryGetValue(expression, out var table))
            {
                known.Add(expression, table = makeTable());
                Tables.Add((table, expression));
            }

            return new(new Load(table, new Read(inner.Index)) { IsInside = true }, ScalarType.Index);
        }

        private bool DependsOnInnerAlone(Expression expression) => expression switch
        {
            Read read => ReferenceEquals(read.Local, inner.Index) || costs.ContainsKey(read.Local) || (!outer.Contains(read.Local) && !outer.IsDeclaredInside(read.Local)),
            Load => false,
            _ => expression.Accept(ExpressionParts.Instance).All(DependsOnInnerAlone),
        };

        private int CostOf(Expression expression) => expression switch
        {
            Read read => costs.TryGetValue(read.Local, out var cost) ? cost : 0,
            Constant => 0,
            _ => expression.Accept(ExpressionParts.Instance).Sum(CostOf) + expression switch
            {
                Call => 10,
                Arithmetic { Kind: ArithmeticKind.Divide, Type: not ScalarType.Index } => 5,
                _ => 1,
            },
        };
    }
}
