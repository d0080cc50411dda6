using System.Reflection;
using System.Runtime.Intrinsics;

namespace SymDiff.Runtime.Tests.Functions;

/// <summary>Vector functions of floats beside those of doubles, rounded.</summary>
public class VectorMathSingleTests
{
    private static readonly float[] Points =
    [
        0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.Epsilon, 1e-40f, -1e-40f, float.MaxValue, float.MinValue,
        1f, -1f, 0.5f, -0.5f, 2.5f, -2.5f, 88.7f, 89.5f, -104.2f, 0.1f, 3e8f, -1e-9f, 1.0000001f, 0.9999999f,
    ];

    public static TheoryData<string> Functions => [.. VectorFunction.All.Select(f => f.Name).Where(name => name != "FusedMultiplyAdd")];

    [Theory, MemberData(nameof(Functions))]
    public void RoundsTheDoubleFunctionOnce(string name)
    {
        var function = VectorFunction.Named(name);
        var method = typeof(VectorMath).GetMethod(name, [.. Enumerable.Repeat(typeof(Vector256<float>), function.Arity)])!;
        for (var shift = 0; shift < Points.Length; shift++)
        {
            var rows = Enumerable.Range(0, 8).Select(lane => Enumerable.Range(0, function.Arity).Select(i => Points[(shift + lane + (i * 7)) % Points.Length]).ToArray()).ToList();
            var arguments = Enumerable.Range(0, function.Arity).Select(i => (object)Vector256.Create<float>(rows.Select(row => row[i]).ToArray()));
            var actual = (Vector256<float>)method.Invoke(null, [.. arguments])!;
            var expected = function.OfAll(rows.Select(row => row.Select(x => (double)x).ToArray())).Select(y => (float)y);
            Assert.Equal(expected, Enumerable.Range(0, 8).Select(lane => actual[lane]));
        }
    }

    // x·y + z rounds in double before it is rounded to float, so not as above.
    [Fact]
    public void FusedMultiplyAddRoundsOnce()
    {
        var (x, y, z) = (1f + (1f / 4096), 1f + (1f / 4096), 1e-30f);
        Assert.Equal(MathF.FusedMultiplyAdd(x, y, z), VectorMath.FusedMultiplyAdd(Vector256.Create(x), Vector256.Create(y), Vector256.Create(z))[0]);
    }

    [Fact]
    public void EveryFunctionOfDoublesHasOneOfFloats() =>
        Assert.Equal(Names(typeof(Vector256<double>)), Names(typeof(Vector256<float>)));

    private static IEnumerable<string> Names(Type type) => typeof(VectorMath).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(m => m.ReturnType == type).Select(m => $"{m.Name}/{m.GetParameters().Length}").Order(StringComparer.Ordinal);
}
