using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SymDiff.Runtime.Tests.Functions;

/// <summary>What instructions of AVX-512 do beside the code that other processors run.</summary>
public class VectorMathInstructionTests
{
    [Fact]
    public void NumbersAreTakenApartAlike()
    {
        if (!Avx512F.VL.IsSupported) return; // there is one way only
        var random = new Random(3);
        double[] ends = [double.Epsilon, 2.2250738585072009e-308, 2.2250738585072014e-308, 0.7071067811865475, 0.7071067811865476, 1.4142135623730949, 1.4142135623730951, double.MaxValue];
        double[] points = [.. ends, .. Enumerable.Range(0, 100_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(1, 0x7FF0_0000_0000_0000)))];
        foreach (var four in points.Chunk(4))
        {
            var x = Vector256.Create<double>(four);
            Assert.Equal(VectorMath.SplitByBits(x), VectorMath.SplitByInstructions(x));
            Assert.Equal(VectorMath.ExponentAndSignificand(x), (Avx512F.VL.GetExponent(x), Avx512F.VL.GetMantissa(x, 0)));
        }
    }
}
