using System.Runtime.Intrinsics;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Loops.Passes;
using SymDiff.Runtime;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>The table of functions of vectors names what there is.</summary>
public sealed class VectorFunctionsTests
{
    [Fact]
    public void TheTableNamesTheTwinsThatThereAre()
    {
        Assert.Equal(Twins<double>(), VectorFunctions.Names(ScalarType.Float64x4).Order(StringComparer.Ordinal));
        Assert.Equal(Twins<float>(), VectorFunctions.Names(ScalarType.Float32x8).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Twins<T>() => typeof(VectorMath).GetMethods()
        .Where(m => m.ReturnType == typeof(Vector256<T>))
        .Select(m => m.Name)
        .Order(StringComparer.Ordinal);
}
