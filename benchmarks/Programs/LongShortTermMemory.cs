using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>
/// A network with long short-term memory over a sequence of characters of b bits, each layer's weights diagonal: the mean loss of foretelling each character from
/// those before.
/// </summary>
public static class LongShortTermMemory
{
    /// <summary>What the loss is differentiated by.</summary>
    public static string[] Parameters { get; } = ["main", "extra"];

    /// <summary>How the loss is called.</summary>
    public delegate double Value(ReadOnlySpan<double> main, ReadOnlySpan<double> extra, ReadOnlySpan<double> state, ReadOnlySpan<double> sequence);

    /// <summary>How its gradient by <see cref="Parameters"/> is called.</summary>
    public delegate void Derivative(
        ReadOnlySpan<double> main, ReadOnlySpan<double> extra, ReadOnlySpan<double> state, ReadOnlySpan<double> sequence, Span<double> dMain, Span<double> dExtra);

    /// <summary>
    /// <c>value(main[l, 2, 4, b], extra[3, b], state[l, 2, b], sequence[c, b])</c>: weights and biases of the gates forget, in, out and change; weights of the input and
    /// weights and biases of the output; what each layer starts with, hidden and in its cell; c ≥ 2 characters.
    /// </summary>
    public static Function Loss()
    {
        var graph = new Graph();
        var (l, b, c) = (graph.Dim("l"), graph.Dim("b"), graph.Dim("c"));
        Node main = graph.Variable("main", [l, 2, 4, b]), extra = graph.Variable("extra", [3, b]), state = graph.Variable("state", [l, 2, b]), sequence = graph.Variable("sequence", [c, b]);

        Node[] weights = [.. Gates(main, 0)], biases = [.. Gates(main, 1)];
        var losses = Loop.Scan((Hidden: state[.., 0], Cell: state[.., 1]), Steps.Range(1, c), (before, t) =>
        {
            var (top, after) = Loop.Scan(sequence[t - 1] * extra[0], l, (input, layer) =>
            {
                var next = Next([.. weights.Select(w => w[layer])], [.. biases.Select(w => w[layer])], input, before.Hidden[layer], before.Cell[layer]);
                return (next.Hidden, next);
            });
            var foretold = top * extra[1] + extra[2];
            return (after, Sum(sequence[t] * (foretold - Log(Sum(Exp(foretold)) + 2))));
        }).Outputs;

        return graph.Function("lstm", [main, extra, state, sequence], [("value", -Sum(losses) / graph.Size(b * (c - 1)))]);
    }

    // Taken apart before anything runs, so that derivatives are put together once.
    private static IEnumerable<Node> Gates(Node main, int row) => Enumerable.Range(0, 4).Select(gate => main[.., row, gate]);

    // One layer: what is hidden and what is in the cell after an input.
    private static (Node Hidden, Node Cell) Next(Node[] weights, Node[] biases, Node input, Node hidden, Node cell)
    {
        var (forget, enter, leave) = (Logistic(Gate(0, input)), Logistic(Gate(1, hidden)), Logistic(Gate(2, input)));
        var next = cell * forget + enter * Tanh(Gate(3, hidden));
        return (leave * Tanh(next), next);

        Node Gate(int gate, Node of) => of * weights[gate] + biases[gate];
    }

    // 1/(1 + exp(-x)), as a tangent: so the derivative reads the value alone, and no other exponential
    private static Node Logistic(Node x) => 0.5 * Tanh(0.5 * x) + 0.5;
}
