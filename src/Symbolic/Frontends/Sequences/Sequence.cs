using SymDiff.Ops;

namespace SymDiff.Frontends;

/// <summary>
/// Values that follow each other, of which a loop computes one in each iteration: rows of an array, numbers, or what functions make of such. A
/// sequence has no array of its own: what reads it is one loop.
/// </summary>
internal abstract class Sequence(Graph graph)
{
    public Graph Graph => graph;

    /// <summary>A loop over the sequence.</summary>
    /// <param name="word">What the user calls the loop.</param>
    public LoopTrace Open(string word)
    {
        var trace = new LoopTrace(word, graph);
        Enter(trace);
        return trace;
    }

    /// <summary>The value in the iteration that a loop's body computes; the same one each time it is asked for.</summary>
    public Element Enter(LoopTrace trace)
    {
        if (!trace.Elements.TryGetValue(this, out var known)) trace.Elements.Add(this, known = At(trace));
        return known;
    }

    protected abstract Element At(LoopTrace trace);
}

/// <summary>What an iteration has of a sequence: a value, and whether it belongs to the sequence at all (null: it does).</summary>
internal sealed record Element(object Value, Node? Holds = null);

/// <summary>A function that a text or lambda spells out: a value from values.</summary>
internal sealed record Callable(int Arity, Func<object[], object> Apply);

/// <summary>The rows of an array.</summary>
internal sealed class Rows(Node array) : Sequence(array.Graph)
{
    public Node Array => array;

    protected override Element At(LoopTrace trace) => new(trace.Slice(array));
}

/// <summary>The numbers first, first + 1 ..., as many as a length or a node says.</summary>
internal sealed class Numbers(Graph graph, Node first, Dim? length, Node? count) : Sequence(graph)
{
    protected override Element At(LoopTrace trace)
    {
        trace.Run(length, count);
        return new(first.Op is Constant { Value: var start } && start[0].Integer == 0 ? trace.Index : first + NodeMath.Cast(trace.Index, first.DType));
    }
}

/// <summary>The same value, as often as a length or a node says.</summary>
internal sealed class Repeated(Graph graph, object value, Dim? length, Node? count) : Sequence(graph)
{
    protected override Element At(LoopTrace trace)
    {
        trace.Run(length, count);
        return new(value);
    }
}

/// <summary>What a function makes of each value, and of its number where it takes that too.</summary>
internal sealed class Mapped(Sequence source, Callable function) : Sequence(source.Graph)
{
    protected override Element At(LoopTrace trace)
    {
        var element = source.Enter(trace);
        if (function.Arity == 2 && element.Holds is not null)
            throw new ShapeException("Select: the number of a value is not known behind Where; number the values before.");
        return element with { Value = function.Apply(function.Arity == 2 ? [element.Value, trace.Index] : [element.Value]) };
    }
}

/// <summary>The values for which a condition holds.</summary>
internal sealed class Filtered(Sequence source, Callable condition) : Sequence(source.Graph)
{
    protected override Element At(LoopTrace trace)
    {
        var element = source.Enter(trace);
        var holds = SequenceCalls.Truth("Where", condition.Apply([element.Value]));
        return element with { Holds = element.Holds is { } before ? before & holds : holds };
    }
}

/// <summary>What a function makes of the values of two sequences with the same number.</summary>
internal sealed class Zipped(Sequence first, Sequence second, Callable? function) : Sequence(first.Graph)
{
    protected override Element At(LoopTrace trace)
    {
        var (a, b) = (first.Enter(trace), second.Enter(trace));
        if ((a.Holds ?? b.Holds) is not null) throw new ShapeException("Zip: which values meet is not known behind Where; use Where on the pairs.");
        return new(function is null ? new Symbolic([a.Value, b.Value]) : function.Apply([a.Value, b.Value]));
    }
}
