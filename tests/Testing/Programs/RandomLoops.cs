using System.Globalization;

namespace SymDiff.Testing;

/// <summary>Random scalar functions of arrays and numbers with loops within loops, written as texts: every word, recurrences, choices and entries by number.</summary>
public sealed class RandomLoops
{
    private readonly Random random;
    private int names;
    private int loops;

    private RandomLoops(Random random) => this.random = random;

    /// <summary>A function of x and y (of n entries), z (of m entries), k (n row numbers of z), a and b.</summary>
    public static string Text(int seed)
    {
        var program = new RandomLoops(new Random(seed));
        return "(double[n] x, double[n] y, double[m] z, int[n] k, double a, double b) => " + program.Loop(["a", "b"], null, depth: 3);
    }

    /// <summary>Values of the inputs, apart from each other, so that no two are tied.</summary>
    public static Tensor[] Arguments(int seed, int n = 3, int m = 4)
    {
        var random = new Random(seed);
        double[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => random.NextDouble() * 1.6 - 0.8)];
        return [Tensor.Vector(Values(n)), Tensor.Vector(Values(n)), Tensor.Vector(Values(m)), Tensor.Of(DType.Int32, [.. Enumerable.Range(0, n).Select(_ => (double)random.Next(m))], n), Values(1)[0], Values(1)[0]];
    }

    // Values stay within a few units: what grows is bent back.
    private string Scalar(List<string> scope, string? index, int depth) => random.Next(depth > 0 && loops < 6 ? 14 : 10) switch
    {
        0 or 1 => Leaf(scope, index),
        2 => $"{Leaf(scope, index)}*{Leaf(scope, index)}",
        3 => $"({Leaf(scope, index)} + {Leaf(scope, index)})",
        4 => $"sin({Scalar(scope, index, depth - 1)})",
        5 => $"tanh({Scalar(scope, index, depth - 1)} - {Leaf(scope, index)})",
        6 => $"exp(-({Leaf(scope, index)})^2)",
        7 => $"log(2 + ({Scalar(scope, index, depth - 1)})^2)",
        8 => $"({Leaf(scope, index)} > {Number()} ? {Leaf(scope, index)}*{Number()} : cos({Leaf(scope, index)}))",
        9 => $"({Scalar(scope, index, depth - 1)} - {Number()}*{Leaf(scope, index)})",
        _ => Loop(scope, index, depth),
    };

    private string Leaf(List<string> scope, string? index) => random.Next(index is null ? 5 : 8) switch
    {
        >= 7 => $"z[k[{index}]]",
        6 => $"({index} > 0 ? x[{index} - 1] : {Number()})",
        5 => $"y[{index}]",
        4 => Number(),
        _ => scope[random.Next(scope.Count)],
    };

    private string Loop(List<string> scope, string? index, int depth)
    {
        loops++;
        var (v, w) = (Name(), Name());
        List<string> Within(params string[] more) => [.. scope, .. more];
        var array = new[] { "x", "y", "z" }[random.Next(3)];
        return random.Next(11) switch
        {
            0 => $"{array}.Sum({v} => {Scalar(Within(v), index, depth - 1)})",
            1 => $"Enumerable.Range(0, n).Sum({v} => {Scalar(scope, v, depth - 1)}*x[{v}])",
            2 => $"x.Zip(y, ({v}, {w}) => {Scalar(Within(v, w), index, depth - 1)}).Sum()",
            3 => $"tanh({array}.Aggregate({Leaf(scope, index)}, ({v}, {w}) => tanh({Scalar(Within(v, w), index, depth - 1)} + {v}*{w})))",
            4 => $"{array}.Select({v} => {Scalar(Within(v), index, depth - 1)}).Select({w} => {w}*{w} + {Leaf(scope, index)}).Average()",
            5 => $"{array}.Max({v} => {v} + 0.1*sin({Scalar(Within(v), index, depth - 1)}))",
            6 => $"{array}.Min({v} => {v} - 0.1*cos({Scalar(Within(v), index, depth - 1)}))",
            7 => $"{array}.Where({v} => {v} > {Number()}).Sum({v} => {Scalar(Within(v), index, depth - 1)})",
            8 => $"{array}.Aggregate(({Leaf(scope, index)}, 1), ({v}, {w}) => (tanh({Scalar(Within(v + ".Item1", w), index, depth - 1)}), {v}.Item2*0.5 + {v}.Item1)).Item2",
            9 => $"{array}.Aggregate(1, ({v}, {w}) => {v}*(1 + 0.3*{w}))",
            _ => $"Enumerable.Range(0, 2).Aggregate({Leaf(scope, index)}, ({v}, {w}) => sin({Scalar(Within(v), index, depth - 1)}) + 0.1*{w})",
        };
    }

    private string Name() => "v" + (++names).ToString(CultureInfo.InvariantCulture);

    private string Number() => (random.Next(1, 20) / 8.0 - 1.3).ToString("0.0##", CultureInfo.InvariantCulture) is var text && text.StartsWith('-') ? $"({text})" : text;
}
