using System.Collections.Immutable;

namespace SymDiff.Frontends;

/// <summary>
/// Reads a function: <c>(double[] x, k) => body</c> or <c>body</c>, whose free names are then the inputs. A body is an expression or
/// <c>{ var t = x*x; return t + 1; }</c>.
/// </summary>
internal sealed class FunctionParser
{
    private readonly Cursor cursor;
    private readonly UnstatedTypes unstated;
    private readonly Scope scope;
    private readonly ExpressionParser expressions;

    private FunctionParser(string text, IReadOnlyDictionary<string, TensorType> types)
    {
        cursor = new(text);
        unstated = new(types, ArrayUses.Of(cursor.Tokens));
        var isLambda = IsLambda();
        scope = new(new Graph(), open: !isLambda, unstated);
        if (isLambda) Parameters();
        expressions = new(cursor, scope);
    }

    public static Function Parse(string text, string name, IReadOnlyDictionary<string, TensorType> types)
    {
        var parser = new FunctionParser(text, types);
        var value = parser.Body();
        if (parser.cursor.Current.Kind != TokenKind.End) throw parser.cursor.Fail(parser.Unexpected());
        return parser.cursor.Build(new(TokenKind.Symbol, "", value.Start), () => new Function(name, parser.scope.Inputs, Outputs(value)));
    }

    // x => ... or (...) => ..., where the parentheses hold no others
    private bool IsLambda()
    {
        if (cursor.Current.Kind == TokenKind.Name || cursor.Current.Is("@")) return cursor.Ahead(cursor.Current.Is("@") ? 2 : 1).Is("=>");
        if (!cursor.Current.Is("(")) return false;
        var close = 1;
        while (cursor.Ahead(close).Kind != TokenKind.End && !cursor.Ahead(close).Is(")") && !cursor.Ahead(close).Is("(")) close++;
        return cursor.Ahead(close).Is(")") && cursor.Ahead(close + 1).Is("=>");
    }

    private void Parameters()
    {
        if (cursor.Accept("("))
        {
            if (!cursor.Current.Is(")"))
            {
                do Parameter();
                while (cursor.Accept(","));
            }

            cursor.Expect(")", "after the parameters");
        }
        else
        {
            Parameter();
        }

        cursor.Expect("=>", "after the parameters");
    }

    // x, double x, double[] x, double[,] A, double[n, 64] X
    private void Parameter()
    {
        var first = cursor.ExpectName("a parameter");
        if (cursor.Current.Kind != TokenKind.Name && !cursor.Current.Is("[") && !cursor.Current.Is("@"))
        {
            Declare(first, unstated.Of(first.Text));
            return;
        }

        var dtype = TypeNames.Find(first.Text) ?? throw cursor.Fail($"unknown type '{first.Text}'; expected double, float, int, long or bool.", first.Start);
        var lengths = cursor.Accept("[") ? Lengths() : [];
        var name = cursor.ExpectName("the name of a parameter");
        Declare(name, new(dtype, Shape.Of(lengths.Select((dim, axis) => dim ?? unstated.Length(name.Text, axis, lengths.Count)))));
    }

    private void Declare(Token name, TensorType type)
    {
        if (TypeNames.IsReserved(name)) throw cursor.Fail($"expected the name of a parameter, got {name}.", name.Start);
        if (scope.Contains(name.Text)) throw cursor.Fail($"the parameter '{name.Text}' is declared twice.", name.Start);
        scope.AddInput(name.Text, type);
    }

    // after [: nothing or lengths, by axis; null where one is left out
    private List<Dim?> Lengths()
    {
        var lengths = new List<Dim?>();
        do lengths.Add(cursor.Current.Is(",") || cursor.Current.Is("]") ? null : Sum());
        while (cursor.Accept(","));
        cursor.Expect("]", "after the lengths");
        return lengths;
    }

    private Dim Sum()
    {
        var sum = Product();
        while (cursor.Current.Is("+") || cursor.Current.Is("-")) sum = cursor.Take().Is("+") ? sum + Product() : sum - Product();
        return sum;
    }

    private Dim Product()
    {
        var product = Factor();
        while (cursor.Current.Is("*") || cursor.Current.Is("/")) product = cursor.Take().Is("*") ? product * Factor() : product / Divisor();
        return product;
    }

    private Dim Factor() => cursor.Current.Kind == TokenKind.Name ? new Dim(cursor.Take().Text) : Integer("a length");

    private int Divisor() => Integer("a divisor") is var divisor and > 0 ? divisor : throw cursor.Fail("a length is divided by a positive number.");

    private int Integer(string what) => int.TryParse(cursor.Current.Text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) && cursor.Take() is var _
        ? value
        : throw cursor.Fail($"expected {what}, got {cursor.Current}.");

    private Term Body()
    {
        if (!cursor.Accept("{")) return expressions.Parse();
        while (!cursor.Current.IsName("return")) Local();
        cursor.Take();
        var value = expressions.Parse();
        cursor.Expect(";", "after the value that is returned");
        cursor.Expect("}", "after return");
        return value;
    }

    // var t = x*x;   double t = x*x;
    private void Local()
    {
        var type = cursor.ExpectName("var, a type or return");
        var dtype = TypeNames.Find(type.Text);
        if (dtype is null && type.Text != "var") throw cursor.Fail($"expected var, a type or return, got {type}.", type.Start);
        var name = cursor.ExpectName("the name of a local");
        if (TypeNames.IsReserved(name)) throw cursor.Fail($"expected the name of a local, got {name}.", name.Start);
        if (scope.Contains(name.Text)) throw cursor.Fail($"the name '{name.Text}' is declared twice.", name.Start);
        var equals = cursor.Expect("=", "after the name of a local");
        var value = expressions.Parse();
        if (!value.Items.IsEmpty) throw cursor.Fail("a local is one value, not a tuple.", value.Start);
        if (dtype is { } declared) value = new(cursor.Build(equals, () => Declared(value, declared)), value.Start);
        cursor.Expect(";", "after the local");
        scope.AddLocal(name.Text, value);
    }

    private static Node Declared(Term value, DType dtype) => value.Node.DType.IsFloat && dtype.IsInteger && !value.IsLiteral
        ? throw new ShapeException($"the value is of type {value.Node.Type}; cast it with ({dtype.Keyword}).")
        : Promotion.To(value, dtype);

    private string Unexpected() => cursor.Current.Kind switch
    {
        TokenKind.Name or TokenKind.Number => $"expected an operator, got {cursor.Current}; write * for a product.",
        _ when cursor.Current.Is("=") => "expected an operator, got '='; write == for a comparison.",
        _ when cursor.Current.Is("=>") => "unexpected '=>': parameters come first, as in (x, y) => x*y.",
        _ when cursor.Current.Is(",") => "unexpected ','; put several outputs in parentheses: (a, b).",
        _ => $"expected an operator or the end of the text, got {cursor.Current}.",
    };

    private static IEnumerable<(string, Node)> Outputs(Term value)
    {
        if (value.Items.IsEmpty) return [("value", value.Node)];
        return value.Items.Select((item, i) => (item.Name ?? "value" + (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), item.Term.Node));
    }
}
