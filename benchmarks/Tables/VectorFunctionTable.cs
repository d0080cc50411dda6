using System.Diagnostics;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SymDiff.Runtime;

namespace SymDiff.Benchmarks;

/// <summary>The vector functions' greatest errors against a table of reference values, and their times beside the scalar functions'.</summary>
internal static class VectorFunctionTable
{
    private const int Length = 2048;

    private delegate void Loop(double[] x, double[] y, double[] result);

    private sealed record Row(string Function, double X, double Y, double Value, double Rest, string Range);

    /// <summary>The table as Markdown, from a file that tests/Runtime.Tests/Data/vector_reference.py wrote.</summary>
    public static IEnumerable<string> Markdown(string file)
    {
        yield return "| function | range | points | greatest error, ulp | 256 bits, ns | 512 bits, ns | scalar, ns |";
        yield return "|---|---|---|---|---|---|---|";
        foreach (var function in File.ReadLines(file).Skip(1).Select(Parse).GroupBy(row => row.Function))
        {
            var times = Times(function.Key, [.. function]);
            foreach (var range in function.GroupBy(row => row.Range))
            {
                var error = Errors(function.Key, [.. range]).Max();
                yield return string.Create(CultureInfo.InvariantCulture, $"| {function.Key} | {range.Key} | {range.Count()} | {error:F2} | {times} |");
                times = " |  | "; // once a function
            }
        }
    }

    private static Row Parse(string line)
    {
        var field = line.Split(',');
        return new(field[0], Number(field[1]), field[2] == "" ? 0 : Number(field[2]), Number(field[3]), Number(field[4]), field[5]);
    }

    private static IEnumerable<double> Errors(string function, Row[] rows)
    {
        var (x, y, result) = (Padded(rows.Select(r => r.X)), Padded(rows.Select(r => r.Y)), new double[(rows.Length + 3) / 4 * 4]);
        Loop256(function)(x, y, result); // 512 bits give the same
        return rows.Select((r, i) => Math.Abs(result[i] - r.Value - r.Rest) / (Math.BitIncrement(Math.Abs(r.Value)) - Math.Abs(r.Value)));
    }

    private static double[] Padded(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return [.. all, .. Enumerable.Repeat(all[^1], (4 - (all.Length % 4)) % 4)];
    }

    // Nanoseconds an element, on ordinary arguments of the function.
    private static string Times(string function, Row[] rows)
    {
        var ordinary = rows.Where(r => Math.Abs(r.X) is > 0.01 and < 10 && Math.Abs(r.Value) is > 1e-30 and < 1e30).Select(r => (r.X, r.Y)).ToArray();
        var points = Enumerable.Range(0, Length).Select(i => ordinary[i * 7919 % ordinary.Length]).ToArray();
        var (x, y, result) = (points.Select(p => p.X).ToArray(), points.Select(p => p.Y).ToArray(), new double[Length]);
        return string.Join(" | ", new[] { Loop256(function), Loop512(function), ScalarLoop(function) }.Select(loop => Fastest(loop, x, y, result)));
    }

    private static string Fastest(Loop loop, double[] x, double[] y, double[] result)
    {
        var fastest = double.MaxValue;
        for (var round = 0; round < 300; round++)
        {
            var start = Stopwatch.GetTimestamp();
            loop(x, y, result);
            fastest = Math.Min(fastest, (Stopwatch.GetTimestamp() - start) * (1e9 / Stopwatch.Frequency / Length));
        }

        return fastest.ToString("F2", CultureInfo.InvariantCulture);
    }

    private static Loop Loop256(string function) => LoopOf(Twin(typeof(VectorMath), function, typeof(Vector256<double>)), nameof(Load256), nameof(Store256), 4);

    private static Loop Loop512(string function) => LoopOf(Twin(typeof(VectorMath512), function, typeof(Vector512<double>)), nameof(Load512), nameof(Store512), 8);

    private static MethodInfo Twin(Type type, string function, Type vector) => type.GetMethods().Single(m => m.Name == function && m.ReturnType == vector);

    private static Loop ScalarLoop(string function) => LoopOf(
        typeof(ScalarMath).GetMethods().Concat(typeof(Math).GetMethods()).First(m => m.Name == function && m.ReturnType == typeof(double)), nameof(Get), nameof(Set), 1);

    // for (i = 0; i < result.Length; i += step) store(result, i, function(load(x, i), load(y, i)))
    private static Loop LoopOf(MethodInfo function, string load, string store, int step)
    {
        ParameterExpression x = Expression.Parameter(typeof(double[])), y = Expression.Parameter(typeof(double[])), result = Expression.Parameter(typeof(double[])), i = Expression.Variable(typeof(int));
        var arguments = new[] { x, y }.Take(function.GetParameters().Length).Select(array => Expression.Call(Method(load), array, i));
        var done = Expression.Label();
        var body = Expression.IfThenElse(
            Expression.LessThan(i, Expression.ArrayLength(result)),
            Expression.Block(Expression.Call(Method(store), result, i, Expression.Call(function, arguments)), Expression.AddAssign(i, Expression.Constant(step))),
            Expression.Break(done));
        return Expression.Lambda<Loop>(Expression.Block([i], Expression.Loop(body, done)), x, y, result).Compile();
    }

    private static MethodInfo Method(string name) => typeof(VectorFunctionTable).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Load256(double[] array, int i) => Vector256.LoadUnsafe(ref array[i]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store256(double[] array, int i, Vector256<double> value) => value.StoreUnsafe(ref array[i]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load512(double[] array, int i) => Vector512.LoadUnsafe(ref array[i]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store512(double[] array, int i, Vector512<double> value) => value.StoreUnsafe(ref array[i]);

    private static double Get(double[] array, int i) => array[i];

    private static void Set(double[] array, int i, double value) => array[i] = value;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
