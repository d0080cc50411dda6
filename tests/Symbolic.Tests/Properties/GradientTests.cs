using FsCheck;
using FsCheck.Fluent;
using SymDiff.Runtime;
using SymDiff.Testing;
using Xunit.Abstractions;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Properties;

/// <summary>
/// On random programs of all rows, choices, sums and dot products the gradient graph, forward mode, the numeric reverse pass and
/// finite differences agree, wherever the value and the gradient are finite.
/// </summary>
public sealed class GradientTests(ITestOutputHelper output)
{
    private int compared;
    private int differenced;

    [Theory]
    [InlineData(4, 400), InlineData(10, 200)]
    public void AllWaysToAGradientAgree(int steps, int count)
    {
        var property = Prop.ForAll(RandomProgram.Arbitrary(steps, special: false), Agree);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(new Replay(new Rnd(23, 1871), null)), property);
        output.WriteLine($"{compared} entries compared, {differenced} of them with finite differences");
        Assert.True(compared > 2 * count, $"only {compared} derivatives were finite");
        Assert.True(differenced > count, $"only {differenced} finite differences were good");
    }

    private void Agree(RandomProgram program)
    {
        var graph = new Graph();
        var (x, s) = (graph.Variable("x", [3]), graph.Variable("s"));
        var f = new Function("f", [x, s], [Sum(program.Build(new TensorBuilder(), x, s)[^1])]);
        Tensor[] at = [Tensor.Vector([.. program.X]), program.S];
        var gradient = SampleDerivatives.Flat(Raw(f).Evaluate(at));   // what simplification makes of it has its own tests
        var (forward, numeric) = (Forward(f, at), Numeric(f, at));
        var scale = gradient.Where(double.IsFinite).Append(1).Max(Math.Abs);
        for (var i = 0; i < gradient.Length; i++)
        {
            Assert.True(numeric[i].Equals(gradient[i]) || Math.Abs(numeric[i] - gradient[i]) <= 1e-9 * scale, $"entry {i}: gradient {gradient[i]:R}, numeric pass {numeric[i]:R}\n{program}");
            if (!double.IsFinite(gradient[i]) || !double.IsFinite(forward[i])) continue;
            compared++;
            Assert.True(Math.Abs(forward[i] - gradient[i]) <= 1e-9 * scale, $"entry {i}: gradient {gradient[i]:R}, forward mode {forward[i]:R}\n{program}");
            AgreesWithDifferences(program, f, i, gradient[i]);
        }
    }

    private void AgreesWithDifferences(RandomProgram program, Function f, int entry, double derivative)
    {
        double[] at = [.. program.X, program.S];
        Node[] pieces = [.. Traversal.PostOrder(f.Outputs).SelectMany(Pieces)];
        var piece = Evaluate(pieces, at);
        if (!(Math.Abs(Value(at)) < 1e6)) return;   // too large to be differenced, or not finite
        var (numerical, uncertainty) = new[] { 1e-2, 1e-4 }.Select(step => GradientCheck.Derivative(Value, at, entry, step)).MinBy(d => double.IsFinite(d.Value) ? d.Uncertainty : double.PositiveInfinity);
        if (!(uncertainty <= 1e-7 * Math.Max(1, Math.Abs(numerical)))) return;
        differenced++;
        Assert.True(Math.Abs(derivative - numerical) <= 1e-5 * Math.Max(1, Math.Abs(numerical)), $"entry {entry}: gradient {derivative:R}, finite differences {numerical:R}\n{program}");

        // A difference across a jump means nothing.
        double Value(double[] p) => Evaluate(pieces, p).SequenceEqual(piece) ? Evaluate(f.Outputs, p)[0] : double.NaN;

        double[] Evaluate(IReadOnlyList<Node> nodes, double[] p) =>
            nodes.Count == 0 ? [] : SampleDerivatives.Flat(new Function("g", f.Inputs, nodes.Select((n, i) => ($"y{i}", n))).Evaluate(Tensor.Vector(p.AsSpan(0, 3)), p[3]));
    }

    // What is constant between the jumps of a node.
    private static Node[] Pieces(Node node) => node.Op switch
    {
        { IsZeroAlmostEverywhere: true } => [node],
        { Name: "And" or "Or" or "Not" } => [node],
        { Name: "Remainder" } => [Truncate(node.Inputs[0] / node.Inputs[1])],
        { Name: "CopySign" } => [Less(node.Inputs[1], node.Inputs[1].Literal(0))],
        _ => [],
    };

    private static Function Raw(Function f)
    {
        var table = ReverseMode.BuildGrad(f.Outputs[0], f.Inputs);
        return new("g", f.Inputs, f.Inputs.Select(x => table[x]?.Value ?? NodeMath.BroadcastTo(x.Literal(0), x.Shape)));
    }

    private static double[] Forward(Function f, Tensor[] at) => [.. Enumerable.Range(0, 4).Select(i =>
    {
        var seeds = new Dictionary<Node, Node>
        {
            [f.Inputs[0]] = f.Graph.Constant(Tensor.Vector([.. Enumerable.Range(0, 3).Select(k => k == i ? 1.0 : 0)])),
            [f.Inputs[1]] = f.Graph.Constant(i == 3 ? 1 : 0),
        };
        var tangent = ForwardMode.BuildTangents(f.Outputs, seeds)[0];
        return tangent is null ? 0 : new Function("t", f.Inputs, [tangent]).Evaluate(at)[0].ToDouble();
    })];

    private static double[] Numeric(Function f, Tensor[] at)
    {
        var table = f.Explain(at);
        return [.. f.Inputs.Zip(at).SelectMany(p => table[p.First]?.Adjoint.ToArray() ?? new double[p.Second.Count])];
    }
}
