using SymDiff.Testing;

namespace SymDiff.Codegen.Tests.Contracts;

/// <summary>Every backend agrees with the interpreter on every op and its gradient; the ops are found by reflection.</summary>
public sealed class BackendContractTests
{
    private static readonly Lazy<Dictionary<string, Delegate>> roslyn = new(CompileAll);

    public static TheoryData<string> Samples => [.. OpSamples.All.Select(s => s.Name)];

    [Theory, MemberData(nameof(Samples))]
    public void ExpressionTreesComputeWhatTheInterpreterComputes(string name)
    {
        var sample = OpSamples.Named(name);
        BackendCheck.Strict(WithGradient(sample), sample.Arguments, Backend.ExpressionTree);
    }

    [Theory, MemberData(nameof(Samples))]
    public void RoslynComputesWhatTheInterpreterComputes(string name)
    {
        var sample = OpSamples.Named(name);
        BackendCheck.Strict(WithGradient(sample), sample.Arguments, roslyn.Value[name]);
    }

    private static Dictionary<string, Delegate> CompileAll()
    {
        var samples = OpSamples.All.ToList();
        return samples.Zip(BackendCheck.CompileAll([.. samples.Select(WithGradient)])).ToDictionary(p => p.First.Name, p => p.Second);
    }

    private static Function WithGradient(OpSample sample) => new(
        "f", sample.Inputs, sample.Active.IsEmpty || sample.Differentiable.IsEmpty ? sample.Outputs : sample.Outputs.AddRange(SampleDerivatives.Gradient(sample)));
}
