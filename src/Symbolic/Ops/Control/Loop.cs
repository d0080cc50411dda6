using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Frontends;
using SymDiff.Ops;

namespace SymDiff;

/// <summary>
/// Loops over rows or numbers, written as lambdas over nodes. What the lambda reads from its surroundings is shared by all iterations, and
/// what does not depend on the iteration is computed once, outside. What runs through a loop may be a node, or an array, a tuple or a record of nodes.
/// </summary>
public static class Loop
{
    /// <summary>Each row's result as a row: <c>Loop.Map(xs, x => Exp(x))</c>.</summary>
    public static T Map<T>(Node xs, Func<Node, T> body) => Independent(nameof(Map), Over(nameof(Map), xs), t => body(t.Slice(xs)), Stack);

    /// <summary>Each pair of rows' result as a row.</summary>
    public static T Map<T>(Node xs, Node ys, Func<Node, Node, T> body) => Independent(nameof(Map), Over(nameof(Map), xs), t => body(t.Slice(xs), t.Slice(ys)), Stack);

    /// <summary>The sum of each row's result: <c>Loop.SumOver(xs, x => Log(x))</c>; 0 for none.</summary>
    public static T SumOver<T>(Node xs, Func<Node, T> body) => Independent(nameof(SumOver), Over(nameof(SumOver), xs), t => body(t.Slice(xs)), Sum);

    /// <summary>The sum of each pair of rows' result.</summary>
    public static T SumOver<T>(Node xs, Node ys, Func<Node, Node, T> body) => Independent(nameof(SumOver), Over(nameof(SumOver), xs), t => body(t.Slice(xs), t.Slice(ys)), Sum);

    /// <summary>The product of each row's result; 1 for none.</summary>
    public static T ProductOver<T>(Node xs, Func<Node, T> body) => Independent(nameof(ProductOver), Over(nameof(ProductOver), xs), t => body(t.Slice(xs)), Product);

    /// <summary>The largest of each row's result; -infinity for none. A tie of k rows shares the derivative, 1/k each.</summary>
    public static T MaxOver<T>(Node xs, Func<Node, T> body) => Independent(nameof(MaxOver), Over(nameof(MaxOver), xs), t => body(t.Slice(xs)), Max);

    /// <summary>The smallest of each row's result; infinity for none. A tie of k rows shares the derivative, 1/k each.</summary>
    public static T MinOver<T>(Node xs, Func<Node, T> body) => Independent(nameof(MinOver), Over(nameof(MinOver), xs), t => body(t.Slice(xs)), Min);

    extension(Graph graph)
    {
        /// <summary>The result for each number as a row: <c>graph.Map(n, i => x[i] * y[i])</c>.</summary>
        public T Map<T>(Steps steps, Func<Node, T> body) => Independent(nameof(Map), Over(nameof(Map), graph, steps), t => body(steps.Number(t)), Stack);

        /// <summary>The sum of the results for each number: <c>graph.SumOver(n, i => x[i] * y[i])</c>; 0 for none.</summary>
        public T SumOver<T>(Steps steps, Func<Node, T> body) => Independent(nameof(SumOver), Over(nameof(SumOver), graph, steps), t => body(steps.Number(t)), Sum);

        /// <summary>The product of the results for each number; 1 for none.</summary>
        public T ProductOver<T>(Steps steps, Func<Node, T> body) => Independent(nameof(ProductOver), Over(nameof(ProductOver), graph, steps), t => body(steps.Number(t)), Product);

        /// <summary>The largest of the results for each number; -infinity for none.</summary>
        public T MaxOver<T>(Steps steps, Func<Node, T> body) => Independent(nameof(MaxOver), Over(nameof(MaxOver), graph, steps), t => body(steps.Number(t)), Max);

        /// <summary>The smallest of the results for each number; infinity for none.</summary>
        public T MinOver<T>(Steps steps, Func<Node, T> body) => Independent(nameof(MinOver), Over(nameof(MinOver), graph, steps), t => body(steps.Number(t)), Min);
    }

    /// <summary>What is carried after the last row: <c>Loop.Fold(h0, xs, (h, x) => Tanh(MatMul(W, h) + x))</c>.</summary>
    public static TState Fold<TState>(TState initial, Node xs, Func<TState, Node, TState> body, bool reverse = false, Checkpoint? checkpoint = null) =>
        Carried<TState, Node>(nameof(Fold), initial, Over(nameof(Fold), xs), (t, s) => (body(s, t.Slice(xs)), null), reverse, checkpoint).Final;

    /// <summary>What is carried after the last number: <c>Loop.Fold(y0, steps, (y, i) => y + h * f(y))</c>.</summary>
    public static TState Fold<TState>(TState initial, Steps steps, Func<TState, Node, TState> body, bool reverse = false, Checkpoint? checkpoint = null) =>
        Carried<TState, Node>(nameof(Fold), initial, Over(nameof(Fold), initial, steps), (t, s) => (body(s, steps.Number(t)), null), reverse, checkpoint).Final;

    /// <summary>What is carried after the last row, and each row's output as a row: <c>Loop.Scan(h0, xs, (h, x) => (next, output))</c>.</summary>
    public static (TState Final, TOutput Outputs) Scan<TState, TOutput>(TState initial, Node xs, Func<TState, Node, (TState Next, TOutput Output)> body, bool reverse = false, Checkpoint? checkpoint = null) =>
        Carried(nameof(Scan), initial, Over(nameof(Scan), xs), (t, s) => body(s, t.Slice(xs)), reverse, checkpoint);

    /// <summary>What is carried after the last number, and each output as a row.</summary>
    public static (TState Final, TOutput Outputs) Scan<TState, TOutput>(TState initial, Steps steps, Func<TState, Node, (TState Next, TOutput Output)> body, bool reverse = false, Checkpoint? checkpoint = null) =>
        Carried(nameof(Scan), initial, Over(nameof(Scan), initial, steps), (t, s) => body(s, steps.Number(t)), reverse, checkpoint);

    /// <summary>
    /// What is carried when the condition first fails, and the number of iterations. Beyond the bound the condition's holding is an error. With
    /// a bound, derivatives of every order exist; without one, those with at most one reverse mode.
    /// </summary>
    public static (TState Final, Node Count) While<TState>(TState initial, Func<TState, Node> condition, Func<TState, TState> body, Dim? bound = null, Checkpoint? checkpoint = null)
    {
        var leaves = NodeStructure.Flatten(nameof(While), initial);
        var trace = new LoopTrace(nameof(While), GraphOf(nameof(While), leaves)) { Draft = { Length = bound, Checkpoint = checkpoint ?? Checkpoint.All } };
        ImmutableArray<Node> carried = [.. leaves.Select(trace.Carry)];
        var state = NodeStructure.Rebuild(initial, carried);
        var holds = condition(state);
        if (holds.Type != TensorType.Bool)
            throw new ShapeException($"While: the condition is {holds.Type}; expected a bool without axes. Compare something, or reduce over the axes.");
        trace.Draft.Condition = trace.Bring([holds])[0];
        trace.Next(carried, NodeStructure.Flatten(nameof(While), body(state)));
        var counter = trace.Draft.Carry(leaves[0].Graph.Constant(0, DType.Int32));
        trace.Draft.Next(counter, trace.Draft.Index + 1);
        foreach (var node in carried) trace.Draft.Final(trace.Parameter(node));
        trace.Draft.Final(counter);
        var closed = trace.Draft.Close();
        return (NodeStructure.Rebuild(initial, closed.RemoveAt(closed.Length - 1)), closed[closed.Length - 1]);
    }

    internal static T Independent<T>(string word, LoopTrace trace, Func<LoopTrace, T> body, Action<LoopDraft, Node> exit)
    {
        var result = body(trace);
        var leaves = NodeStructure.Flatten(word, result);
        if (leaves.IsEmpty) throw new ArgumentException($"{word}: the body returns no node.");
        foreach (var node in trace.Bring(leaves)) exit(trace.Draft, node);
        return NodeStructure.Rebuild(result, trace.Draft.Close());
    }

    /// <summary>What is carried at last, given what it is in an iteration and what it becomes.</summary>
    internal static ImmutableArray<Node> Folded(LoopTrace trace, ImmutableArray<Node> carried, ImmutableArray<Node> next)
    {
        trace.Next(carried, next);
        foreach (var node in carried) trace.Draft.Final(trace.Parameter(node));
        return trace.Draft.Close();
    }

    private static (TState Final, TOutput Outputs) Carried<TState, TOutput>(string word, TState initial, LoopTrace trace, Func<LoopTrace, TState, (TState Next, TOutput? Output)> body, bool reverse, Checkpoint? checkpoint)
    {
        (trace.Draft.Backward, trace.Draft.Checkpoint) = (reverse, checkpoint ?? Checkpoint.All);
        ImmutableArray<Node> carried = [.. NodeStructure.Flatten(word, initial).Select(trace.Carry)];
        var (next, output) = body(trace, NodeStructure.Rebuild(initial, carried));
        trace.Next(carried, NodeStructure.Flatten(word, next));
        foreach (var node in carried) trace.Draft.Final(trace.Parameter(node));
        var outputs = output is null ? [] : NodeStructure.Flatten(word, output);
        foreach (var node in trace.Bring(outputs)) trace.Draft.Stack(node);
        var closed = trace.Draft.Close();
        return (NodeStructure.Rebuild(initial, closed.RemoveRange(carried.Length, outputs.Length)), output is null ? default! : NodeStructure.Rebuild(output, closed.RemoveRange(0, carried.Length)));
    }

    private static LoopTrace Over(string word, Node xs) => new(word, xs.Graph);

    private static LoopTrace Over(string word, Graph graph, Steps steps) => new(word, graph) { Draft = { Length = steps.Length, Count = steps.Count } };

    private static LoopTrace Over<TState>(string word, TState initial, Steps steps) => Over(word, GraphOf(word, NodeStructure.Flatten(word, initial)), steps);

    private static Graph GraphOf(string word, ImmutableArray<Node> nodes) => nodes.IsEmpty ? throw new ArgumentException($"{word}: no node is carried.") : nodes[0].Graph;

    private static void Stack(LoopDraft draft, Node value) => draft.Stack(value);

    private static void Sum(LoopDraft draft, Node value) => draft.Sum(value);

    private static void Product(LoopDraft draft, Node value) => draft.Reduce(ReductionKind.Product, value);

    private static void Max(LoopDraft draft, Node value) => draft.Reduce(ReductionKind.Max, value);

    private static void Min(LoopDraft draft, Node value) => draft.Reduce(ReductionKind.Min, value);
}
