using static SymDiff.NodeMath;

namespace SymDiff.Programs;

/// <summary>Where the vertices of a hand's model are computed.</summary>
public enum Skinning
{
    /// <summary>For each measured point, the vertices that it needs: best where there are fewer points than vertices.</summary>
    PerPoint,

    /// <summary>Each vertex once, before the points.</summary>
    PerVertex,
}

/// <summary>
/// A model of a hand beside measured points. The 22 bones are the wrist, five fingers of four in a chain, and the forearm, each with its 4 x 4 transform relative to
/// the bone before it; vertices follow several bones with weights (linear blend skinning). The pose has 26 parameters: rotation and translation of the hand, and for
/// each finger two angles of its second bone and one of its third and fourth. The inputs of the functions are, for v vertices of at most k bones each and n points:
/// <c>theta</c> [26], <c>relatives</c> and <c>inverses</c> [22, 4, 4], <c>positions</c> [v, 4], <c>bones</c> and <c>weights</c> [v, k], <c>triangles</c> [f, 3],
/// <c>correspondences</c> [n], <c>points</c> [n, 3], and barycentric coordinates <c>us</c> [n, 2].
/// </summary>
public sealed class HandTracking
{
    private const int Parameters = 26, Bones = 22, Fingers = 5, PerFinger = 4, FirstAngle = 6;
    private readonly Graph graph = new();
    private readonly Node theta, relatives, inverses, positions, bones, weights, triangles, correspondences, points, us;
    private readonly Node[] rotation;   // of the hand: an axis as long as the angle
    private readonly Node[] angles;     // for each of the angles of a finger, those of all fingers
    private readonly Node translation;
    private readonly Node transforms;   // of the bones, to where the hand is but for the translation: [22, 3, 4]
    private readonly Dim count;
    private readonly Func<Node, Node> vertex;
    private readonly Lazy<(Node Node, Node Columns)[]> posed;   // what points are computed from, with the derivatives by the pose along the last axis

    private HandTracking(bool isMirrored, Skinning skinning)
    {
        Dim v = graph.Dim("v"), k = graph.Dim("k");
        count = graph.Dim("n");
        theta = graph.Variable("theta", [Parameters]);
        (relatives, inverses) = (graph.Variable("relatives", [Bones, 4, 4]), graph.Variable("inverses", [Bones, 4, 4]));
        (positions, bones, weights) = (graph.Variable("positions", [v, 4]), graph.Variable("bones", [v, k], DType.Int32), graph.Variable("weights", [v, k]));
        triangles = graph.Variable("triangles", [graph.Dim("f"), 3], DType.Int32);
        (correspondences, points, us) = (graph.Variable("correspondences", [count], DType.Int32), graph.Variable("points", [count, 3]), graph.Variable("us", [count, 2]));
        (rotation, translation) = ([theta[0], theta[1], theta[2]], theta[3..6]);
        angles = [.. Enumerable.Range(0, PerFinger).Select(a => theta[AxisIndex.Range(FirstAngle + a, Parameters, PerFinger)])];
        transforms = Transforms(isMirrored);
        (vertex, posed) = (Skinned, new(() => [(transforms, Columns()), (translation, Jacobian.Of([translation], [theta])[0][0])]));
        if (skinning == Skinning.PerPoint) return;
        var (all, before) = (graph.Map(v, Skinned), posed);
        (vertex, posed) = (i => all[i], new(() => [(all, graph.Map(v, i => AllTangents(Skinned(i), before.Value)))]));
    }

    /// <summary>Each point less the vertex that corresponds to it: [n, 3].</summary>
    public static Function Simple(bool isMirrored, Skinning skinning)
    {
        var hand = new HandTracking(isMirrored, skinning);
        return hand.Simply("ht_simple", hand.graph.Map(hand.count, hand.ToVertex));
    }

    /// <summary>Each point less the one that corresponds to it inside of a triangle: [n, 3].</summary>
    public static Function Complicated(bool isMirrored, Skinning skinning)
    {
        var hand = new HandTracking(isMirrored, skinning);
        return hand.WithTriangles("ht_complicated", hand.graph.Map(hand.count, hand.ToTriangle));
    }

    /// <summary>The derivatives of <see cref="Simple"/> by the pose: [n, 3, 26].</summary>
    public static Function SimpleJacobian(bool isMirrored, Skinning skinning)
    {
        var hand = new HandTracking(isMirrored, skinning);
        return hand.Simply("ht_simple_jacobian", hand.graph.Map(hand.count, i => hand.ByPose(hand.ToVertex(i))));
    }

    /// <summary>The derivatives of <see cref="Complicated"/> by a point's own barycentric coordinates, then by the pose: [n, 3, 28].</summary>
    public static Function ComplicatedJacobian(bool isMirrored, Skinning skinning)
    {
        var hand = new HandTracking(isMirrored, skinning);
        return hand.WithTriangles("ht_complicated_jacobian", hand.graph.Map(hand.count, i =>
        {
            var error = hand.ToTriangle(i);
            return Concatenate([hand.ByCoordinates(error), hand.ByPose(error)], 1);
        }));
    }

    private Function Simply(string name, Node value) =>
        graph.Function(name, [theta, relatives, inverses, positions, bones, weights, correspondences, points], [value]).Simplify();

    private Function WithTriangles(string name, Node value) =>
        graph.Function(name, [theta, us, relatives, inverses, positions, bones, weights, triangles, correspondences, points], [value]).Simplify();

    private Node ToVertex(Node i) => points[i] - vertex(correspondences[i]);

    private Node ToTriangle(Node i)
    {
        var (u, corners) = (us[i], triangles[correspondences[i]]);
        return points[i] - (u[0] * vertex(corners[0]) + u[1] * vertex(corners[1]) + (1 - u[0] - u[1]) * vertex(corners[2]));
    }

    // Σₖ weightₖ·(Tₖ·position)
    private Node Skinned(Node v)
    {
        var (w, t, p) = (weights[v], transforms[bones[v]], positions[v]);
        return Einsum("k,kij,j->i", w, t, p) + translation;
    }

    private Node ByPose(Node error) => AllTangents(error, posed.Value);

    // All tangents at once: each parameter's column is the tangent along those of the nodes between.
    private Node AllTangents(Node value, (Node Node, Node Columns)[] between) => Transpose(graph.Map(Parameters, t =>
        ForwardMode.BuildTangents([value], between.ToDictionary(p => p.Node, p => Gather(p.Columns, t, p.Columns.Type.Rank - 1)))[0]!));

    // A finger's angles move its own bones, so one sweep for each of the four serves all fingers: [22, 3, 4, 26] by 7 sweeps.
    private Node Columns()
    {
        List<Node> sweeps = [.. rotation.Select(r => Sweep(r, r.Literal(1))), .. angles.Select(a => Sweep(a, graph.Ones(a.Shape))), graph.Zeros(transforms.Shape)];
        var compressed = Stack(sweeps, 3);
        var table = graph.Constant(Tensor.Of(DType.Int32, [.. Enumerable.Range(0, Bones * Parameters).Select(e => (double)SweepOf(e / Parameters, e % Parameters))], Bones, Parameters));
        return graph.Map(Bones, bone => compressed[bone][.., .., table[bone]]);

        Node Sweep(Node by, Node seed) => ForwardMode.BuildTangents([transforms], new Dictionary<Node, Node> { [by] = seed })[0]!;
    }

    // Which sweep has a parameter's influence on a bone; the last has none.
    private static int SweepOf(int bone, int parameter) =>
        parameter < 3 ? parameter
        : parameter >= FirstAngle && bone >= 1 && (parameter - FirstAngle) / PerFinger == (bone - 1) / PerFinger ? 3 + (parameter - FirstAngle) % PerFinger
        : 3 + PerFinger;

    // Two columns for all points: the coordinates of the others do not matter to a point.
    private Node ByCoordinates(Node error) => Stack([.. Enumerable.Range(0, 2).Select(j =>
        ForwardMode.BuildTangents([error], new Dictionary<Node, Node> { [us] = BroadcastTo(graph.Constant(Tensor.Vector(1 - j, j)), us.Shape) })[0]!)], 1);

    private Node Transforms(bool isMirrored)
    {
        var turned = new Affine(AngleAxis(rotation), null);
        if (isMirrored) turned = turned.Mirrored();
        var wrist = turned.Times(Affine.Of(relatives[0]));
        Node fingerRelatives = Reshape(relatives[1..21], [Fingers, 4, 4, 4]), fingerInverses = Reshape(inverses[1..21], [Fingers, 4, 4, 4]);
        var fingers = graph.Map(Fingers, f =>
        {
            var (bone, chain) = (wrist, new List<Node>());
            for (var joint = 0; joint < 4; joint++)
            {
                bone = bone.Times(Affine.Of(fingerRelatives[f][joint]));
                if (joint == 1) bone = bone.Times(new(Euler(angles[0][f], angles[1][f]), null));
                if (joint > 1) bone = bone.Times(new(Euler(angles[joint][f], null), null));
                chain.AddRange(bone.Times(Affine.Of(fingerInverses[f][joint])).Entries);
            }

            return Reshape(Stack(chain), [4, 3, 4]);
        });
        return Kept(Concatenate([Single(wrist, 0), Kept(Reshape(fingers, [4 * Fingers, 3, 4])), Single(wrist.Times(Affine.Of(relatives[21])), 21)]));

        // As the rows of a loop they are computed once, however often vertices read them.
        Node Kept(Node bones) => Loop.Map(bones, bone => bone);

        Node Single(Affine bone, int number) => Reshape(Stack([.. bone.Times(Affine.Of(inverses[number])).Entries]), [1, 3, 4]);
    }

    // Rz·Rx
    private static Node[,] Euler(Node x, Node? z)
    {
        Node zero = x.Literal(0), one = x.Literal(1);
        Node[,] aboutX = { { one, zero, zero }, { zero, Cos(x), -Sin(x) }, { zero, Sin(x), Cos(x) } };
        return z is null ? aboutX : Affine.Product(new[,] { { Cos(z), -Sin(z), zero }, { Sin(z), Cos(z), zero }, { zero, zero, one } }, aboutX);
    }

    // Rodrigues: R = cos φ·I + sin φ·[a]ₓ + (1 - cos φ)·a·aᵀ, and I for a very small angle
    private static Node[,] AngleAxis(Node[] r)
    {
        var (x, y, z) = (r[0], r[1], r[2]);
        var angle = Sqrt(x * x + y * y + z * z);
        Node[] a = [x / angle, y / angle, z / angle];
        Node cos = Cos(angle), sin = Sin(angle);
        Node[,] cross = { { x.Literal(0), -a[2], a[1] }, { a[2], x.Literal(0), -a[0] }, { -a[1], a[0], x.Literal(0) } };
        return Affine.Table(3, 3, (i, j) =>
            Select(angle < 1e-4, x.Literal(i == j ? 1 : 0), (i == j ? cos : x.Literal(0)) + sin * cross[i, j] + (1 - cos) * a[i] * a[j]));
    }

    /// <summary>The upper three rows of a 4 x 4 transform whose last row is 0, 0, 0, 1: a linear map and a translation, or none.</summary>
    private sealed class Affine(Node[,] linear, Node[]? translation)
    {
        private readonly Node[,] linear = linear;
        private readonly Node[]? translation = translation;

        public static Affine Of(Node transform) => new(Table(3, 3, (i, j) => transform[i, j]), [.. Enumerable.Range(0, 3).Select(i => transform[i, 3])]);

        public Affine Times(Affine other) => new(Product(linear, other.linear), other.translation is not { } moves ? translation
            : [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 3).Select(k => linear[i, k] * moves[k]).Append(translation?[i]).OfType<Node>().Aggregate((a, b) => a + b))]);

        // the first axis turned round, before all else
        public Affine Mirrored() => new(Table(3, 3, (i, j) => j == 0 ? -linear[i, j] : linear[i, j]), translation);

        /// <summary>The entries of the three rows.</summary>
        public IEnumerable<Node> Entries => Table(3, 4, (i, j) => j < 3 ? linear[i, j] : translation?[i] ?? linear[i, 0].Literal(0)).Cast<Node>();

        public static Node[,] Product(Node[,] a, Node[,] b) => Table(3, 3, (i, j) => a[i, 0] * b[0, j] + a[i, 1] * b[1, j] + a[i, 2] * b[2, j]);

        public static Node[,] Table(int rows, int columns, Func<int, int, Node> entry)
        {
            var table = new Node[rows, columns];
            for (var i = 0; i < rows; i++) for (var j = 0; j < columns; j++) table[i, j] = entry(i, j);
            return table;
        }
    }
}
