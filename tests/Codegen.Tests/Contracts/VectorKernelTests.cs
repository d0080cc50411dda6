using System.Reflection;
using SymDiff.Runtime;
using SymDiff.Testing;

namespace SymDiff.Codegen.Tests.Contracts;

/// <summary>Ops say which of their kernels there are in vectors too.</summary>
public sealed class VectorKernelTests
{
    [Fact]
    public void OpsKnowTheKernelsInVectors()
    {
        var calls = OpSamples.All.Where(n => n.Op is KernelOp).Select(n => ((KernelOp)n.Op, ((KernelOp)n.Op).Kernel([.. n.Inputs.Select(i => i.Type)]).Method)).Distinct().ToList();
        Assert.Contains(calls, c => c.Item1.HasVectorKernel);
        Assert.All(calls, call => Assert.Equal(call.Item1.HasVectorKernel, ParametersOf(typeof(Kernels), call.Method).IsSubsetOf(ParametersOf(typeof(VectorKernels), call.Method))));
    }

    private static HashSet<string> ParametersOf(Type type, string method) =>
        [.. type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.Name == method).Select(m => string.Join(", ", m.GetParameters().Select(p => p.ParameterType)))];
}
