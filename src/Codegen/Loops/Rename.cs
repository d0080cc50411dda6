using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops;

/// <summary>Statements with reads of some variables replaced by other expressions.</summary>
internal class Rename(IReadOnlyDictionary<Local, Expression> values) : Rewriter
{
    public static Statement Apply(Statement statement, IReadOnlyDictionary<Local, Expression> values) =>
        values.Count == 0 ? statement : new Rename(values).All([statement])[0];

    public override Expression Visit(Read expression) => values.TryGetValue(expression.Local, out var value) ? value : expression;

    protected override Local Assigned(Local local) => values.TryGetValue(local, out var value) && value is Read read ? read.Local : local;
}

/// <summary>A copy of statements whose variables are its own; the dictionary then says what the variables became.</summary>
internal sealed class FreshCopy(Dictionary<Local, Expression> values) : Rename(values)
{
    private readonly Dictionary<Local, Expression> values = values;
    private readonly Dictionary<Buffer, Buffer> views = [];

    /// <summary>The copy.</summary>
    public static ImmutableArray<Statement> Of(ImmutableArray<Statement> statements, Dictionary<Local, Expression> values) => new FreshCopy(values).All(statements);

    protected override Local Declared(Local local)
    {
        var copy = new Local(local.Name, local.Type);
        values[local] = new Read(copy);
        return copy;
    }

    protected override Buffer Introduced(Buffer view) => views[view] = new(view.Name, view.Type, view.Length, view.Role);

    protected override Buffer Of(Buffer buffer) => views.TryGetValue(buffer, out var copy) ? copy : buffer;
}
