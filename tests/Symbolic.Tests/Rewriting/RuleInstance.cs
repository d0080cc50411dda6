using SymDiff.Ops;
using SymDiff.Rewriting;

namespace SymDiff.Symbolic.Tests.Rewriting;

/// <summary>A rule, a node it applies to, what it makes of it, and values of the variables at which the two are compared.</summary>
internal sealed record RuleInstance(Rule Rule, Node Before, Node After, IReadOnlyDictionary<Node, Tensor> Values)
{
    // Bits, signs, roundings and ends of the range.
    private static readonly double[] Specials =
        [0, -0.0, 1, -1, 0.5, 2.5, -3.75, 1e16, 1e-310, -double.Epsilon, double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN];

    // Ordinary magnitudes and the edges of domains, which are 0 and ±1.
    private static readonly double[] Finite = [0, -0.0, 1, -1, 0.5, -0.625, 2, -3.25, 1e-8, -1e-9, 41.5, -52.25, 1e4, -1e4, 800, -800];

    private static readonly double[] Integers = [0, 1, -1, 2, 7, -13, 1 << 20, int.MaxValue, int.MinValue];

    private static readonly double[] Truths = [0, 1];

    private static readonly double[] Numbers = [2, 3, -1, 0.5, -3, 1.5, 4, 1, 0, -2, 0.25, -0.5, 10, 5, 7, 2.5, 1e200, 1e-200];

    // A wildcard is a variable, or an expression of one whose sign is known, or that has no value everywhere.
    private static readonly Func<Node, Node>[] Kinds = [v => v, NodeMath.Abs, v => NodeMath.Abs(v) + 2, v => -NodeMath.Abs(v) - 2, NodeMath.Tanh, v => v.Literal(3), NodeMath.Sqrt];

    /// <summary>The instances of a pattern for a dtype: those that the rule applies to and, where it has a condition, some that it refuses.</summary>
    public static (List<RuleInstance> Fired, List<Node> Refused) Of(PatternRule rule, DType dtype, int most = 30)
    {
        var wildcards = Traversal.PostOrder([rule.Left]).Where(n => n.Op is Wildcard).ToList();
        var (fired, refused) = (new List<RuleInstance>(), new List<Node>());
        foreach (var (choice, crossed) in Choices(wildcards, dtype, rule.IsConditional).SelectMany(c => new[] { (c, true), (c, false) }))
        {
            if (fired.Count >= most && (refused.Count > 0 || !rule.IsConditional)) break;
            if (Instance(rule, wildcards, choice, dtype, crossed) is not var (before, values)) continue;
            if (rule.Apply(before, new Facts([before])) is { } after) fired.Add(new(rule, before, NodeMath.BroadcastTo(after, before.Shape), values));
            else refused.Add(before);
        }

        return (fired, refused);
    }

    /// <summary>The instances that a coded rule gives itself.</summary>
    public static List<RuleInstance> Of(ISampledRule rule)
    {
        var sample = new Sample();
        return [.. rule.Samples(sample).ToList().Select(node =>
        {
            var after = ((Rule)rule).Apply(node, new Facts([node])) ?? throw new InvalidOperationException($"{rule} does not apply to its own sample {node}.");
            return new RuleInstance((Rule)rule, node, NodeMath.BroadcastTo(after, node.Shape), sample.Values);
        })];
    }

    /// <summary>The same with other values of the floating-point variables.</summary>
    public RuleInstance With(Func<double, double> change) => this with
    {
        Values = Values.ToDictionary(v => v.Key, v => v.Value.DType.IsFloat ? Tensor.Of(v.Value.DType, [.. v.Value.ToArray().Select(change)], [.. v.Value.Lengths]) : v.Value),
    };

    public Tensor[] Evaluate(params IEnumerable<Node> nodes)
    {
        var interpreter = new Interpreter(new Dictionary<string, int>());
        foreach (var (variable, value) in Values) interpreter.Set(variable, value);
        return [.. interpreter.Evaluate(nodes)];
    }

    public override string ToString() => $"{Rule}: {Before} -> {After}";

    private static (Node, Dictionary<Node, Tensor>)? Instance(PatternRule rule, List<Node> wildcards, int[] choice, DType dtype, bool crossed)
    {
        var graph = new Graph();
        var values = new Dictionary<Node, Tensor>();
        var images = new Dictionary<Node, Node>();
        for (var i = 0; i < wildcards.Count; i++)
        {
            var wildcard = (Wildcard)wildcards[i].Op;
            if (wildcard.IsNumber)
            {
                if (dtype.IsInteger && (Numbers[choice[i]] != System.Math.Floor(Numbers[choice[i]]) || Numbers[choice[i]] > int.MaxValue)) return null;
                images[wildcards[i]] = graph.Constant(Numbers[choice[i]], dtype);
                continue;
            }

            // crossed: the i-th wildcard has axis i, and broadcasting meets every value with every other; else all have one axis
            var own = wildcard.DType == DType.Bool ? DType.Bool : dtype;
            var entries = own switch
            {
                DType.Bool => Truths,
                DType.Int32 or DType.Int64 => Integers,
                _ => rule.Class == RuleClass.Exact ? Specials : Finite,
            };
            if (own == DType.Float32) entries = [.. entries.Select(e => (double)(float)e)];
            if (!crossed) entries = [.. Enumerable.Range(i, 12).Select(k => entries[k % entries.Length])];
            int[] lengths = [.. Enumerable.Range(0, crossed ? i + 1 : 1).Select(axis => axis == 0 ? entries.Length : 1)];
            var variable = graph.Variable("v" + i, new TensorType(own, Shape.Of(lengths.Select(l => (Dim)l))));
            values[variable] = Tensor.Of(own, entries, lengths);
            images[wildcards[i]] = own == DType.Bool || (own.IsInteger && choice[i] is 4 or 6) ? variable : Kinds[choice[i]](variable);
        }

        foreach (var part in Traversal.PostOrder([rule.Left]))
        {
            if (images.ContainsKey(part)) continue;
            images[part] = part.Op is Constant { Value: var value }
                ? graph.Constant(value.ToDouble(), part.DType == DType.Bool ? DType.Bool : dtype)
                : graph.Add(part.Op, [.. part.Inputs.Select(p => images[p])]);
        }

        return (images[rule.Left], values);
    }

    // All wildcards plain first, then every combination for a rule with a condition, in a mixed order.
    private static IEnumerable<int[]> Choices(List<Node> wildcards, DType dtype, bool conditional)
    {
        IEnumerable<int[]> rows = [[]];
        foreach (var wildcard in wildcards)
        {
            var count = ((Wildcard)wildcard.Op).IsNumber ? Numbers.Length : wildcard.DType != DType.Bool && conditional ? Kinds.Length : 1;
            rows = rows.SelectMany(row => Enumerable.Range(0, count).Select(c => (int[])[.. row, c]));
        }

        var random = new Random(3);
        return rows.ToList() is [var plain, .. var others] ? [plain, .. others.OrderBy(_ => random.Next())] : [];
    }
}
