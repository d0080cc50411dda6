namespace SymDiff.Frontends;

/// <summary>
/// Reads a function: <c>(double[] x, k) => body</c> or <c>body</c>, whose free names are then the inputs.
/// </summary>
internal sealed class FunctionParser
{
    private readonly Cursor cursor;
    private readonly UnstatedTypes unstated;
    private readonly Scope scope;
    private readonly bool isWhole;

    private FunctionParser(Cursor cursor, UnstatedTypes unstated, Scope? outer)
    {
        (this.cursor, this.unstated, isWhole) = (cursor, unstated, outer is null);
        var isFunction = Parameter.IsFunctionAhead(cursor);
        scope = new(new Graph(), open: !isFunction, unstated, outer?.Sizes ?? []);
        if (isFunction) foreach (var parameter in Parameter.List(cursor)) Declare(parameter);
    }

    /// <summary>A function that is a whole text.</summary>
    public static Function Parse(string text, string name, IReadOnlyDictionary<string, TensorType> types)
    {
        var cursor = new Cursor(text);
        var ranks = ArrayUses.Of(cursor.Tokens);
        var unstated = new HashSet<string>(StringComparer.Ordinal);
        return RowsDiffer.Retry(
            equal =>
            {
                (cursor.Position, cursor.Depth) = (0, 0);
                return new FunctionParser(cursor, new(types, ranks, equal, unstated), null).Read(name);
            },
            unstated.Contains);
    }

    /// <summary>A function within a text that reads nothing of its surroundings but the names of sizes.</summary>
    public static Function Closed(Cursor cursor, Scope outer, string name) =>
        new FunctionParser(cursor, UnstatedTypes.None, outer).Read(name);

    private void Declare(Parameter parameter)
    {
        var name = parameter.Name;
        if (TypeNames.IsReserved(name)) throw cursor.Fail($"expected the name of a parameter, got {name}.", name.Start);
        if (scope.Contains(name.Text)) throw cursor.Fail($"the parameter '{name.Text}' is declared twice.", name.Start);
        var lengths = parameter.Lengths;
        scope.AddInput(name.Text, parameter.DType is { } dtype
            ? new(dtype, Shape.Of(lengths.Select((dim, axis) => dim ?? unstated.Length(name.Text, axis, lengths.Count))))
            : unstated.Of(name.Text));
    }

    private Function Read(string name)
    {
        var value = new BlockParser(cursor, scope).Read();
        return cursor.Current.Kind == TokenKind.End || !isWhole
            ? cursor.Build(new(TokenKind.Symbol, "", value.Start), () => new Function(name, scope.Inputs, Outputs(value)))
            : throw cursor.Fail(BlockParser.Unexpected(cursor.Current));
    }

    private static IEnumerable<(string, Node)> Outputs(Term value)
    {
        if (value.Items.IsEmpty) return [("value", value.Node)];
        return value.Items.Select((item, i) => (item.Name ?? "value" + (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), item.Term.Node));
    }
}
