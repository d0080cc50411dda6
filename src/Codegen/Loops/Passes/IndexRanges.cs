using System.Globalization;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>Indices as polynomials of sizes and of the indices of loops, each of which is at least 0 and below its loop's length.</summary>
internal sealed class IndexRanges : StatementWalker
{
    private const int Deepest = 64;   // variables computed from others

    private readonly Dictionary<Local, Expression> values = [];
    private readonly Dictionary<Local, Dim> symbols = [];   // sizes and indices of loops
    private readonly Dictionary<Local, Dim?> known = [];    // other variables
    private readonly Dictionary<string, (int Number, Expression Length)> indices = new(StringComparer.Ordinal);   // numbered outer before inner
    private readonly HashSet<string> sizes;
    private readonly HashSet<Local> assigned;

    private IndexRanges(LoopProgram program)
    {
        sizes = [.. program.AllSizes.Select(s => s.Name)];
        assigned = [.. program.Body.SelectMany(LocalsOf.Assigned)];
        foreach (var size in program.AllSizes) symbols.Add(size, new Dim(size.Name));
        foreach (var statement in program.Body) statement.Accept(this);
    }

    /// <summary>The indices of a program.</summary>
    public static IndexRanges In(LoopProgram program) => new(program);

    public override void Visit(Declare statement)
    {
        if (statement is { Local.Type: ScalarType.Index, Value: { } value } && !assigned.Contains(statement.Local)) values[statement.Local] = value;
    }

    public override void Visit(For statement)
    {
        var name = "i" + indices.Count.ToString(CultureInfo.InvariantCulture);
        while (sizes.Contains(name)) name = "i" + name;
        indices.Add(name, (indices.Count, statement.Reach ?? statement.Length));
        symbols.Add(statement.Index, new Dim(name));
        base.Visit(statement);
    }

    /// <summary>The distance between the rows that a loop's iterations keep to; null where an offset is not known to lie in the row of its iteration.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="offset">An offset within it.</param>
    public Dim? RowOf(For loop, Expression offset)
    {
        if (Of(offset) is not { } place || place.LinearIn(symbols[loop.Index].Names[0]) is not var (distance, rest) || !rest.IsAtLeast(Dim.Zero)) return null;
        while (rest.Names.Where(indices.ContainsKey).OrderByDescending(n => indices[n].Number).FirstOrDefault() is { } index)
        {
            if (rest.LinearIn(index) is not var (slope, others) || Of(indices[index].Length) is not { } length) return null;
            if (!slope.IsAtLeast(Dim.Zero)) return null;
            rest = slope * (length - 1) + others;   // the greatest
        }

        return !distance.Names.Any(indices.ContainsKey) && distance.IsAtLeast(rest + 1) ? distance : null;
    }

    /// <summary>The same for all offsets at which a buffer is touched; null also where they differ, or where all of it is touched at once.</summary>
    public Dim? RowOf(For loop, IEnumerable<Expression?> offsets)
    {
        var distances = offsets.Select(o => o is null ? null : RowOf(loop, o)).Distinct().ToList();
        return distances is [{ } distance] ? distance : null;
    }

    /// <summary>The length of a loop, where it is one of sizes alone.</summary>
    public Dim? LengthOf(For loop) => LengthOf(loop.Length) is { } length && !length.Names.Any(indices.ContainsKey) ? length : null;

    // What is divided is a polynomial of sizes, as lengths are written.
    private Dim? LengthOf(Expression length) => length switch
    {
        Read { Local: var local } when values.TryGetValue(local, out var value) => LengthOf(value),
        Arithmetic { Kind: Elements.ArithmeticKind.Divide, Right: Constant { Value.Integer: > 0 and <= int.MaxValue and var divisor } } quotient => Of(quotient.Left) is { } whole ? whole / (int)divisor : null,
        _ => Of(length),
    };

    /// <summary>From now on the index of a loop is that of another.</summary>
    public void Join(For loop, For other)
    {
        symbols[loop.Index] = symbols[other.Index];
        known.Clear();
    }

    /// <summary>An offset without the distance to the row of a loop's iteration.</summary>
    public Expression WithinRow(For loop, Expression offset) => offset switch
    {
        Read read when ReferenceEquals(read.Local, loop.Index) => IndexArithmetic.Number(0),
        Read { Local: var local } when values.TryGetValue(local, out var value) && Of(local, 0)!.Names.Contains(symbols[loop.Index].Names[0]) => WithinRow(loop, value),
        Arithmetic { Kind: Elements.ArithmeticKind.Add } sum => IndexArithmetic.Plus(WithinRow(loop, sum.Left), WithinRow(loop, sum.Right)),
        Arithmetic { Kind: Elements.ArithmeticKind.Subtract } difference => IndexArithmetic.Minus(WithinRow(loop, difference.Left), WithinRow(loop, difference.Right)),
        Arithmetic { Kind: Elements.ArithmeticKind.Multiply } product => IndexArithmetic.Times(WithinRow(loop, product.Left), WithinRow(loop, product.Right)),
        _ => offset,
    };

    private Dim? Of(Expression index, int depth = 0) => index switch
    {
        Constant { Value.Integer: >= int.MinValue and <= int.MaxValue and var number } => (int)number,
        Read read => Of(read.Local, depth),
        Arithmetic { Kind: Elements.ArithmeticKind.Add } sum => Of(sum.Left, depth) is { } a && Of(sum.Right, depth) is { } b ? a + b : null,
        Arithmetic { Kind: Elements.ArithmeticKind.Subtract } difference => Of(difference.Left, depth) is { } a && Of(difference.Right, depth) is { } b ? a - b : null,
        Arithmetic { Kind: Elements.ArithmeticKind.Multiply } product => Of(product.Left, depth) is { } a && Of(product.Right, depth) is { } b ? a * b : null,
        _ => null,
    };

    private Dim? Of(Local local, int depth)
    {
        if (symbols.TryGetValue(local, out var symbol)) return symbol;
        if (!known.TryGetValue(local, out var found) && depth < Deepest) known.Add(local, found = values.TryGetValue(local, out var value) ? Of(value, depth + 1) : null);
        return found;
    }
}
