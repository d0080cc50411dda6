using System.Reflection;
using System.Runtime.Intrinsics;

namespace SymDiff.Runtime.Tests.Functions;

/// <summary>A function of <see cref="VectorMath"/> over doubles beside its scalar twin, as the code generator finds them: by name and arity.</summary>
internal sealed record VectorFunction(string Name, int Arity)
{
    public static IReadOnlyList<VectorFunction> All { get; } =
    [
        .. typeof(VectorMath).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(m => m.ReturnType == typeof(Vector256<double>))
            .Select(m => new VectorFunction(m.Name, m.GetParameters().Length)),
    ];

    public static VectorFunction Named(string name) => All.Single(f => f.Name == name);

    public MethodInfo Scalar => Twin(typeof(ScalarMath)) ?? Twin(typeof(Math)) ?? throw new InvalidOperationException($"{Name} has no scalar twin.");

    public double OfScalars(params double[] x) => (double)Scalar.Invoke(null, [.. x.Cast<object>()])!;

    /// <summary>The function of four points, each an array of arguments.</summary>
    public double[] OfLanes(IReadOnlyList<double[]> points)
    {
        var arguments = Enumerable.Range(0, Arity).Select(i => (object)Vector256.Create(points[0][i], points[1][i], points[2][i], points[3][i]));
        var result = (Vector256<double>)typeof(VectorMath).GetMethod(Name, Parameters(typeof(Vector256<double>)))!.Invoke(null, [.. arguments])!;
        return [result[0], result[1], result[2], result[3]];
    }

    /// <summary>The function of any number of points, four at a time.</summary>
    public IEnumerable<double> OfAll(IEnumerable<double[]> points) =>
        points.Chunk(4).SelectMany(four => OfLanes([.. four, .. Enumerable.Repeat(four[^1], 4 - four.Length)]).Take(four.Length));

    private MethodInfo? Twin(Type type) => type.GetMethod(Name, Parameters(typeof(double)));

    private Type[] Parameters(Type type) => [.. Enumerable.Repeat(type, Arity)];
}
