namespace SymDiff.Frontends;

/// <summary>An operator between two operands: how tightly it binds, on which side it associates, and what it means.</summary>
internal sealed record Infix(string Symbol, int Precedence, Func<Node, Node, Node> Build, bool AssociatesRight = false, bool AcceptsIntegers = true)
{
    private static readonly Dictionary<string, Infix> table = new Infix[]
    {
        new("||", Notation.Disjunction, NodeMath.Or),
        new("&&", Notation.Conjunction, NodeMath.And),
        new("==", Notation.Equality, NodeMath.Equal),
        new("!=", Notation.Equality, NodeMath.NotEqual),
        new("<", Notation.Relation, NodeMath.Less),
        new("<=", Notation.Relation, NodeMath.LessOrEqual),
        new(">", Notation.Relation, NodeMath.Greater),
        new(">=", Notation.Relation, NodeMath.GreaterOrEqual),
        new("+", Notation.Additive, NodeMath.Add),
        new("-", Notation.Additive, NodeMath.Subtract),
        new("*", Notation.Multiplicative, NodeMath.Multiply),
        new("/", Notation.Multiplicative, NodeMath.Divide),
        new("%", Notation.Multiplicative, NodeMath.Remainder),
        new("@", Notation.Multiplicative, NodeMath.MatMul),
        new("^", Notation.Power, (a, b) => FunctionTable.Find("Pow", 2)!.Of(a, b), AssociatesRight: true, AcceptsIntegers: false),
    }.ToDictionary(o => o.Symbol, StringComparer.Ordinal);

    public static Infix? Find(Token token) => token.Kind == TokenKind.Symbol && table.TryGetValue(token.Text, out var found) ? found : null;
}
