using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>Clustering by means: the sum of the squared distances of points from the nearest of k centroids.</summary>
public static class KMeans
{
    /// <summary>How the cost is called.</summary>
    public delegate double Value(ReadOnlySpan<double> points, ReadOnlySpan<double> centroids, int n, int d, int k);

    /// <summary>How <see cref="Direction"/> is called.</summary>
    public delegate void Step(ReadOnlySpan<double> points, ReadOnlySpan<double> centroids, int n, int d, int k, Span<double> direction);

    /// <summary><c>value(points[n, d], centroids[k, d])</c>.</summary>
    public static Function Cost()
    {
        var graph = new Graph();
        var (n, k, d) = (graph.Dim("n"), graph.Dim("k"), graph.Dim("d"));
        Node points = graph.Variable("points", [n, d]), centroids = graph.Variable("centroids", [k, d]);

        // Σᵢ |c - pᵢ|² of the nearest c
        var cost = Loop.SumOver(points, point => SquaredNorm(centroids[ArgMin(SquaredNorm(centroids - point, [1]), 0)] - point));
        return graph.Function("kmeans", [points, centroids], [("value", cost)]);
    }

    /// <summary><c>gradient[k, d], curvature[k, d]</c>: the derivative by the centroids and the diagonal of the second, which is zero elsewhere.</summary>
    public static Function Derivatives()
    {
        var cost = Cost();
        var centroids = cost.Input("centroids");
        // H·1 is the diagonal, as there is nothing beside it
        var gradient = Gradient.Of(cost.Outputs[0], [centroids])[0];
        var curvature = Hessian.VectorProduct(cost.Outputs[0], [centroids], [cost.Graph.Ones(centroids.Shape)])[0];
        return cost.Graph.Function("kmeans_derivatives", cost.Inputs, [("gradient", gradient), ("curvature", curvature)]).Simplify();
    }

    /// <summary><c>direction[k, d]</c>: Newton's step, gradient by curvature.</summary>
    public static Function Direction()
    {
        var derivatives = Derivatives();
        return derivatives.Graph.Function("kmeans_direction", derivatives.Inputs, [("direction", derivatives.Output("gradient") / derivatives.Output("curvature"))]);
    }
}
