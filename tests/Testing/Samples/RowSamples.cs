using System.Reflection;
using SymDiff.Ops;

namespace SymDiff.Testing;

/// <summary>
/// Samples of the rule books' rows, made from their data: operands inside of the domain and near its edges, of length 1, empty,
/// broadcast, and of every kind of dtype that is accepted.
/// </summary>
public static class RowSamples
{
    /// <summary>The functions of nodes that apply one row to their arguments, by row.</summary>
    public static IReadOnlyDictionary<Row, MethodInfo> Methods { get; } = Find();

    public static IEnumerable<OpSample> All => Methods.SelectMany(m => Of(m.Key, m.Value));

    private static Dictionary<Row, MethodInfo> Find()
    {
        var found = new Dictionary<Row, MethodInfo>();
        foreach (var method in typeof(NodeMath).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(IsOfNodes).OrderBy(m => m.Name, StringComparer.Ordinal))
            if (RowOf(method) is { } row) found.TryAdd(row, method);
        return found;
    }

    private static bool IsOfNodes(MethodInfo method) =>
        method.ReturnType == typeof(Node) && method.GetParameters() is { Length: > 0 } parameters && parameters.All(p => p.ParameterType == typeof(Node));

    private static Row? RowOf(MethodInfo method) => new[] { DType.Float64, DType.Bool }.Select(dtype => RowOf(method, dtype)).FirstOrDefault(row => row is not null);

    // A method that does not accept scalars of the dtype says so: it applies no row to them.
    private static Row? RowOf(MethodInfo method, DType dtype)
    {
        var sample = new Sample();
        Node[] arguments = [.. method.GetParameters().Select(_ => sample.Scalar(dtype: dtype))];
        try
        {
            var node = Apply(method, arguments);
            return node.Op is Row row && node.Inputs.SequenceEqual(arguments) ? row : null;
        }
        catch (Exception e) when (e is ShapeException or ArgumentException)
        {
            return null;
        }
    }

    private static Node Apply(MethodInfo method, IEnumerable<Node> arguments) =>
        (Node)method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [.. arguments], null)!;

    private static IEnumerable<OpSample> Of(Row row, MethodInfo method)
    {
        var sample = new Sample();
        return Operands(row, sample).Select((operands, i) => new OpSample($"Row {row.Name}.{i}", Apply(method, operands), sample.Values)).ToList();
    }

    private static IEnumerable<Node[]> Operands(Row row, Sample sample)
    {
        foreach (var dtype in Accepted(row.Accepts))
        {
            var random = new Random(7);
            yield return Make(_ => []);
            yield return Make(_ => [1]);
            yield return Make(_ => [6]);
            yield return Make(i => i == 0 ? [2, 0] : [0]);
            if (row.Arity == 1) continue;
            yield return Make(i => i == 0 ? [2, 1] : [3]);
            yield return Make(i => i == 0 ? [] : [2]);

            Node[] Make(Func<int, int[]> lengths) =>
                [.. Enumerable.Range(0, row.Arity).Select(i => sample.Of(Values(dtype, row.Domain.IsEmpty ? Interval.All : row.Domain[i], lengths(i), random)))];
        }
    }

    private static DType[] Accepted(Accepts accepts) => accepts switch
    {
        Accepts.Floats => [DType.Float64],
        Accepts.Numbers => [DType.Float64, DType.Int32, DType.Int64],
        Accepts.Truths => [DType.Bool],
        _ => [DType.Float64, DType.Int32, DType.Int64, DType.Bool],
    };

    private static Tensor Values(DType dtype, Interval domain, int[] lengths, Random random)
    {
        var entries = new double[lengths.Aggregate(1, (product, length) => product * length)];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = dtype == DType.Bool ? random.Next(2) : dtype.IsInteger ? Whole(dtype, random) : Inside(domain, entries.Length == 6 ? i : 0, random.NextDouble());
        return Tensor.Of(dtype, entries, lengths);
    }

    // Small ones, among them 0 and -1, and sometimes the smallest of all.
    private static double Whole(DType dtype, Random random) =>
        random.Next(5) > 0 ? random.Next(-3, 4) : dtype == DType.Int32 ? int.MinValue : long.MinValue;

    // Mostly well inside, in the second and third entry of the vectors of 6 near the edges; an open end is cut at 2 from the other one.
    private static double Inside(Interval domain, int entry, double fraction)
    {
        if (entry == 1 && !double.IsInfinity(domain.Lower)) return domain.Lower + 0.001 * (1 + fraction);
        if (entry == 2 && !double.IsInfinity(domain.Upper)) return domain.Upper - 0.001 * (1 + fraction);
        var lower = !double.IsInfinity(domain.Lower) ? domain.Lower : double.IsInfinity(domain.Upper) ? -2 : domain.Upper - 2;
        var upper = !double.IsInfinity(domain.Upper) ? domain.Upper : double.IsInfinity(domain.Lower) ? 2 : domain.Lower + 2;
        return lower + (upper - lower) * (0.05 + 0.9 * fraction);
    }
}
