using System.Runtime.Intrinsics;
using SymDiff.Codegen.Loops.Passes;
using SymDiff.Runtime;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>The table of functions of vectors names what there is.</summary>
public sealed class VectorFunctionsTests
{
    [Fact]
    public void TheTableNamesTheTwinsThatThereAre()
    {
        Assert.Equal(Twins<Vector256<double>>(typeof(VectorMath)), VectorFunctions.Names.Order(StringComparer.Ordinal));
        Assert.Equal(Twins<Vector256<float>>(typeof(VectorMath)), VectorFunctions.Names.Order(StringComparer.Ordinal));
        Assert.Equal(Twins<Vector512<double>>(typeof(VectorMath512)), VectorFunctions.Names.Order(StringComparer.Ordinal));
        Assert.Equal(Twins<Vector512<float>>(typeof(VectorMath512)), VectorFunctions.Names.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Twins<T>(Type twins) => twins.GetMethods().Where(m => m.ReturnType == typeof(T)).Select(m => m.Name).Order(StringComparer.Ordinal);
}
