using System.Collections.Immutable;

namespace SymDiff;

/// <summary>
/// An op's reverse rule for one input position, applied once to variables in a graph of its own: what an edge of any graph with
/// this op and these types contributes, as a function of numbers. The inputs are distinct, whatever the edge's graph repeats; scalar
/// constants stay constants, as rules may look at them.
/// </summary>
internal sealed class EdgeRule
{
    private readonly ImmutableArray<Node> inputs;
    private readonly Node output;
    private readonly ImmutableArray<Node?> outputBars;
    private readonly ImmutableArray<Node?> guards;
    private readonly Node? contribution;
    private readonly Node? inputGuard;   // in the shape of the input

    private EdgeRule(Key key)
    {
        var graph = new Graph();
        inputs = [.. key.Inputs.Select((input, i) => input is Ops.Constant constant ? graph.Constant(constant.Value) : graph.Variable("x" + i, (TensorType)input))];
        output = graph.Add(key.Op, inputs);
        outputBars = [.. output.Types.Select((type, i) => key.Present[i] ? graph.Variable("y" + i, type) : null)];
        guards = [.. output.Types.Select((type, i) => key.Guarded[i] ? graph.Variable("guard" + i, type.WithDType(DType.Bool)) : null)];
        foreach (var found in key.Op.PullBack(output, new(outputBars, guards, []), [key.Position]).Contributions)
        {
            contribution = found.Value;
            inputGuard = found.Guard is { } within ? NodeMath.BroadcastTo(within, inputs[key.Position].Shape) : null;
        }
    }

    /// <summary>Whether the op's output has no derivative by this input: the edge contributes nothing.</summary>
    public bool IsZero => contribution is null;

    /// <summary>The rule for an edge.</summary>
    /// <param name="node">The consumer.</param>
    /// <param name="present">Which outputs have an adjoint.</param>
    /// <param name="guarded">Which outputs' adjoints have a guard.</param>
    /// <param name="position">The input's position.</param>
    /// <param name="known">The rules made so far: edges that look alike share one.</param>
    public static EdgeRule Of(Node node, EquatableArray<bool> present, EquatableArray<bool> guarded, int position, Dictionary<Key, EdgeRule> known)
    {
        var key = new Key(node.Op, new(ImmutableArray.CreateRange<Node, object>(node.Inputs, i => i.Op is Ops.Constant { Value.Lengths.Length: 0 } ? i.Op : i.Type)), present, guarded, position);
        if (!known.TryGetValue(key, out var rule)) known.Add(key, rule = new(key));
        return rule;
    }

    /// <summary>Whether an op's output has a derivative by an input, as far as its rule goes.</summary>
    public static bool HasDerivative(Node node, int position, Dictionary<Key, EdgeRule> known) =>
        !Of(node, [.. node.Types.Select(_ => true)], guarded: [.. node.Types.Select(_ => false)], position, known).IsZero;

    /// <summary>The contribution and its guard, for numbers in place of the variables.</summary>
    /// <param name="interpreter">A new interpreter.</param>
    /// <param name="x">The values of the inputs.</param>
    /// <param name="y">The values of the outputs.</param>
    /// <param name="yBars">The adjoints of the outputs.</param>
    /// <param name="within">The guards of the adjoints.</param>
    public (Tensor Value, Tensor? Guard) Evaluate(Interpreter interpreter, IReadOnlyList<Tensor> x, ImmutableArray<Tensor> y, IReadOnlyList<Tensor?> yBars, IReadOnlyList<Tensor?> within)
    {
        for (var i = 0; i < inputs.Length; i++) interpreter.Set(inputs[i], x[i]);
        for (var i = 0; i < outputBars.Length; i++) if (outputBars[i] is { } bar) interpreter.Set(bar, yBars[i]!);
        for (var i = 0; i < guards.Length; i++) if (guards[i] is { } guard) interpreter.Set(guard, within[i]!);
        interpreter.Set(output, y);
        var value = interpreter.Run(contribution!)[0];
        return (value, inputGuard is null ? null : interpreter.Run(inputGuard)[0]);
    }

    /// <summary>What a rule depends on; an input is its type, or its op where it is a scalar constant.</summary>
    internal readonly record struct Key(Op Op, EquatableArray<object> Inputs, EquatableArray<bool> Present, EquatableArray<bool> Guarded, int Position);
}
