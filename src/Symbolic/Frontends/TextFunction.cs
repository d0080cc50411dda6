using System.Collections.Immutable;

namespace SymDiff.Frontends;

/// <summary>
/// A function within a text, <c>(v, i) => body</c>. Its body is read when it is applied, each time anew: what it means depends on the arguments.
/// </summary>
internal sealed class TextFunction
{
    private const int Deepest = 64;
    private readonly Cursor cursor;
    private readonly Scope scope;
    private readonly int start, head, body, end;
    private readonly List<Parameter> parameters;

    private TextFunction(Cursor cursor, Scope scope)
    {
        (this.cursor, this.scope, start, head) = (cursor, scope, cursor.Current.Start, cursor.Position);
        parameters = Parameter.List(cursor);
        body = cursor.Position;
        Skip(cursor);
        end = cursor.Position;
    }

    public int Arity => parameters.Count;

    /// <summary>Takes a function, whose parameters come next.</summary>
    public static Term Read(Cursor cursor, Scope scope)
    {
        var start = cursor.Current.Start;
        return Term.Of(new TextFunction(cursor, scope), start);
    }

    /// <summary>The value for arguments, in the surroundings of the function.</summary>
    public Term Apply(ImmutableArray<Term> arguments)
    {
        if (arguments.Length != Arity) throw cursor.Fail($"the function takes {Arity} argument(s), got {arguments.Length}.", start);
        var inner = new Scope(scope);
        for (var i = 0; i < Arity; i++) inner.AddLocal(Name(inner, parameters[i].Name), Declared(parameters[i], arguments[i]));
        return At(body, () => new BlockParser(cursor, inner).Read());
    }

    /// <summary>The function as one of its own, with a graph of its own.</summary>
    public Function Close(string name) => At(head, () => FunctionParser.Closed(cursor, scope, name));

    private T At<T>(int position, Func<T> read)
    {
        if (cursor.Depth == Deepest) throw cursor.Fail($"functions are nested more than {Deepest.ToString(System.Globalization.CultureInfo.InvariantCulture)} deep, or one applies itself.", start);
        var back = cursor.Position;
        (cursor.Position, cursor.Depth) = (position, cursor.Depth + 1);
        var value = read();
        if (cursor.Position != end) throw cursor.Fail(BlockParser.Unexpected(cursor.Current));
        (cursor.Position, cursor.Depth) = (back, cursor.Depth - 1);
        return value;
    }

    private string Name(Scope inner, Token name)
    {
        if (TypeNames.IsReserved(name)) throw cursor.Fail($"expected the name of a parameter, got {name}.", name.Start);
        if (inner.Contains(name.Text)) throw cursor.Fail($"the name '{name.Text}' is declared twice.", name.Start);
        return name.Text;
    }

    private Term Declared(Parameter parameter, Term argument) => parameter.DType is not { } dtype || !argument.Items.IsEmpty || argument.Function is not null || argument.Node.DType == dtype ? argument
        : throw cursor.Fail($"the parameter '{parameter.Name.Text}' is declared as {dtype.Keyword}, and its values are {argument.Node.Type}.", parameter.Name.Start);

    // to what ends the argument, or the local, that the function is
    private static void Skip(Cursor cursor)
    {
        for (var open = 0; cursor.Current.Kind != TokenKind.End; cursor.Take())
        {
            if (cursor.Current.Is("(") || cursor.Current.Is("[") || cursor.Current.Is("{")) open++;
            else if (open == 0 && (cursor.Current.Is(",") || cursor.Current.Is(";") || cursor.Current.Is(")") || cursor.Current.Is("]") || cursor.Current.Is("}"))) return;
            else if (cursor.Current.Is(")") || cursor.Current.Is("]") || cursor.Current.Is("}")) open--;
        }
    }
}
