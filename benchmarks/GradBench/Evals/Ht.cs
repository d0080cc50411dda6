using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>Hand tracking, simple or with triangles. A right and a left hand are compiled when the first of them comes.</summary>
internal sealed class Ht : Eval<HandInput>
{
    private readonly Dictionary<(bool, Skinning), Hand> hands = [];

    public Ht()
    {
        Add("objective", input => Of(input, jacobian: false));
        Add("jacobian", input => Of(input, jacobian: true));
    }

    private delegate void OfVertices(
        ReadOnlySpan<double> theta, ReadOnlySpan<double> relatives, ReadOnlySpan<double> inverses, ReadOnlySpan<double> positions, ReadOnlySpan<int> bones, ReadOnlySpan<double> weights,
        ReadOnlySpan<int> correspondences, ReadOnlySpan<double> points, Span<double> result);

    private delegate void OfTriangles(
        ReadOnlySpan<double> theta, ReadOnlySpan<double> us, ReadOnlySpan<double> relatives, ReadOnlySpan<double> inverses, ReadOnlySpan<double> positions, ReadOnlySpan<int> bones,
        ReadOnlySpan<double> weights, ReadOnlySpan<int> triangles, ReadOnlySpan<int> correspondences, ReadOnlySpan<double> points, Span<double> result);

    /// <summary>Also the hands that come with other inputs: their number of points is not known here.</summary>
    public override void WarmUp()
    {
        foreach (var triangles in new[] { false, true })
        {
            foreach (var points in new[] { 1, 100 })
            {
                var input = HandInput.Example(triangles, points);
                foreach (var function in Functions) Prepare(function, input).Run();
            }
        }
    }

    public override IEnumerable<Workload<HandInput>> Workloads =>
        from triangles in new[] { false, true }
        from vertices in new[] { 544, 10_000 }
        from points in new[] { 100, 800, 6400, 100_000 }
        select new Workload<HandInput>($"{(triangles ? "complicated" : "simple")}, {vertices} vertices, {points} points", () => HandInput.Random(triangles, vertices, points));

    public override double[] Flat(HandInput input) => input.Flat();

    protected override HandInput Read(JsonElement input) => HandInput.Of(input);

    protected override HandInput Example() => HandInput.Example(triangles: false, points: 1);

    private Evaluation Of(HandInput input, bool jacobian)
    {
        // each vertex once where the points need more of them than there are
        var skinning = input.Correspondences.Length * (input.HasTriangles ? 3 : 1) < input.Bones.Length / input.BonesPerVertex ? Skinning.PerPoint : Skinning.PerVertex;
        var hand = Get(input.IsMirrored, skinning);
        var parameters = input.HasTriangles ? input.Theta.Length + 2 : input.Theta.Length;
        var result = new double[input.Points.Length * (jacobian ? parameters : 1)];
        var run = input.HasTriangles ? OnTriangles(input, jacobian ? hand.ComplicatedJacobian : hand.Complicated, result) : OnVertices(input, jacobian ? hand.SimpleJacobian : hand.Simple, result);
        return new(run, writer =>
        {
            if (jacobian) writer.WriteRows(result, input.Points.Length);
            else writer.WriteNumbers(result);
        });
    }

    private static Action OnVertices(HandInput i, Lazy<OfVertices> function, double[] result)
    {
        var run = function.Value;
        return () => run(i.Theta, i.Relatives, i.Inverses, i.Positions, i.Bones, i.Weights, i.Correspondences, i.Points, result);
    }

    private static Action OnTriangles(HandInput i, Lazy<OfTriangles> function, double[] result)
    {
        var run = function.Value;
        return () => run(i.Theta, i.Us, i.Relatives, i.Inverses, i.Positions, i.Bones, i.Weights, i.Triangles, i.Correspondences, i.Points, result);
    }

    private Hand Get(bool isMirrored, Skinning skinning)
    {
        if (!hands.TryGetValue((isMirrored, skinning), out var hand)) hands.Add((isMirrored, skinning), hand = new(isMirrored, skinning));
        return hand;
    }

    /// <summary>The functions for one side, each compiled when it is first asked for.</summary>
    private sealed class Hand(bool isMirrored, Skinning skinning)
    {
        public Lazy<OfVertices> Simple { get; } = new(() => HandTracking.Simple(isMirrored, skinning).Compile<OfVertices>());

        public Lazy<OfTriangles> Complicated { get; } = new(() => HandTracking.Complicated(isMirrored, skinning).Compile<OfTriangles>());

        public Lazy<OfVertices> SimpleJacobian { get; } = new(() => HandTracking.SimpleJacobian(isMirrored, skinning).Compile<OfVertices>());

        public Lazy<OfTriangles> ComplicatedJacobian { get; } = new(() => HandTracking.ComplicatedJacobian(isMirrored, skinning).Compile<OfTriangles>());
    }
}
