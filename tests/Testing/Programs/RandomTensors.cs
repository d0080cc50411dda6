using SymDiff.Ops;
using static SymDiff.NodeMath;

namespace SymDiff.Testing;

/// <summary>
/// Random programs of tensors: maps, broadcasts, reductions, reads and additions at repeated indices, pieces, matrices and triangles, kernels, choices with no
/// value on the side not taken, branches, and loops with all of these inside. Sizes are known when they are called.
/// </summary>
public sealed class RandomTensors
{
    private readonly Random random;
    private readonly DType dtype;
    private readonly bool special;
    private readonly bool isBody;
    private readonly Dim n, m;
    private readonly Node index;
    private readonly List<Node> pool;

    private RandomTensors(Random random, DType dtype, bool special, bool isBody, Node index, Dim m, IEnumerable<Node> pool)
    {
        (this.random, this.dtype, this.special, this.isBody, this.index, this.m) = (random, dtype, special, isBody, index, m);
        n = index.Shape[0];
        this.pool = [.. pool];
    }

    /// <summary>A function of x[n], z[m] and others: a sum of bounded entries of the last steps that no other step reads.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="steps">The number of ops.</param>
    /// <param name="dtype">The type of the entries.</param>
    /// <param name="special">Whether there are rows that are undefined or jump somewhere.</param>
    public static Function Of(int seed, int steps, DType dtype = DType.Float64, bool special = false)
    {
        var (random, graph) = (new Random(seed), new Graph());
        Dim n = graph.Dim("n"), m = graph.Dim("m");
        Node x = graph.Variable("x", [n], dtype), z = graph.Variable("z", [m], dtype), index = graph.Variable("k", [n], DType.Int32);
        Node[] others =
        [
            graph.Variable("X", [n, m], dtype), graph.Variable("Y", [n, m], dtype), graph.Variable("y", [n], dtype), graph.Variable("A", [3, 3], dtype),
            graph.Variable("S", [n, n], dtype), graph.Variable("s", [], dtype), graph.Variable("P", [n, 4], dtype),
        ];
        var given = others.OrderBy(_ => random.Next()).Take(4).Append(x).Append(z).ToList();
        var program = new RandomTensors(random, dtype, special, isBody: false, index, m, given);
        var made = Enumerable.Range(0, steps).Select(_ => program.Step()).ToList();
        var read = made.SelectMany(node => node.Inputs).ToHashSet();
        var y = made.Where(node => !read.Contains(node)).TakeLast(3).Select(node => Sum(Tanh(node))).Aggregate((a, b) => a + b);
        var used = Traversal.PostOrder([y]).ToHashSet();
        return graph.Function("f", [x, z, .. others.Append(index).Where(used.Contains)], [y]);
    }

    /// <summary>Values of the inputs of a function that was made here, or derived from one.</summary>
    /// <param name="function">The function.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="n">The size n.</param>
    /// <param name="m">The size m.</param>
    /// <param name="special">Whether there are NaNs, infinities and numbers near the ends of the range among them.</param>
    public static Tensor[] Arguments(Function function, int seed, int n, int m, bool special = false)
    {
        double[] marks = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0, 1, -1, 5e-324, 1e-310, 1e16, 3e38, -1e300];
        var random = new Random(seed);
        return [.. function.Inputs.Select(Value)];

        Tensor Value(Node input)
        {
            int[] lengths = [.. input.Shape.Select(d => d.IsConstant ? d.Value : d.ToString() == "n" ? n : m)];
            return Tensor.Of(input.DType, [.. Enumerable.Range(0, lengths.Aggregate(1, (a, b) => a * b)).Select(_ => One(input.DType))], lengths);
        }

        double One(DType type) => type == DType.Int32 ? random.Next(Math.Max(1, m))
            : special && random.Next(12) == 0 ? marks[random.Next(marks.Length)]
            : type == DType.Float32 ? (float)(random.NextDouble() * 1.6 - 0.8) : random.NextDouble() * 1.6 - 0.8;
    }

    private Node Step()
    {
        Node? made = null;
        for (var attempt = 0; made is null && attempt < 50; attempt++)
        {
            try
            {
                made = Next(Any());
                if (made?.DType != dtype || made.Type.Rank > 3) made = null;
            }
            catch (ShapeException)
            {
                // the operands do not go together: others may
            }
        }

        pool.Add(made ??= Tanh(Any()));
        return made;
    }

    private int Dice(int sides) => random.Next(sides);

    private double Number() => Math.Round(3 * random.NextDouble() - 1.5, 2);

    private Node Any() => pool[Math.Max(Dice(pool.Count), Dice(pool.Count))];

    private Node? Find(Func<Node, bool> fits)
    {
        var all = pool.Where(fits).ToList();
        return all.Count == 0 ? null : all[Math.Max(Dice(all.Count), Dice(all.Count))];
    }

    private Node? OfRank(int rank) => Find(x => x.Type.Rank == rank);

    private Node? OfShape(Shape shape) => Find(x => x.Shape.Equals(shape));

    private Node? Next(Node x) => Dice(isBody ? 6 : 9) switch
    {
        0 or 1 => Map(x),
        2 => Combined(x, Any()),
        3 => x.Type.Rank == 0 ? null : Along(x, Dice(x.Type.Rank)),
        4 => Products(x),
        5 => Chosen(x),
        6 => Indexed(),
        7 => Matrices(),
        _ => Looped(),
    };

    // What grows is bent back, so that rounding stays what it is.
    private Node Map(Node x) => special && Dice(2) == 0 ? Special(x) : Dice(12) switch
    {
        0 => Sin(x),
        1 => Tanh(x),
        2 => Sqrt(Abs(x) + 0.5),
        3 => Log(2 + x * x),
        4 => Exp(-x * x),
        5 => Sigmoid(x),
        6 => x / (1 + x * x),
        7 => Relu(x),
        8 => Atan(x) * Number(),
        9 => Min(x, 0.4),
        10 => Clamp(x, -0.6, 0.7),
        _ => Softplus(x) + Number(),
    };

    private Node Special(Node x) => Dice(12) switch
    {
        0 => Sqrt(x),
        1 => Log(x),
        2 => Exp(x),
        3 => 1 / x,
        4 => Floor(x),
        5 => Round(x),
        6 => Sign(x),
        7 => Asin(x),
        8 => Cbrt(x),
        9 => x % 0.75,
        10 => Pow(x, 2.5),
        _ => Erf(x),
    };

    private Node Combined(Node a, Node b) => Dice(special ? 9 : 7) switch
    {
        0 => a + b,
        1 => a - b,
        2 => a * b,
        3 => a / (1 + b * b),
        4 => Max(a, b),
        5 => a * b + a,
        6 => Hypot(a, b),
        7 => a / b,
        _ => Atan2(a, b),
    };

    private Node Along(Node x, int axis) => Dice(16) switch
    {
        0 or 1 => Sum(x, [axis], keep: Dice(4) == 0),
        2 => Max(x, [axis]),
        3 => Product(1 + 0.1 * x, [axis]),
        4 => LogSumExp(x, [axis]),
        5 => Mean(x, [axis]),
        6 => Norm(x + 2, [axis]),
        7 => Softmax(x, [axis]),
        8 => CumulativeSum(x, axis, exclusive: Dice(2) == 0, reverse: Dice(2) == 0) * 0.3,
        9 => CumulativeProduct(1 + 0.01 * x, axis, exclusive: Dice(2) == 0, reverse: Dice(2) == 0),
        10 => LinearRecurrence(Tanh(x) * 0.7, OfShape(x.Shape)!, axis, reverse: Dice(2) == 0),
        11 => Shift(x, Dice(5) - 2, axis),
        12 => Sin(Reverse(x, axis)),
        13 => Pad(x, axis, Dice(3), Dice(4)),
        14 => Concatenate([x, x * Number()], axis),
        _ => Take(Pad(x, axis, 0, 1), axis, x.Shape[axis]),
    };

    private Node? Products(Node x) => Dice(6) switch
    {
        0 or 1 when Find(b => b.Type.Rank is 1 or 2) is { } b => MatMul(x, b) * 0.2,
        2 when (OfRank(1), OfRank(1)) is ({ } a, { } b) => Outer(a, b),
        3 when OfRank(2) is { } a => MatrixTranspose(a),
        4 when (OfRank(2), OfRank(2)) is ({ } a, { } b) => Einsum(new[] { "ij,ij->i", "ij,kj->ik", "ij,ij->ji" }[Dice(3)], a, b) * 0.3,
        5 when OfRank(2) is { } a => Reshape(a, [a.Shape[0] * a.Shape[1]]),
        _ => null,
    };

    private Node Chosen(Node x) => Dice(3) switch
    {
        0 => Select(x > Number(), Sqrt(x), Map(OfShape(x.Shape)!)),
        1 => Select(x > 0, Log(x), Log(-x)),
        _ => Select(x > Number(), OfShape(x.Shape)!, 0.3),
    };

    private Node? Indexed() => Dice(2) == 0
        ? Find(x => x.Type.Rank > 0 && x.Shape[0] == m) is { } table ? Gather(table, index) * Number() : null
        : Find(x => x.Type.Rank > 0 && x.Shape[0] == n) is { } rows ? ScatterAdd(rows, index, 0, m) : null;

    private Node? Matrices()
    {
        if (Dice(2) == 0 && Find(a => a.Type.Rank == 2 && a.Shape[0] == a.Shape[1]) is { } square)
        {
            return Dice(5) switch
            {
                0 => LowerTriangle(square, Dice(3) - 1),
                1 => Diagonal(square),
                2 => MatMul(LowerTriangle(square), square) * 0.3,
                3 => PackTriangle(square, strict: Dice(2) == 0),
                _ => MatMul(LowerTriangle(square), UpperTriangle(square)) * 0.3,
            };
        }

        if (OfShape([3, 3]) is not { } small) return null;
        var positive = MatMul(Tanh(small), Tanh(small).T) + Cast(small.Graph.Constant(Tensor.Of([5, 0, 0, 0, 5, 0, 0, 0, 5], 3, 3)), dtype);
        return Dice(4) switch
        {
            0 => Cholesky(positive),
            1 => LogDeterminant(positive),
            2 => Solve(positive, small),
            _ => TriangularSolve(Cholesky(positive), small),
        };
    }

    private Node? Looped()
    {
        if (Find(o => o.Type.Rank is 1 or 2) is not { } xs || Find(o => o.Type.Rank < 2) is not { } start) return null;
        var ys = Find(o => o.Type.Rank is 1 or 2 && o.Shape[0] == xs.Shape[0])!;
        return Dice(11) switch
        {
            0 => Loop.Map(xs, ys, (v, w) => Body(null, v, w)),
            1 => Loop.SumOver(xs, v => Body(null, v)) * 0.2,
            2 => Loop.MaxOver(xs, v => Body(null, v) + 0.3 * Mean(v * v + v)),
            3 => Loop.ProductOver(xs, v => 1 + 0.1 * Tanh(Body(null, v))),
            4 => Loop.Fold(start, xs, (s, v) => Tanh(0.8 * s + Body(s.Shape, s, v)), reverse: Dice(2) == 0),
            5 => Loop.Scan(start, xs, (s, v) => (Sin(0.8 * s + Body(s.Shape, s, v)), Tanh(Body(null, s, v))), reverse: Dice(2) == 0).Outputs,
            6 => Loop.While(Abs(Sum(Tanh(start))) + 0.3, s => s < 20, s => s * 1.7 + 0.1 * Abs(Body(s.Shape, s)), bound: 40).Final,
            7 => xs.Graph.Map(xs.Shape[0], i => Body(null, xs[i], Select(i > 0, xs[Max(i - 1, 0)], xs[i] * 0))),
            8 when Find(o => o.Type.Rank is 1 or 2 && o.Shape[0] == m) is { } table => Loop.SumOver(index, k => Body(null, table[k])) * 0.2,
            9 => Loop.Map(xs, v => Loop.SumOver(ys, w => Body(null, v, w)) * 0.2),
            10 => Loop.Map(xs, v => Cond(Sum(v) > Number(), () => Body(Shape.Scalar, v), () => Body(Shape.Scalar, v))),
            _ => null,
        };
    }

    private Node Body(Shape? shape, params Node[] parameters)
    {
        var body = new RandomTensors(random, dtype, special, isBody: true, index, m, [.. pool.Where(p => p.Type.Rank <= 1).OrderBy(_ => random.Next()).Take(2), .. parameters]);
        var y = parameters[0];
        for (var i = 1 + Dice(3); i > 0; i--) y = body.Step();
        var most = shape is null ? 1 : 0;
        while (shape?.Equals(y.Shape) != true && y.Type.Rank > most) y = Mean(Tanh(y), [0]);
        return shape is null || shape.Equals(y.Shape) ? y : BroadcastTo(y, shape);
    }
}
