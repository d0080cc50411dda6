using System.Collections.Immutable;
using System.Globalization;
using SymDiff.Printing;

namespace SymDiff.Checking;

/// <summary>What a comparison of a derivative with the right one came to.</summary>
public enum Verdict
{
    /// <summary>The two are the same formula, once multiplied out.</summary>
    Equal,

    /// <summary>The two have equal values at all sample points, though their formulas could not be brought to one form.</summary>
    EqualAtSamples,

    /// <summary>The two differ.</summary>
    Different,
}

/// <summary>A hand-written derivative beside the right one.</summary>
/// <param name="Input">The input that is differentiated by.</param>
/// <param name="Given">The hand-written derivative.</param>
/// <param name="Correct">The derivative.</param>
/// <param name="Verdict">Whether they agree.</param>
/// <param name="Missing">Terms of the right derivative that the hand-written one lacks.</param>
/// <param name="Extra">Terms of the hand-written derivative that the right one lacks.</param>
/// <param name="Explanation">In words what is wrong; empty where nothing is.</param>
public sealed record ComparedDerivative(
    Node Input, Node Given, Node Correct, Verdict Verdict, ImmutableArray<Node> Missing, ImmutableArray<Node> Extra, string Explanation);

/// <summary>
/// Compares a hand-written gradient with the derivative graph, and says which term is missing, extra or wrong: symbolically, by
/// multiplying both out; what that does not decide, values at random points do.
/// </summary>
public sealed class GradientComparison
{
    private const int Points = 24;
    private const int SampleSize = 3;   // what named sizes are at sample points
    private const int MostTerms = 4;   // a longer list of wrong terms explains nothing
    private const double Tolerance = 1e-9;

    private readonly Expansion expansion = new();
    private readonly Function function;
    private readonly Dictionary<string, int> sizes;

    private GradientComparison(Function function, Function given)
    {
        this.function = function;
        sizes = function.Sizes.ToDictionary(n => n, _ => SampleSize, StringComparer.Ordinal);
        ImmutableArray<Node> wrt = [.. function.Inputs.Where(x => x.DType.IsFloat)];
        var hand = Arranged(function, given, wrt);
        var correct = function.Gradient(new DifferentiationOptions { Disconnected = Undefined.Zero }).Outputs;
        Derivatives = [.. wrt.Select((x, i) => Compare(x, hand[i], correct[i]))];
    }

    /// <summary>One entry for each floating-point input.</summary>
    public ImmutableArray<ComparedDerivative> Derivatives { get; }

    /// <summary>Whether no derivative differs.</summary>
    public bool IsRight => Derivatives.All(d => d.Verdict != Verdict.Different);

    /// <summary>Compares the gradient of a scalar function with one written by hand, a function with an output for each floating-point input, in their order.</summary>
    /// <exception cref="ArgumentException">The hand-written gradient has other inputs, or another number of outputs.</exception>
    /// <exception cref="ShapeException">An output is not of the type of its input.</exception>
    /// <exception cref="DifferentiationException">The function has no gradient.</exception>
    public static GradientComparison Of(Function function, Function given)
    {
        if (function is null) throw new ArgumentNullException(nameof(function));
        if (given is null) throw new ArgumentNullException(nameof(given));
        return new(function, given);
    }

    /// <summary>One paragraph for each input.</summary>
    public override string ToString() => string.Join("\n", Derivatives.Select(d => d.Verdict switch
    {
        Verdict.Equal => $"d_{d.Input} is right.",
        Verdict.EqualAtSamples => $"d_{d.Input} is right at {Points} random points; the formulas were not brought to one form.",
        _ => d.Explanation,
    }));

    // The hand-written derivatives as nodes over the inputs of the function, in the shapes of these.
    private static ImmutableArray<Node> Arranged(Function function, Function given, ImmutableArray<Node> wrt)
    {
        if (given.Outputs.Length != wrt.Length)
            throw new ArgumentException($"The gradient has {given.Outputs.Length} output(s); expected one for each of {string.Join(", ", wrt)}.", nameof(given));
        var outputs = given.Inputs.IsEmpty ? new Substitution(function.Graph).Apply(given.Outputs) : given.Call([.. given.Inputs.Select((x, i) => Counterpart(function, given, x, i))]);
        return [.. outputs.Select((y, i) => InShape(y, wrt[i]))];
    }

    // By name; where the gradient's parameters have other names, by position.
    private static Node Counterpart(Function function, Function given, Node input, int position)
    {
        if (given.InputNames.All(function.InputNames.Contains)) return function.Input(input.Op.Name);
        return given.Inputs.Length == function.Inputs.Length
            ? function.Inputs[position]
            : throw new ArgumentException($"The gradient has the inputs {string.Join(", ", given.InputNames)}, the function {string.Join(", ", function.InputNames)}; expected the same, or some of them.", nameof(given));
    }

    private static Node InShape(Node y, Node x)
    {
        if (y.DType.IsFloat && Shape.Broadcast(y.Shape, x.Shape) == x.Shape) return NodeMath.BroadcastTo(NodeMath.Cast(y, x.DType), x.Shape);
        throw new ShapeException($"The gradient by {x} is of type {y.Type}; expected {x.Type}.");
    }

    private ComparedDerivative Compare(Node x, Node given, Node correct)
    {
        var (hand, right) = (expansion.Of(given), expansion.Of(correct));
        if ((hand - right).Count == 0) return new(x, given, correct, Verdict.Equal, [], [], "");
        if (FirstDifference(given, correct) is not { } place) return new(x, given, correct, Verdict.EqualAtSamples, [], [], "");
        var missing = right.Terms.Where(t => hand[t.Monomial] == 0).Select(t => Term(t, x)).ToImmutableArray();
        var extra = hand.Terms.Where(t => right[t.Monomial] == 0).Select(t => Term(t, x)).ToImmutableArray();
        var what = $"d_{x} is wrong: {What(hand, right, missing, extra, x)}.";
        return new(x, given, correct, Verdict.Different, missing, extra, $"{what}\n  given:   {Show(given)}\n  correct: {Show(correct)}\n  {place}");
    }

    private string What(Polynomial hand, Polynomial right, ImmutableArray<Node> missing, ImmutableArray<Node> extra, Node x)
    {
        if (Factor(hand, right) is { } factor) return factor == -1 ? "it has the wrong sign" : $"it is {Literals.Number(factor)} times the right derivative";
        var changed = right.Terms.Where(t => hand[t.Monomial] != 0 && (hand - right)[t.Monomial] != 0)
            .Select(t => $"the term {Show(Term((t.Monomial, hand[t.Monomial]), x))} should be {Show(Term(t, x))}");
        var findings = missing.Select(m => $"the term {Show(m)} is missing")
            .Concat(extra.Select(e => $"the term {Show(e)} is extra"))
            .Concat(changed).ToList();
        return findings.Count <= MostTerms
            ? string.Join("; ", findings)
            : $"it exceeds the right derivative by {Show(expansion.Rebuild(hand - right, x))}";
    }

    // c where the one is c times the other, term by term
    private static double? Factor(Polynomial hand, Polynomial right)
    {
        if (hand.Count != right.Count || right.Count == 0) return null;
        var first = right.Terms.First();
        var factor = hand[first.Monomial] / first.Coefficient;
        return factor != 0 && (hand - right.Times(factor)).Count == 0 ? factor : null;
    }

    private Node Term((Monomial Monomial, double Coefficient) term, Node x) => expansion.Rebuild(Polynomial.Of(term.Monomial, term.Coefficient), x);

    // Values at a random point where the two differ, in words; null where they agree at all points at which function and derivative are finite.
    private string? FirstDifference(Node given, Node correct)
    {
        var random = new Random(1);
        var compared = new Function("compared", function.Inputs, [given, correct, function.Outputs[0]]);
        var any = false;
        for (var point = 0; point < Points; point++)
        {
            Tensor[] at = [.. function.Inputs.Select(i => Sample(i, random, point))];
            var values = compared.Evaluate(at);
            for (var k = 0; k < values[1].Count && IsFinite(values[2][0].Real); k++)
            {
                var (hand, right) = (values[0][k].Real, values[1][k].Real);
                any |= IsFinite(right);
                if (!IsFinite(right) || Math.Abs(hand - right) <= Tolerance * Math.Max(1, Math.Abs(right))) continue;
                var entry = values[1].Lengths.IsEmpty ? "" : $", entry {k.ToString(CultureInfo.InvariantCulture)}";
                return $"at {string.Join(", ", function.Inputs.Zip(at, (i, v) => $"{i} = {Literals.Text(v)}"))}{entry}: {Rounded(hand)} instead of {Rounded(right)}";
            }
        }

        return any ? null : "no point was found at which the derivative is finite";
    }

    private static string Rounded(double value) => Literals.Number(double.Parse(value.ToString("G10", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    private static bool IsFinite(double value) => !double.IsNaN(value) && !double.IsInfinity(value);

    // Two decimals, so that a reader can check the point by hand; every other point is positive, where more functions are defined.
    private Tensor Sample(Node input, Random random, int point)
    {
        var lengths = input.Shape.Evaluate(sizes);
        var entries = new double[lengths.Aggregate(1, (product, length) => product * length)];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = input.DType == DType.Bool ? random.Next(2) : input.DType.IsInteger ? random.Next(4) : Math.Round(random.NextDouble() * 2 + (point % 2 == 0 ? 0.1 : -1), 2);
        return Tensor.Of(input.DType, entries, lengths);
    }

    private static string Show(Node node) => TextPrinter.Shorten(node);
}
