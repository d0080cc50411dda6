using System.Collections.Immutable;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using SymDiff.Ops;

namespace SymDiff.Testing;

/// <summary>What a step of a program does with values that stand before it.</summary>
public enum StepKind
{
    /// <summary>A row of a rule book, whether its operands are in its domain or not.</summary>
    Apply,

    /// <summary>operands in the domain ? row : another value.</summary>
    Guard,

    /// <summary>a &lt; b ? c : d.</summary>
    Choose,

    /// <summary>The sum over the entries.</summary>
    Total,

    /// <summary>The dot product.</summary>
    Dot,
}

/// <summary>A step: the row by its number, operands by how far back they stand.</summary>
public sealed record Step(StepKind Kind, int Row, int A, int B, int C, int D);

/// <summary>Builds the values of a program, in whatever form.</summary>
/// <typeparam name="T">A value.</typeparam>
public interface IProgramBuilder<T>
{
    T Apply(MethodInfo row, params T[] operands);

    T Less(T a, T b);

    T InDomain(Row row, params T[] operands);

    T Select(T condition, T ifTrue, T ifFalse);

    T Total(T a);

    T Dot(T a, T b);
}

/// <summary>A straight-line program over a vector of three entries and a scalar, and a point at which it is looked at.</summary>
public sealed record RandomProgram(ImmutableArray<Step> Steps, ImmutableArray<double> X, double S)
{
    private static readonly KeyValuePair<Row, MethodInfo>[] Rows = [.. RowSamples.Methods.Where(m => m.Key.Accepts is Accepts.Floats or Accepts.Numbers && !m.Key.GivesTruth)];

    private static readonly KeyValuePair<Row, MethodInfo>[] Partial = [.. Rows.Where(m => m.Key.Domain.Any(d => d != Interval.All) || m.Key.Name == "Divide")];

    /// <summary>Programs of random rows; the entries of the point are also 0, 1 and -1.</summary>
    public static Arbitrary<RandomProgram> Arbitrary(int steps, bool special) =>
        Arb.From(Gen.Choose(0, int.MaxValue).Select(seed => Of(new Random(seed), steps, special)), program => program.Smaller());

    /// <summary>The values of all steps, the inputs first.</summary>
    public IReadOnlyList<T> Build<T>(IProgramBuilder<T> builder, T x, T s)
    {
        var values = new List<T> { x, s };
        foreach (var step in Steps) values.Add(Next(builder, values, step));
        return values;
    }

    public override string ToString() =>
        $"x = [{string.Join(", ", X.Select(v => v.ToString("R")))}], s = {S:R}\n" + string.Join("\n", Steps.Select((step, i) => $"{i + 2}: {Describe(step, i + 2)}"));

    /// <summary>A random program.</summary>
    public static RandomProgram Of(Random random, int steps, bool special)
    {
        var made = Enumerable.Range(0, random.Next(1, steps + 1)).Select(_ => new Step(Kind(random.Next(10)), random.Next(1000), Back(), Back(), Back(), Back()));
        return new([.. made], [Number(), Number(), Number()], Number());

        int Back() => random.Next(random.Next(1, 8));

        double Number() => special && random.Next(6) == 0 ? random.Next(-1, 2) : Math.Round(4 * random.NextDouble() - 2, 3);
    }

    private static StepKind Kind(int dice) => dice switch
    {
        < 4 => StepKind.Apply,
        < 7 => StepKind.Guard,
        < 8 => StepKind.Choose,
        < 9 => StepKind.Total,
        _ => StepKind.Dot,
    };

    private static T Next<T>(IProgramBuilder<T> builder, List<T> values, Step step)
    {
        var (row, method) = (step.Kind == StepKind.Guard ? Partial[step.Row % Partial.Length] : Rows[step.Row % Rows.Length]);
        T[] operands = [.. new[] { step.A, step.B, step.C }.Take(row.Arity).Select(At)];
        return step.Kind switch
        {
            StepKind.Apply => builder.Apply(method, operands),
            StepKind.Guard => builder.Select(builder.InDomain(row, operands), builder.Apply(method, operands), At(step.D)),
            StepKind.Choose => builder.Select(builder.Less(At(step.A), At(step.B)), At(step.C), At(step.D)),
            StepKind.Total => builder.Total(At(step.A)),
            _ => builder.Dot(At(step.A), At(step.B)),
        };

        T At(int back) => values[Position(back, values.Count)];
    }

    private static int Position(int back, int count) => count - 1 - back % count;

    private static string Describe(Step step, int count)
    {
        var row = step.Kind == StepKind.Guard ? Partial[step.Row % Partial.Length].Key : Rows[step.Row % Rows.Length].Key;
        var operands = string.Join(", ", new[] { step.A, step.B, step.C }.Take(row.Arity).Select(b => Position(b, count)));
        return step.Kind switch
        {
            StepKind.Apply => $"{row.Name}({operands})",
            StepKind.Guard => $"in domain ? {row.Name}({operands}) : {Position(step.D, count)}",
            StepKind.Choose => $"{Position(step.A, count)} < {Position(step.B, count)} ? {Position(step.C, count)} : {Position(step.D, count)}",
            StepKind.Total => $"Total({Position(step.A, count)})",
            _ => $"Dot({Position(step.A, count)}, {Position(step.B, count)})",
        };
    }

    private IEnumerable<RandomProgram> Smaller()
    {
        for (var i = Steps.Length - 1; i >= 0; i--) if (Steps.Length > 1) yield return this with { Steps = Steps.RemoveAt(i) };
        for (var i = 0; i < X.Length; i++) if (X[i] != Math.Round(X[i])) yield return this with { X = X.SetItem(i, Math.Round(X[i])) };
        if (S != Math.Round(S)) yield return this with { S = Math.Round(S) };
    }
}
