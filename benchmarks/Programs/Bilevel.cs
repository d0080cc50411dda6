using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>Ridge regression whose penalty and step length are judged by other data: a gradient descent that is itself differentiated.</summary>
public static class Bilevel
{
    /// <summary>
    /// ½ |X'w - y'|² after k steps w ← w - η·∇(½ |Xw - y|² + λ/2 |w|²) from w = 0. Inputs: <c>lambda</c>, <c>eta</c>, the data <c>X</c> [n, d], <c>y</c> [n], and those
    /// that judge, <c>X_judge</c> [m, d], <c>y_judge</c> [m]. The gradient of the descent is SymDiff's, and the whole is differentiated again.
    /// </summary>
    public static Function Validation(int k, Checkpoint? checkpoint = null)
    {
        var graph = new Graph();
        Dim n = graph.Dim("n"), m = graph.Dim("m"), d = graph.Dim("d");
        Node lambda = graph.Variable("lambda"), eta = graph.Variable("eta");
        Node x = graph.Variable("X", [n, d]), y = graph.Variable("y", [n]), xJudge = graph.Variable("X_judge", [m, d]), yJudge = graph.Variable("y_judge", [m]);
        var trained = Loop.Fold(BroadcastTo(graph.Constant(0), [d]), k, (w, _) =>
        {
            var loss = SquaredNorm(MatMul(x, w) - y) / 2 + lambda / 2 * SquaredNorm(w);
            return w - eta * Gradient.Of(loss, [w])[0];
        }, checkpoint: checkpoint);
        return graph.Function("validation", [lambda, eta, x, y, xJudge, yJudge], [SquaredNorm(MatMul(xJudge, trained) - yJudge) / 2]);
    }
}
