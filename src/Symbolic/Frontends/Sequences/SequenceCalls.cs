using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff.Frontends;

/// <summary>
/// The methods of System.Linq.Enumerable that texts and lambdas may use: what reads a sequence is one loop, what changes it changes what that
/// loop computes. Values are nodes, tuples of values, or sequences.
/// </summary>
internal static class SequenceCalls
{
    private static readonly Dictionary<(string Name, int Arity), Func<object[], object>> words = new()
    {
        [("Select", 2)] = x => new Mapped(Source("Select", x[0]), Function("Select", x[1], 1, 2)),
        [("Where", 2)] = x => new Filtered(Source("Where", x[0]), Function("Where", x[1], 1)),
        [("Zip", 2)] = x => new Zipped(Source("Zip", x[0]), Source("Zip", x[1]), null),
        [("Zip", 3)] = x => new Zipped(Source("Zip", x[0]), Source("Zip", x[1]), Function("Zip", x[2], 2)),
        [("Sum", 1)] = x => Sum(Source("Sum", x[0])),
        [("Sum", 2)] = x => Sum(Mapped("Sum", x)),
        [("Average", 1)] = x => Average(Source("Average", x[0])),
        [("Average", 2)] = x => Average(Mapped("Average", x)),
        [("Max", 1)] = x => Extremum("Max", Source("Max", x[0]), ReductionKind.Max),
        [("Max", 2)] = x => Extremum("Max", Mapped("Max", x), ReductionKind.Max),
        [("Min", 1)] = x => Extremum("Min", Source("Min", x[0]), ReductionKind.Min),
        [("Min", 2)] = x => Extremum("Min", Mapped("Min", x), ReductionKind.Min),
        [("Any", 2)] = x => Extremum("Any", Truths("Any", x), ReductionKind.Max),
        [("All", 2)] = x => Extremum("All", Truths("All", x), ReductionKind.Min),
        [("Count", 1)] = x => Count(Source("Count", x[0])),
        [("Count", 2)] = x => Count(new Filtered(Source("Count", x[0]), Function("Count", x[1], 1))),
        [("Aggregate", 2)] = x => Aggregate(x[0], Function("Aggregate", x[1], 2)),
        [("Aggregate", 3)] = x => Aggregate(Source("Aggregate", x[0]), x[1], Function("Aggregate", x[2], 2)),
        [("Aggregate", 4)] = x => Function("Aggregate", x[3], 1).Apply([Aggregate(Source("Aggregate", x[0]), x[1], Function("Aggregate", x[2], 2))]),
        [("ToArray", 1)] = x => Array("ToArray", x[0]),
        [("ToList", 1)] = x => Array("ToList", x[0]),
        [("Reverse", 1)] = x => NodeMath.Reverse(Rows("Reverse", x[0]), 0),
        [("Skip", 2)] = x => NodeMath.Slice(Rows("Skip", x[0]), 0, Length("Skip", x[1])),
        [("Take", 2)] = x => NodeMath.Slice(Rows("Take", x[0]), 0, 0, Length("Take", x[1])),
        [("First", 1)] = x => NodeMath.Take(Rows("First", x[0]), 0, 0),
        [("Last", 1)] = x => Rows("Last", x[0]) is var rows ? NodeMath.Take(rows, 0, rows.Shape[0] - 1) : rows,
    };

    private static readonly Dictionary<string, string> names = words.Keys.Select(k => k.Name).Concat(["Range", "Repeat"]).Distinct().ToDictionary(n => n, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a method of this name, case ignored, is known.</summary>
    public static bool Knows(string name) => names.ContainsKey(name);

    /// <summary>Whether a method of this name takes sequences alone, so that arrays of numbers mean sequences there.</summary>
    public static bool IsOfSequences(string name) => Knows(name) && FunctionTable.Overloads(name).IsEmpty;

    /// <summary>The value of a call.</summary>
    /// <exception cref="ShapeException">There is no such method, or it does not take such arguments.</exception>
    public static object Call(Graph graph, string name, object[] arguments)
    {
        name = names[name];
        if (name is "Range" or "Repeat") return Counted(graph, name, arguments);
        return words.TryGetValue((name, arguments.Length), out var call)
            ? call(arguments)
            : throw new ShapeException($"{name} takes {string.Join(" or ", words.Keys.Where(k => k.Name == name).Select(k => k.Arity - 1).OrderBy(n => n))} argument(s) behind the sequence, got {arguments.Length - 1}.");
    }

    /// <summary>A value as an array, with one row for each value of a sequence.</summary>
    public static object Array(string word, object value)
    {
        if (value is not Sequence sequence) return value;
        if (sequence is Rows rows) return rows.Array;
        var trace = sequence.Open(word);
        var element = sequence.Enter(trace);
        if (element.Holds is not null) throw new ShapeException($"{word}: how many values are left behind Where is known when it runs, and an array has a length; use Sum, Count, Max, Min, Average or Aggregate.");
        if (trace.Draft.Length is null) throw new ShapeException($"{word}: how many values there are, {trace.Draft.Count}, is known when it runs, and an array has a length; count to a length such as x.Length, or use Sum, Count, Max, Min, Average or Aggregate.");
        return Values.Map(element.Value, leaves => Loop.Independent(word, trace, _ => leaves, (draft, node) => draft.Stack(node)));
    }

    /// <summary>A condition that a function gave.</summary>
    public static Node Truth(string word, object value) => value is Node { Type: var type } node && type == TensorType.Bool ? node
        : throw new ShapeException($"{word}: the condition is {Values.TypeOf(value)}; expected a bool.");

    private static Sequence Counted(Graph graph, string name, object[] arguments)
    {
        if (arguments.Length != 2) throw new ShapeException($"{name} takes 2 arguments, got {arguments.Length}.");
        var count = Whole(name, arguments[1]);
        var length = Indexing.Polynomial(count);
        if (length is { IsNegativeConstant: true }) throw new ShapeException($"{name}: the count is {length}; expected 0 or more.");
        var varying = length is null ? NodeMath.Cast(count, DType.Int32) : null;
        return name == "Range" ? new Numbers(graph, Whole(name, arguments[0]), length, varying) : new Repeated(graph, arguments[0], length, varying);
    }

    // 2 of a text is a double
    private static Node Whole(string word, object value) => value switch
    {
        Node { DType.IsInteger: true, Type.IsScalar: true } node => node,
        Node { Op: Constant { Value: { Count: 1, DType: not DType.Bool } number } } node when number.ToDouble() is var whole && whole == Math.Floor(whole) && Math.Abs(whole) <= int.MaxValue => node.Graph.Constant(whole, DType.Int32),
        _ => throw new ShapeException($"{word}: expected an integer, got {Values.TypeOf(value)}; declare it as int, or cast it with (int)."),
    };

    private static Dim Length(string word, object value) => Indexing.Polynomial(Whole(word, value))
        ?? throw new ShapeException($"{word}: expected a number that is known before it runs, got {value}.");

    private static Sequence Source(string word, object value) => value switch
    {
        Sequence sequence => sequence,
        Node { Type.Rank: > 0 } array => new Rows(array),
        _ => throw new ShapeException($"{word}: expected an array or a sequence, got {Values.TypeOf(value)}."),
    };

    private static Node Rows(string word, object value) => Array(word, value) is Node { Type.Rank: > 0 } rows ? rows
        : throw new ShapeException($"{word}: expected an array of numbers, got {Values.TypeOf(value)}.");

    private static Callable Function(string word, object value, params int[] arities) => value is not Callable function
        ? throw new ShapeException($"{word}: expected a function such as x => x*x, got {Values.TypeOf(value)}.")
        : arities.Contains(function.Arity) ? function
        : throw new ShapeException($"{word}: expected a function of {string.Join(" or ", arities)} parameter(s), got one of {function.Arity}.");

    private static Mapped Mapped(string word, object[] x) => new(Source(word, x[0]), Function(word, x[1], 1));

    private static Mapped Truths(string word, object[] x) => Mapped(word, [x[0], Function(word, x[1], 1) is var f ? f with { Apply = y => Truth(word, f.Apply(y)) } : f]);

    private static Node Sum(Sequence sequence)
    {
        var (trace, value, holds) = Body("Sum", sequence);
        return Single("Sum", trace, Chosen(value, holds, value.Literal(0)), (draft, node) => draft.Sum(node));
    }

    private static Node Count(Sequence sequence)
    {
        var trace = sequence.Open("Count");
        var element = sequence.Enter(trace);
        return element.Holds is { } holds
            ? Single("Count", trace, NodeMath.Cast(holds, DType.Int32), (draft, node) => draft.Sum(node))
            : trace.Draft.Count ?? sequence.Graph.Size(trace.Draft.Length!, DType.Int32);
    }

    // of no values it is NaN
    private static Node Average(Sequence sequence)
    {
        var sum = Sum(sequence);
        return (sum.DType.IsFloat ? sum : NodeMath.Cast(sum, DType.Float64)) is var real ? real / NodeMath.Cast(Count(sequence), real.DType) : sum;
    }

    private static Node Extremum(string word, Sequence sequence, ReductionKind kind)
    {
        var (trace, value, holds) = Body(word, sequence);
        var none = sequence.Graph.Constant(Tensor.Scalar(ElementInterpreter.Reduction.Start(kind, value.DType), value.DType));
        return Single(word, trace, Chosen(value, holds, none), (draft, node) => draft.Reduce(kind, node));
    }

    private static object Aggregate(object source, Callable function)
    {
        var rows = Rows("Aggregate", source);
        return Aggregate(new Rows(NodeMath.Slice(rows, 0, 1)), NodeMath.Take(rows, 0, 0), function);
    }

    private static object Aggregate(Sequence sequence, object seed, Callable function)
    {
        var trace = sequence.Open("Aggregate");
        var initial = Values.Leaves("Aggregate", seed);
        ImmutableArray<Node> carried = [.. initial.Select(trace.Carry)];
        var element = sequence.Enter(trace);
        var next = Values.Leaves("Aggregate", function.Apply([Values.Rebuild(seed, carried), element.Value]));
        if (element.Holds is { } holds && next.Length == carried.Length) next = [.. next.Select((n, i) => n.Type == carried[i].Type ? NodeMath.Select(holds, n, carried[i]) : n)];
        return Values.Rebuild(seed, Loop.Folded(trace, carried, next));
    }

    private static (LoopTrace Trace, Node Value, Node? Holds) Body(string word, Sequence sequence)
    {
        var trace = sequence.Open(word);
        var element = sequence.Enter(trace);
        return Array(word, element.Value) is Node node ? (trace, node, element.Holds)
            : throw new ShapeException($"{word}: each value is {Values.TypeOf(element.Value)}; expected a number or an array.");
    }

    private static Node Chosen(Node value, Node? holds, Node other) => holds is null ? value : NodeMath.Select(holds, value, other);

    private static Node Single(string word, LoopTrace trace, Node value, Action<LoopDraft, Node> exit) => Loop.Independent(word, trace, _ => value, exit);
}

/// <summary>Values of a text or lambda that run through loops: nodes, and tuples of such.</summary>
internal static class Values
{
    /// <summary>The nodes of a value, in order; sequences become arrays.</summary>
    public static ImmutableArray<Node> Leaves(string word, object value) => SequenceCalls.Array(word, value) switch
    {
        Node node => [node],
        Symbolic tuple => [.. tuple.Items.SelectMany(i => Leaves(word, i!))],
        var other => throw new ShapeException($"{word}: {TypeOf(other)} cannot run through a loop; expected a number, an array or a tuple of such."),
    };

    /// <summary>A value of the same structure with other nodes.</summary>
    public static object Rebuild(object like, ImmutableArray<Node> nodes)
    {
        var position = 0;
        return Rebuild(like, nodes, ref position);
    }

    /// <summary>A value of the same structure with what is made of all its nodes.</summary>
    public static object Map(object value, Func<ImmutableArray<Node>, ImmutableArray<Node>> map) => Rebuild(value, map(Leaves("ToArray", value)));

    /// <summary>What a message calls a value.</summary>
    public static string TypeOf(object? value) => value switch
    {
        Node { IsTuple: false } node => $"{node} of type {node.Type}",
        Symbolic tuple => $"a tuple of {tuple.Items.Length}",
        Sequence => "a sequence",
        Callable => "a function",
        null => "null",
        _ => value.GetType().Name,
    };

    private static object Rebuild(object like, ImmutableArray<Node> nodes, ref int position)
    {
        if (like is not Symbolic tuple) return nodes[position++];
        var items = ImmutableArray.CreateBuilder<object?>(tuple.Items.Length);
        foreach (var item in tuple.Items) items.Add(Rebuild(item!, nodes, ref position));
        return new Symbolic(items.ToImmutable());
    }
}
