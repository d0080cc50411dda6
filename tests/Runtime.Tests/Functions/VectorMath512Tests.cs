using System.Globalization;
using System.Reflection;
using System.Runtime.Intrinsics;

namespace SymDiff.Runtime.Tests.Functions;

/// <summary>Functions of 512 bits beside those of 256: the same bits in every lane, so that what is known of the accuracy of these is known of those.</summary>
public class VectorMath512Tests
{
    private static readonly double[] Special =
    [
        0.0, -0.0, double.PositiveInfinity, double.NegativeInfinity, double.NaN, -double.NaN, double.Epsilon, -double.Epsilon, 1e-310, -1e-310, 2.2250738585072014e-308,
        double.MaxValue, double.MinValue, 1, -1, 0.5, -0.5, 1.5, 2, -2, 3, -3, 2.5, 1e-17, -1e-17, 1e16, 1e300, -1e300, 0.9999999999999999, 1.0000000000000002,
        709.5, 711, -746, 9007199254740993, 1e12, 2e12, -1e20, 88.7, 89.5, -104.2,
    ];

    private static readonly ILookup<string, double[]> Reference = DataFile.ReadLines("vector_reference.csv").Skip(1).Select(line => line.Split(','))
        .ToLookup(field => field[0], field => field[1..3].Where(x => x != "").Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray());

    public static TheoryData<string> Doubles => [.. Signatures(typeof(VectorMath), typeof(Vector256<double>))];

    public static TheoryData<string> Floats => [.. Signatures(typeof(VectorMath), typeof(Vector256<float>))];

    [Fact]
    public void EveryFunctionIsThereAtBothWidths()
    {
        Assert.Equal(Signatures(typeof(VectorMath), typeof(Vector256<double>)), Signatures(typeof(VectorMath512), typeof(Vector512<double>)));
        Assert.Equal(Signatures(typeof(VectorMath), typeof(Vector256<float>)), Signatures(typeof(VectorMath512), typeof(Vector512<float>)));
    }

    [Theory, MemberData(nameof(Doubles))]
    public void DoublesHaveTheSameBits(string signature)
    {
        var (name, arity) = Parts(signature);
        var wide = Method(typeof(VectorMath512), name, typeof(Vector512<double>), arity);
        var narrow = Method(typeof(VectorMath), name, typeof(Vector256<double>), arity);
        foreach (var points in Points(name, arity).Chunk(8).Where(chunk => chunk.Length == 8))
        {
            var columns = Enumerable.Range(0, arity).Select(i => Vector512.Create<double>(points.Select(p => p[i]).ToArray())).ToArray();
            var actual = (Vector512<double>)wide.Invoke(null, [.. columns])!;
            var lower = (Vector256<double>)narrow.Invoke(null, [.. columns.Select(c => c.GetLower())])!;
            var upper = (Vector256<double>)narrow.Invoke(null, [.. columns.Select(c => c.GetUpper())])!;
            AssertSame(Vector512.Create(lower, upper), actual, lane => $"{name}({string.Join(", ", points[lane])})");
        }
    }

    [Theory, MemberData(nameof(Floats))]
    public void FloatsHaveTheSameBits(string signature)
    {
        var (name, arity) = Parts(signature);
        var wide = Method(typeof(VectorMath512), name, typeof(Vector512<float>), arity);
        var narrow = Method(typeof(VectorMath), name, typeof(Vector256<float>), arity);
        foreach (var points in Points(name, arity).Chunk(16).Where(chunk => chunk.Length == 16))
        {
            var columns = Enumerable.Range(0, arity).Select(i => Vector512.Create<float>(points.Select(p => (float)p[i]).ToArray())).ToArray();
            var actual = (Vector512<float>)wide.Invoke(null, [.. columns])!;
            var lower = (Vector256<float>)narrow.Invoke(null, [.. columns.Select(c => c.GetLower())])!;
            var upper = (Vector256<float>)narrow.Invoke(null, [.. columns.Select(c => c.GetUpper())])!;
            AssertSame(Vector512.Create(lower, upper), actual, lane => $"{name}({string.Join(", ", points[lane])})");
        }
    }

    // Special values beside each other and in each place of the vector, the points of the reference, and bits of any kind: values near 1, and of every exponent.
    private static IEnumerable<double[]> Points(string name, int arity)
    {
        var random = new Random(7);
        foreach (var x in Special)
        {
            foreach (var y in arity == 1 ? [x] : Special) yield return [.. new[] { x, y, Special[random.Next(Special.Length)] }.Take(arity)];
        }

        foreach (var point in Reference[name]) yield return point;
        for (var i = 0; i < 20_000; i++) yield return [.. Enumerable.Range(0, arity).Select(_ => Any(random))];
    }

    private static double Any(Random random) => random.Next(4) switch
    {
        0 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
        1 => (random.NextDouble() - 0.5) * 4,
        2 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 14)),
        _ => Special[random.Next(Special.Length)],
    };

    // A NaN has no bits to compare: which operand's it takes over is the instruction's choice.
    private static void AssertSame<T>(Vector512<T> expected, Vector512<T> actual, Func<int, string> call)
    {
        for (var lane = 0; lane < Vector512<T>.Count; lane++)
        {
            var (e, a) = (Convert.ToDouble(expected[lane], CultureInfo.InvariantCulture), Convert.ToDouble(actual[lane], CultureInfo.InvariantCulture));
            var same = double.IsNaN(e) ? double.IsNaN(a) : BitConverter.DoubleToInt64Bits(e) == BitConverter.DoubleToInt64Bits(a);
            Assert.True(same, $"{call(lane)}: {a:R} in lane {lane}, {e:R} with 256 bits.");
        }
    }

    private static (string Name, int Arity) Parts(string signature) => (signature.Split('/')[0], int.Parse(signature.Split('/')[1], CultureInfo.InvariantCulture));

    private static MethodInfo Method(Type type, string name, Type vector, int arity) => type.GetMethod(name, [.. Enumerable.Repeat(vector, arity)])!;

    private static IEnumerable<string> Signatures(Type type, Type vector) => type.GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(m => m.ReturnType == vector).Select(m => $"{m.Name}/{m.GetParameters().Length}").Order(StringComparer.Ordinal);
}
