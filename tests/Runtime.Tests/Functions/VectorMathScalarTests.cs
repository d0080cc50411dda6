namespace SymDiff.Runtime.Tests.Functions;

/// <summary>Vector functions beside their scalar twins, where values are special.</summary>
public class VectorMathScalarTests
{
    private static readonly double[] Special =
    [
        0.0, -0.0, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon, -double.Epsilon, 1e-310, -1e-310,
        2.2250738585072014e-308, double.MaxValue, double.MinValue, 1, -1, 0.5, -0.5, 1.5, -1.5, 2, -2, 3, -3, 2.5, 1e-17, -1e-17, 1e16, -1e16, 1e300, -1e300,
        0.9999999999999999, 1.0000000000000002, 709.5, 711, -746, 9007199254740993, 4503599627370497.5,
    ];

    // Rounding, comparison, and what IEEE 754 rounds once: the same bits everywhere.
    private static readonly HashSet<string> Exact =
    [
        "Abs", "Sign", "Min", "Max", "Clamp", "CopySign", "Floor", "Ceiling", "Round", "Truncate", "Square", "Sqrt", "FusedMultiplyAdd", "Relu",
    ];

    public static TheoryData<string> Functions => [.. VectorFunction.All.Select(f => f.Name)];

    [Theory, MemberData(nameof(Functions))]
    public void AgreesAtSpecialValues(string name)
    {
        var function = VectorFunction.Named(name);
        var points = Points(function.Arity).ToList();
        Assert.All(points.Zip(function.OfAll(points)), p => AssertAgree(name, p.First, function.OfScalars(p.First), p.Second));
    }

    [Theory, MemberData(nameof(Functions))]
    public void ALaneDoesNotSeeTheOthers(string name)
    {
        var function = VectorFunction.Named(name);
        var points = Points(function.Arity).Take(400).ToList();
        var alone = points.Select(p => function.OfLanes([p, p, p, p])[0]);
        Assert.Equal(alone.Select(BitConverter.DoubleToInt64Bits), function.OfAll(points).Select(BitConverter.DoubleToInt64Bits));
    }

    // Large angles are reduced on a way of their own, all lanes together.
    [Theory, InlineData("Sin"), InlineData("Cos"), InlineData("Tan")]
    public void NothingBesideALargeAngleIsReducedAgain(string name)
    {
        var function = VectorFunction.Named(name);
        Assert.All(Special, x => AssertAgree(name, [x], function.OfScalars(x), function.OfLanes([[1e20], [x], [-1e15], [double.MaxValue]])[1]));
    }

    private static IEnumerable<double[]> Points(int arity) => arity switch
    {
        1 => Special.Select(x => new[] { x }),
        2 => Special.SelectMany(x => Special.Select(y => new[] { x, y })),
        _ => Special.Take(16).SelectMany(x => Special.Take(16).SelectMany(y => Special.Take(16).Select(z => new[] { x, y, z }))),
    };

    private static void AssertAgree(string name, double[] x, double expected, double actual)
    {
        var tolerance = Exact.Contains(name) ? 0 : 5 * (Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected)); // both are rounded
        var same = expected == 0 || !double.IsFinite(expected)
            ? expected.Equals(actual) && (double.IsNaN(expected) || double.IsNegative(expected) == double.IsNegative(actual))
            : Math.Abs(actual - expected) <= tolerance;
        Assert.True(same, $"{name}({string.Join(", ", x)}): got {actual:R}, the scalar function gives {expected:R}.");
    }
}
