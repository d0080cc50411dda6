using FsCheck;
using FsCheck.Fluent;
using SymDiff.Runtime;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>
/// Both modes, the numeric pass, both products with the Hessian and finite differences agree on random graphs. A graph is read from a
/// list of numbers, each an op and its operands among the nodes so far, so that a counterexample shrinks.
/// </summary>
public sealed class RandomGraphTests
{
    private const double Tolerance = 1e-6;
    private static readonly Config config = Config.QuickThrowOnFailure.WithMaxTest(25).WithReplay(new Replay(new Rnd(20240613, 7), null));

    [Fact]
    public void TheNumericPassAgreesWithTheDerivativeGraph() => ForAll(program =>
    {
        var random = new RandomGraph(program);
        var table = NumericReverse.Run(random.Loss, random.Values, random.Inputs);
        var gradient = random.Gradient();
        return random.Inputs.Select((x, i) => Near(random.Evaluate(gradient[i]), table[x]?.Adjoint.ToArray() ?? new double[x.Shape.Size.Value], 1e-12)).All(ok => ok);
    });

    [Fact]
    public void ReverseModeAgreesWithFiniteDifferences() => ForAll(program =>
    {
        var random = new RandomGraph(program);
        return GradientCheck.Run(at => random.With(at).Evaluate(random.Loss)[0], at => random.With(at).EvaluateAll(random.Gradient()), random.Point).Agrees(Tolerance);
    });

    [Fact]
    public void ForwardModeIsTheAdjointOfReverseMode() => ForAll(program =>
    {
        var random = new RandomGraph(program);
        var tangent = ForwardMode.BuildTangents([random.Loss], random.Directions())[0];
        var expected = random.EvaluateAll(random.Gradient()).Zip(random.EvaluateAll([.. random.Directions().Values]), (g, v) => g * v).Sum();
        return Near([expected], tangent is null ? [0] : random.Evaluate(tangent), 1e-12);
    });

    [Fact]
    public void BothProductsWithTheHessianAgreeAndWithFiniteDifferences() => ForAll(program =>
    {
        var random = new RandomGraph(program);
        List<Node> v = [.. random.Directions().Values];
        var forward = random.EvaluateAll(Hessian.VectorProduct(random.Loss, random.Inputs, v, HessianMode.ForwardOverReverse));
        var reverse = random.EvaluateAll(Hessian.VectorProduct(random.Loss, random.Inputs, v, HessianMode.ReverseOverReverse));
        var direction = random.EvaluateAll([.. v]);
        var slope = random.Gradient().Zip(v, (g, d) => Sum(g * d)).Aggregate((a, b) => a + b);
        return Near(forward, reverse, 1e-11)
            && GradientCheck.Run(at => random.With(at).Evaluate(slope)[0], at => forward, random.Point).Agrees(Tolerance);
    });

    private static void ForAll(Func<int[], bool> property) => Prop.ForAll(property).Check(config);

    private static bool Near(double[] expected, double[] actual, double tolerance) =>
        expected.Length == actual.Length && expected.Zip(actual).All(p => Math.Abs(p.First - p.Second) <= tolerance * Math.Max(1, Math.Abs(p.First)));

    /// <summary>A smooth function of a scalar, a vector and a matrix; a branch is chosen by a constant mask, and the other side has no value.</summary>
    private sealed class RandomGraph
    {
        private readonly List<Node> nodes = [];

        public RandomGraph(int[] program)
        {
            var graph = new Graph();
            Inputs = [graph.Variable("s"), graph.Variable("v", [3]), graph.Variable("m", [3, 3])];
            nodes.AddRange(Inputs);
            foreach (var instruction in program.Take(40)) nodes.Add(Next((uint)instruction));
            Loss = nodes.Select(Sum).Aggregate((a, b) => a + b);
            Point = [.. Enumerable.Range(1, 13).Select(i => Math.Sin(i * i))];
            Values = With(Point).Values;
        }

        private RandomGraph(RandomGraph original, double[] point)
        {
            (Inputs, Loss, Point) = (original.Inputs, original.Loss, point);
            Values = new() { [Inputs[0]] = point[0], [Inputs[1]] = Tensor.Of(point.AsSpan(1, 3), 3), [Inputs[2]] = Tensor.Of(point.AsSpan(4, 9), 3, 3) };
        }

        public IReadOnlyList<Node> Inputs { get; }

        public Node Loss { get; }

        public double[] Point { get; }

        public Dictionary<Node, Tensor> Values { get; }

        public RandomGraph With(double[] point) => new(this, point);

        public double[] Evaluate(Node node) => node.Evaluate(Values).ToArray();

        public double[] EvaluateAll(IEnumerable<Node> nodes) => [.. nodes.SelectMany(Evaluate)];

        public IReadOnlyList<Node> Gradient() => SymDiff.Gradient.Of(Loss, Inputs);

        public Dictionary<Node, Node> Directions() => Inputs.ToDictionary(
            x => x,
            x => x.Graph.Constant(Tensor.Of(Enumerable.Range(1, x.Shape.Size.Value).Select(i => Math.Cos(i)).ToArray(), [.. x.Shape.Select(d => d.Value)])));

        private Node Next(uint instruction)
        {
            var (a, b) = (nodes[(int)(instruction / 13 % nodes.Count)], nodes[(int)(instruction / 13 / 7 % nodes.Count)]);
            return (instruction % 13) switch
            {
                0 => a + b,
                1 => a - 0.5 * b,
                2 => Bounded(a) * Bounded(b),
                3 => Exp(-(a * a)),
                4 => 1 / (1 + a * a),
                5 => Log(2 + a * b * a * b),
                6 => Bounded(a) / (1.5 + Bounded(b)),
                7 => Sum(a) * 0.3,
                8 => Matrix(a).T,
                9 => MatMul(Bounded(Matrix(a)), Bounded(Matrix(b))),
                10 => MatMul(Bounded(Matrix(a)), Bounded(Vector(b))),
                11 => Select(Mask(a), Bounded(a), Log(-1 - a * a) * b),
                _ => Sum(Bounded(Matrix(a)), [0]),
            };
        }

        private static Node Bounded(Node a) => a / (1 + a * a);

        private static Node Matrix(Node a) => BroadcastTo(a, [3, 3]);

        private static Node Vector(Node a) => a.Type.Rank == 2 ? Sum(a, [1]) : BroadcastTo(a, [3]);

        // true everywhere but known only at run time
        private static Node Mask(Node a) => a * a > -1;
    }
}
