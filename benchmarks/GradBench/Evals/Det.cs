using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>A determinant by expansion in minors. The expansion is of a fixed size, so each size is compiled when it first comes.</summary>
internal sealed class Det : Eval<Det.Input>
{
    private readonly Dictionary<int, Compiled> sizes = [];

    public Det()
    {
        Add("primal", Value);
        Add("gradient", Gradient);
    }

    private delegate double OfMatrix(ReadOnlySpan<double> a);

    private delegate void GradientOfMatrix(ReadOnlySpan<double> a, Span<double> gradient);

    public override IEnumerable<Workload<Input>> Workloads =>
        from n in Enumerable.Range(5, 7)
        select new Workload<Input>($"{n}", () => new(new RandomNumbers(31337).Uniform(n * n), n));

    public override double[] Flat(Input input) => [input.Size, .. input.A];

    protected override Input Read(JsonElement input) => new(input.Doubles("A"), input.Int("ell"));

    protected override Input Example() => new([1, 2, 3, 4], 2);

    private Evaluation Value(Input input)
    {
        var (run, result) = (Get(input.Size).Value, 0.0);
        return new(() => result = run(input.A), writer => writer.WriteNumberValue(result));
    }

    private Evaluation Gradient(Input input)
    {
        var (run, result) = (Get(input.Size).Gradient, new double[input.A.Length]);
        return new(() => run(input.A, result), writer => writer.WriteNumbers(result));
    }

    private Compiled Get(int size)
    {
        if (!sizes.TryGetValue(size, out var compiled)) sizes.Add(size, compiled = Compiled.Of(size));
        return compiled;
    }

    /// <summary>A matrix, row by row, and the number of its rows.</summary>
    internal sealed record Input(double[] A, int Size);

    private sealed record Compiled(OfMatrix Value, GradientOfMatrix Gradient)
    {
        public static Compiled Of(int size)
        {
            var determinant = Minors.Determinant(size);
            Compiled compiled = new(determinant.Compile<OfMatrix>(), determinant.Gradient().Compile<GradientOfMatrix>());
            var matrix = new double[size * size];
            compiled.Value(matrix);
            compiled.Gradient(matrix, new double[matrix.Length]);
            return compiled;
        }
    }
}
