using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>A network of long short-term memory with full weight matrices over a sequence.</summary>
public static class FullLstm
{
    /// <summary>
    /// ½ Σₜ |R·hₜ - yₜ|², with the gates (i, f, o, g) = (σ, σ, σ, tanh)(W·xₜ + U·hₜ₋₁ + b), cₜ = f·cₜ₋₁ + i·g and hₜ = o·tanh(cₜ), from zero.
    /// Inputs: <c>x</c> [t, m], <c>y</c> [t, k], <c>W</c> [4, h, m], <c>U</c> [4, h, h], <c>b</c> [4, h] and <c>R</c> [k, h].
    /// </summary>
    public static Function Loss()
    {
        var graph = new Graph();
        Dim t = graph.Dim("t"), m = graph.Dim("m"), h = graph.Dim("h"), k = graph.Dim("k");
        Node x = graph.Variable("x", [t, m]), y = graph.Variable("y", [t, k]);
        Node w = graph.Variable("W", [4, h, m]), u = graph.Variable("U", [4, h, h]), b = graph.Variable("b", [4, h]), r = graph.Variable("R", [k, h]);
        var inputs = Einsum("ghm,tm->tgh", w, x) + b;
        var zero = BroadcastTo(graph.Constant(0), [h]);
        var hidden = Loop.Scan((H: zero, C: zero), inputs, (s, a) =>
        {
            var gates = a + Einsum("ghj,j->gh", u, s.H);
            var c = Sigmoid(gates[1]) * s.C + Sigmoid(gates[0]) * Tanh(gates[3]);
            var next = Sigmoid(gates[2]) * Tanh(c);
            return ((next, c), next);
        }).Outputs;
        return graph.Function("lstm_loss", [x, y, w, u, b, r], [SquaredNorm(Einsum("kh,th->tk", r, hidden) - y) / 2]);
    }
}
