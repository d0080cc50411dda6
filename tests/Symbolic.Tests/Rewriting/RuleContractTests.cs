using System.Reflection;
using SymDiff.Ops;
using SymDiff.Rewriting;

namespace SymDiff.Symbolic.Tests.Rewriting;

/// <summary>What every rule promises: found by reflection, applied to instances of its own left side, compared by the interpreter.</summary>
public sealed class RuleContractTests
{
    private static readonly Dictionary<string, Rule> Rules = RuleSets.Standard.ToDictionary(r => r.Name);

    public static TheoryData<string> Names => [.. Rules.Keys];

    public static TheoryData<string> ConditionalNames => [.. Rules.Values.OfType<PatternRule>().Where(r => r.IsConditional).Select(r => r.Name)];

    [Fact]
    public void EveryTableIsInTheStandardSet()
    {
        var tables = typeof(Rule).Assembly.GetTypes()
            .Where(t => t.Namespace == "SymDiff.Rewriting.Rules")
            .SelectMany(t => t.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(p => p.PropertyType == typeof(RuleSet))
            .SelectMany(p => (RuleSet)p.GetValue(null)!);
        Assert.Equal([], tables.Except(RuleSets.Standard).Select(r => r.Name));
        Assert.Equal(RuleSets.Standard.Where(r => r.Class == RuleClass.Exact), RuleSets.Exact);
    }

    [Theory, MemberData(nameof(Names))]
    public void BothSidesAgree(string name)
    {
        var instances = Instances(Rules[name]);
        Assert.NotEmpty(instances);
        foreach (var instance in instances) Check(instance);
    }

    [Theory, MemberData(nameof(ConditionalNames))]
    public void AConditionHoldsAndFails(string name)
    {
        var rule = (PatternRule)Rules[name];
        var instances = DTypes(rule).Select(dtype => RuleInstance.Of(rule, dtype)).ToList();
        Assert.Contains(instances, i => i.Fired.Count > 0);
        Assert.Contains(instances, i => i.Refused.Count > 0);
    }

    // No rule is dead: none stands in the set behind others that leave nothing to it.
    [Theory, MemberData(nameof(Names))]
    public void TheRuleFiresAmongTheOthers(string name) => Assert.Contains(Instances(Rules[name], most: 400), instance =>
    {
        var log = new RewriteLog();
        Simplification.Simplify([instance.Before], RuleSets.Standard, log);
        return log.Any(step => step.Rule == name);
    });

    private static IEnumerable<DType> DTypes(PatternRule rule) => rule.Accepts switch
    {
        Accepts.Floats => [DType.Float64, DType.Float32],
        Accepts.Numbers => [DType.Float64, DType.Float32, DType.Int32, DType.Int64],
        Accepts.Truths => [DType.Bool],
        _ => [DType.Float64, DType.Float32, DType.Int32, DType.Int64, DType.Bool],
    };

    private static List<RuleInstance> Instances(Rule rule, int most = 30) => rule is PatternRule pattern
        ? [.. DTypes(pattern).SelectMany(dtype => RuleInstance.Of(pattern, dtype, most).Fired)]
        : Variations(RuleInstance.Of((ISampledRule)rule));

    // Samples have ordinary values: Exact rules see extraordinary ones too.
    private static List<RuleInstance> Variations(List<RuleInstance> instances)
    {
        var random = new Random(7);
        double[] specials = [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, 5e-324, 1, -2.5];
        return [.. instances, .. instances.Where(i => i.Rule.Class == RuleClass.Exact).SelectMany(i => Enumerable.Range(0, 8).Select(_ => i.With(_ => specials[random.Next(specials.Length)])))];
    }

    private static void Check(RuleInstance instance)
    {
        Assert.Equal(instance.Before.Type, instance.After.Type);
        var values = instance.Evaluate(instance.Before, instance.After);
        if (instance.Rule.Class == RuleClass.Exact || !instance.Before.DType.IsFloat) Same(values[0], values[1], instance);
        else Near(values[0], values[1], instance);
    }

    private static void Same(Tensor before, Tensor after, RuleInstance instance)
    {
        for (var i = 0; i < before.Count; i++)
        {
            var nan = before.DType.IsFloat && double.IsNaN(before[i].Real) && double.IsNaN(after[i].Real);
            Assert.True(nan || before[i] == after[i], $"{instance}: entry {i} is {before[i].ToDouble(before.DType):R}, then {after[i].ToDouble(after.DType):R}");
        }
    }

    // Near in the scale of what the left side computes on its way. Where that over- or underflows, the right side may be anything; where it is undefined, so is the right side.
    private static void Near(Tensor before, Tensor after, RuleInstance instance)
    {
        var tolerance = before.DType == DType.Float32 ? 1e-5 : 1e-12;
        var smallest = before.DType == DType.Float32 ? 1e-37 : 1e-300;
        var (parts, underflows) = Parts(instance);
        for (var i = 0; i < before.Count; i++)
        {
            var (left, right) = (before[i].Real, after[i].Real);
            var onTheWay = parts.Select(p => p(i)).ToList();
            if (onTheWay.Any(double.IsInfinity) || underflows.Any(u => u(i))) continue;
            var near = double.IsNaN(left) ? double.IsNaN(right) : Math.Abs(left - right) <= tolerance * onTheWay.Append(smallest).Max(Math.Abs);
            Assert.True(near, $"{instance}: entry {i} is {left:R}, then {right:R}");
        }
    }

    // The values of the parts of the left side that belong to an entry: the one at its place where shapes broadcast, else the largest.
    private static (List<Func<int, double>> Values, List<Func<int, bool>> Underflows) Parts(RuleInstance instance)
    {
        var root = instance.Before;
        var nodes = Traversal.PostOrder([root]).Where(n => n.DType.IsFloat).ToList();
        var values = instance.Evaluate(nodes.Select(n => IsAligned(n) ? NodeMath.BroadcastTo(n, root.Shape) : n)).Select((v, k) =>
        {
            var largest = v.ToArray().Append(0).Max(Math.Abs);
            return (Func<int, double>)(i => IsAligned(nodes[k]) ? v[i].Real : largest);
        }).ToList();
        return (values, [.. nodes.Where(n => n.Op is Row { Name: "Exp" or "Exp2" or "Pow" or "Multiply" or "Divide" } && IsAligned(n)).Select(n =>
            (Func<int, bool>)(i => Math.Abs(values[nodes.IndexOf(n)](i)) < (n.DType == DType.Float32 ? 1e-37 : 1e-300) && n.Inputs.All(x => n.Op.Name.StartsWith("Exp", StringComparison.Ordinal) || values[nodes.IndexOf(x)](i) != 0)))]);

        bool IsAligned(Node n) => instance.Rule is PatternRule && Shape.Broadcast(n.Shape, root.Shape) == root.Shape;
    }
}
