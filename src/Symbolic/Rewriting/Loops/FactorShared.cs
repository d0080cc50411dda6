using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting.Loops;

/// <summary>
/// Shared numbers that an independent loop's outputs are multiples of multiply them outside: Σᵢ s·f(i) = s·Σᵢ f(i), and where they are results
/// of other loops Σᵢ (s·f(i) + t·g(i)) = s·Σᵢ f(i) + t·Σᵢ g(i). So seeds do not keep the loop of a gradient from running with that of the value.
/// </summary>
public sealed class FactorShared : LoopPass
{
    /// <inheritdoc/>
    protected override ImmutableArray<Node> Rewrite(Node loop, ImmutableArray<int> used)
    {
        var op = (LoopOp)loop.Op;
        if (op.IsCarried || op.Condition is not null || used.Any(k => op.Outputs[k] is LoopOutput.Reduced)) return [.. used.Select(loop.Output)];
        var hasChoices = op.Body.Nodes.Any(n => n.Op is Select);   // that may be the only ones who ask for a number
        var numbers = Enumerable.Range(0, op.Inputs.Count).Where(i => op.Inputs[i] is LoopInput.Shared && loop.Inputs[i].Type.IsScalar && loop.Inputs[i].DType.IsFloat && (!hasChoices || !IterationGuard.MayReadOutside(loop.Inputs[i]))).ToList();
        if (numbers.Count == 0) return [.. used.Select(loop.Output)];
        var ofLoops = numbers.Where(i => DependsOnLoop(loop.Inputs[i])).ToList();
        if (ofLoops.Count > 1 && used.All(k => op.Outputs[k] is LoopOutput.Summed) && Factored(loop, used, ofLoops) is { IsDefault: false } all) return all;
        foreach (var number in numbers) if (Factored(loop, used, [number]) is { IsDefault: false } one) return one;
        return [.. used.Select(loop.Output)];
    }

    // Default where an output is no multiple of the numbers, or none depends on them.
    private static ImmutableArray<Node> Factored(Node loop, ImmutableArray<int> used, List<int> numbers)
    {
        var (draft, copy) = Open(loop, []);
        var forms = new LinearForms([.. numbers.Select(i => copy.Parameters[i])]);
        var terms = used.Select(k => forms.Of(copy.Output(ValueOf(copy.Op.Outputs[k])))).ToList();
        if (terms.Exists(t => t is null || (t.Count > 1 && t.ContainsKey(LinearForms.None))) || terms.TrueForAll(t => t!.ContainsKey(LinearForms.None))) return default;
        var exits = used.Zip(terms, (k, t) => t!.Select(term => (Number: term.Key, Exit: Exit(draft, copy, copy.Op.Outputs[k], term.Value))).ToList()).ToList();
        var closed = draft.Close();
        return [.. exits.Select(e => e.Select(t => t.Number == LinearForms.None ? closed[t.Exit] : closed[t.Exit] * IterationGuard.Of(loop.Inputs[numbers[t.Number]], LoopForms.CountOf(loop))).Aggregate((a, b) => a + b))];
    }

    private static bool DependsOnLoop(Node number) => Traversal.PostOrder([number]).Exists(n => n.Op is LoopOp);

    private static int Exit(LoopDraft draft, LoopCopy copy, LoopOutput output, Node value) => output switch
    {
        LoopOutput.Summed => draft.Sum(value),
        LoopOutput.Stacked => draft.Stack(value),
        LoopOutput.ScatterAdded scattered => draft.Scatter(copy.Output(scattered.Index), value, scattered.Rows),
        _ => throw new ArgumentOutOfRangeException(nameof(output), output, "not a sum or stack"),
    };

    private static int ValueOf(LoopOutput output) => output switch
    {
        LoopOutput.Summed summed => summed.Value,
        LoopOutput.Stacked stacked => stacked.Value,
        LoopOutput.ScatterAdded scattered => scattered.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(output), output, "not a sum or stack"),
    };
}

/// <summary>Nodes as sums of multiples of some numbers: what each number is multiplied by, and what stands alone.</summary>
internal sealed class LinearForms(ImmutableArray<Node> numbers)
{
    /// <summary>The number of what is multiplied by none.</summary>
    public const int None = -1;

    private readonly Dictionary<Node, SortedDictionary<int, Node>?> forms = [];

    /// <summary>The factor of each number that a node is linear in, in the node's shape; null where it is not linear.</summary>
    public SortedDictionary<int, Node>? Of(Node root)
    {
        foreach (var node in Traversal.PostOrder([root], n => !forms.ContainsKey(n)))
            if (!forms.ContainsKey(node)) forms.Add(node, numbers.IndexOf(node) is var number and >= 0 ? new() { [number] = node.Literal(1) } : Compute(node));
        return forms[root];
    }

    private SortedDictionary<int, Node>? Compute(Node node)
    {
        var parts = node.Inputs.Select(i => forms[i]).ToList();
        if (parts.Contains(null)) return null;
        var linear = Enumerable.Range(0, parts.Count).Where(i => parts[i]!.Count != 1 || !parts[i]!.ContainsKey(None)).ToList();
        if (linear.Count == 0) return new() { [None] = node };
        if (node.IsTuple || node.Inputs.Any(i => i.IsTuple)) return null;
        if (node.Op == Arithmetics.Add || node.Op == Arithmetics.Subtract) return Sum(node, parts[0]!, parts[1]!);
        if (node.Op is Select) return linear.Contains(0) ? null : Chosen(node, parts[1]!, parts[2]!);
        if (linear is not [var position]) return null;
        var isLinear = node.Op == Arithmetics.Multiply || node.Op is MatMul || (node.Op == Arithmetics.Divide && position == 0) || (node.Op.IsLinear && node.Inputs.Count(i => i.DType.IsFloat) == 1);
        return isLinear ? Map(parts[position]!, f => node.Graph.Add(node.Op, node.Inputs.SetItem(position, f))) : null;
    }

    private static SortedDictionary<int, Node>? Sum(Node node, SortedDictionary<int, Node> left, SortedDictionary<int, Node> right)
    {
        var isDifference = node.Op == Arithmetics.Subtract;
        var sum = Map(left, f => NodeMath.BroadcastTo(f, node.Shape));
        foreach (var (number, factor) in right.Select(p => (p.Key, NodeMath.BroadcastTo(p.Value, node.Shape))))
            sum[number] = !sum.TryGetValue(number, out var before) ? isDifference ? -factor : factor : isDifference ? before - factor : before + factor;
        return sum;
    }

    // where one side has no such multiple, it is 0 times the number; zero is a multiple of everything
    private static SortedDictionary<int, Node>? Chosen(Node node, SortedDictionary<int, Node> ifTrue, SortedDictionary<int, Node> ifFalse)
    {
        var chosen = new SortedDictionary<int, Node>();
        foreach (var number in ifTrue.Keys.Union(ifFalse.Keys))
        {
            var (a, b) = (Factor(node, ifTrue, number), Factor(node, ifFalse, number));
            if (number != None || !IsZero(a) || !IsZero(b)) chosen[number] = NodeMath.BroadcastTo(NodeMath.Select(node.Inputs[0], a, b), node.Shape);
        }

        return chosen;
    }

    private static Node Factor(Node node, SortedDictionary<int, Node> form, int number) => form.TryGetValue(number, out var factor) ? factor : node.Literal(0);

    private static bool IsZero(Node node) => node.Op is Constant constant ? constant.Value.ToArray().All(v => v == 0) : node.Op is BroadcastTo && IsZero(node.Inputs[0]);

    private static SortedDictionary<int, Node> Map(SortedDictionary<int, Node> form, Func<Node, Node> map)
    {
        var mapped = new SortedDictionary<int, Node>();
        foreach (var pair in form) mapped.Add(pair.Key, map(pair.Value));
        return mapped;
    }
}
