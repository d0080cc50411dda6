using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>
/// Bundle adjustment: how far the points that cameras are thought to see lie from where they were seen. A camera is a rotation vector, a centre, a focal
/// length, a principal point and two coefficients of radial distortion.
/// </summary>
public static class BundleAdjustment
{
    /// <summary>The number of parameters of a camera.</summary>
    public const int CameraLength = 11;

    /// <summary>The number of columns in which the two rows of an observation are other than zero: its camera, its point and its weight.</summary>
    public const int Columns = CameraLength + 3 + 1;

    /// <summary>How <see cref="Residuals"/> and <see cref="Jacobian"/> are called.</summary>
    public delegate void Run(
        ReadOnlySpan<double> cameras, ReadOnlySpan<double> points, ReadOnlySpan<double> weights, ReadOnlySpan<int> cameraOf, ReadOnlySpan<int> pointOf, ReadOnlySpan<double> seen,
        Span<double> reprojection, Span<double> weight);

    private static readonly string[] camera = ["r0", "r1", "r2", "c0", "c1", "c2", "focal", "u", "v", "k1", "k2"];
    private static readonly string[] point = ["x0", "x1", "x2"];

    /// <summary><c>reprojection[p, 2], weight[p]</c> of <c>cameras[n, 11], points[m, 3], weights[p], camera_of[p], point_of[p], seen[p, 2]</c>.</summary>
    public static Function Residuals()
    {
        var projection = Projection();
        return OverObservations("residuals", (graph, arguments, w) => (Stack(projection.Call(arguments)), WeightError().Call(w)[0]));
    }

    /// <summary>
    /// The entries of the sparse Jacobian of <see cref="Residuals"/> that may be other than zero: <c>reprojection[p, 2, 15]</c> by camera, point and weight,
    /// and <c>weight[p]</c> by the weight.
    /// </summary>
    public static Function Jacobian()
    {
        var (projection, weight) = (Projection().Jacobian([.. camera, .. point, "w"]), WeightError().Jacobian());
        return OverObservations("jacobian", (graph, arguments, w) => (Reshape(Stack(projection.Call(arguments)), [2, Columns]), weight.Call(w)[0]));
    }

    private static Function OverObservations(string name, Func<Graph, Node[], Node, (Node, Node)> body)
    {
        var graph = new Graph();
        var (n, m, p) = (graph.Dim("n"), graph.Dim("m"), graph.Dim("p"));
        Node cameras = graph.Variable("cameras", [n, CameraLength]), points = graph.Variable("points", [m, 3]), weights = graph.Variable("weights", [p]);
        Node cameraOf = graph.Variable("camera_of", [p], DType.Int32), pointOf = graph.Variable("point_of", [p], DType.Int32), seen = graph.Variable("seen", [p, 2]);
        var (reprojection, weight) = graph.Map(p, i => body(graph, [.. Entries(cameras[cameraOf[i]]), .. Entries(points[pointOf[i]]), weights[i], .. Entries(seen[i])], weights[i]));
        return graph.Function(name, [cameras, points, weights, cameraOf, pointOf, seen], [("reprojection", reprojection), ("weight", weight)]);
    }

    private static IEnumerable<Node> Entries(Node vector) => Enumerable.Range(0, vector.Shape[0].Value).Select(i => vector[i]);

    // What one observation is off by: weighted, by where the point was seen.
    private static Function Projection()
    {
        var graph = new Graph();
        var inputs = camera.Concat(point).Concat(["w", "seen0", "seen1"]).Select(name => graph.Variable(name)).ToArray();
        Node[] rotation = inputs[..3], centre = inputs[3..6], at = inputs[11..14];
        Node focal = inputs[6], u = inputs[7], v = inputs[8], k1 = inputs[9], k2 = inputs[10], w = inputs[14];

        var inCamera = Rotated(rotation, [.. at.Zip(centre, (x, c) => x - c)]);
        var (x, y) = (inCamera[0] / inCamera[2], inCamera[1] / inCamera[2]);
        var squaredRadius = x * x + y * y;
        var distortion = 1 + squaredRadius * (k1 + k2 * squaredRadius);
        return graph.Function("projection", inputs,
        [
            ("x", w * (x * distortion * focal + u - inputs[15])),
            ("y", w * (y * distortion * focal + v - inputs[16])),
        ]);
    }

    // Rodrigues: cos θ·x + (sin θ/θ)·(r × x) + ((1 - cos θ)/θ²)·(r·x)·r, θ = |r|
    private static Node[] Rotated(Node[] r, Node[] x)
    {
        var squared = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
        var (turns, angle) = (squared > 0, Sqrt(squared));
        var cosine = Cos(angle);
        var alongCross = Select(turns, Sin(angle) / angle, 1);
        var along = Select(turns, (1 - cosine) / squared, 0.5) * (r[0] * x[0] + r[1] * x[1] + r[2] * x[2]);
        Node[] cross = [r[1] * x[2] - r[2] * x[1], r[2] * x[0] - r[0] * x[2], r[0] * x[1] - r[1] * x[0]];
        return [.. x.Select((xi, i) => Select(turns, cosine, 1) * xi + alongCross * cross[i] + along * r[i])];
    }

    // A weight wants to be 1 or -1.
    private static Function WeightError()
    {
        var graph = new Graph();
        var w = graph.Variable("w");
        return graph.Function("weight_error", [w], [("value", 1 - w * w)]);
    }
}
