using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>Parameters of the layers and around them, what the layers start with, and a sequence of characters of B bits.</summary>
internal sealed record LstmInput(int B, double[] Main, double[] Extra, double[] State, double[] Sequence);

/// <summary>The loss of a network with long short-term memory and its gradient.</summary>
internal sealed class Lstm : Eval<LstmInput>
{
    private const int Bits = 14;
    private readonly LongShortTermMemory.Value value = LongShortTermMemory.Loss().Compile<LongShortTermMemory.Value>();
    private readonly LongShortTermMemory.Derivative derivative = LongShortTermMemory.Loss().Gradient(LongShortTermMemory.Parameters).Compile<LongShortTermMemory.Derivative>();

    public Lstm()
    {
        Add("objective", Objective);
        Add("jacobian", Jacobian);
    }

    public override IEnumerable<Workload<LstmInput>> Workloads =>
        from l in new[] { 2, 4, 6 }
        from c in new[] { 1024, 4096, 8192 }
        orderby l * c
        select new Workload<LstmInput>($"l {l}, c {c}", () => Make(l, c));

    public override double[] Flat(LstmInput input) => [input.Main.Length / (8 * input.B), input.B, input.Sequence.Length / input.B, .. input.Main, .. input.Extra, .. input.State, .. input.Sequence];

    protected override LstmInput Read(JsonElement input) => new(
        input.GetProperty("extra_params")[0].GetArrayLength(), input.Doubles("main_params"), input.Doubles("extra_params"), input.Doubles("state"), input.Doubles("sequence"));

    protected override LstmInput Example() => Make(2, 20);

    private static LstmInput Make(int l, int c)
    {
        var random = new RandomNumbers(31337);
        return new(Bits, random.Uniform(8 * l * Bits), random.Uniform(3 * Bits), random.Uniform(2 * l * Bits), [.. random.Uniform(c * Bits).Select(u => u < 0.5 ? 0.0 : 1)]);
    }

    private Evaluation Objective(LstmInput input)
    {
        var result = 0.0;
        return new(() => result = value(input.Main, input.Extra, input.State, input.Sequence), writer => writer.WriteNumberValue(result));
    }

    private Evaluation Jacobian(LstmInput input)
    {
        var gradient = new double[input.Main.Length + input.Extra.Length];
        return new(
            () => derivative(input.Main, input.Extra, input.State, input.Sequence, gradient.AsSpan(0, input.Main.Length), gradient.AsSpan(input.Main.Length)),
            writer => writer.WriteNumbers(gradient));
    }
}
