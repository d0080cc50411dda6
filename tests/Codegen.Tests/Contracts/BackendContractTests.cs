using SymDiff.Testing;

namespace SymDiff.Codegen.Tests.Contracts;

/// <summary>Every backend agrees with the interpreter on every op and its gradient; the ops are found by reflection.</summary>
public sealed class BackendContractTests
{
    public static TheoryData<string> Samples => [.. OpSamples.Lowered.Select(s => s.Name)];

    [Theory, MemberData(nameof(Samples))]
    public void ExpressionTreesComputeWhatTheInterpreterComputes(string name) => Check(OpSamples.Named(name), Backend.ExpressionTree);

    [Theory, MemberData(nameof(Samples))]
    public void RoslynComputesWhatTheInterpreterComputes(string name) => Check(OpSamples.Named(name), Backend.Roslyn);

    private static void Check(OpSample sample, Backend backend)
    {
        BackendCheck.Strict(new Function("f", sample.Inputs, sample.Outputs), sample.Arguments, backend);
        if (sample.Active.IsEmpty || sample.Differentiable.IsEmpty) return;
        BackendCheck.Strict(new Function("gradient", sample.Inputs, SampleDerivatives.Gradient(sample)), sample.Arguments, backend);
    }
}
