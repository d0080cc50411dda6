using SymDiff.Ops;

namespace SymDiff.Rewriting;

/// <summary>A sum read as numbers times terms, plus a number.</summary>
internal sealed class Terms
{
    private const double Largest = int.MaxValue;   // of a coefficient of integers, which wrap around beyond

    private readonly Node root;
    private readonly Dictionary<Node, int> index = [];
    private List<(double Coefficient, Node Node)> terms = [];
    private double constant;
    private int operands;
    private bool hasConstant;

    public Terms(Node root, Func<Node, bool> isInner, NodeMap<Node> images)
    {
        this.root = root;
        var stack = new Stack<(Node Node, bool Negative)>();
        stack.Push((root, false));
        while (stack.Count > 0)
        {
            var (node, negative) = stack.Pop();
            if (!ReferenceEquals(node, root) && !isInner(node))
            {
                Read(images[node]!, negative ? -1 : 1);
                continue;
            }

            var flips = !ReferenceEquals(node.Op, Arithmetics.Add);
            for (var i = node.Inputs.Length - 1; i >= 0; i--) stack.Push((node.Inputs[i], negative ^ (flips && i == node.Inputs.Length - 1)));
        }
    }

    /// <summary>The sum with equal terms added up and parts of one tensor joined; null where there are none.</summary>
    public Node? Write()
    {
        var isKept = terms.Count + (hasConstant ? 1 : 0) == operands;
        if (Stretches.Joined(terms) is { } joined) (terms, isKept) = (joined, false);
        if (isKept || !terms.All(t => IsExact(t.Coefficient)) || !IsExact(constant)) return null;
        var groups = terms.Where(t => t.Coefficient != 0).GroupBy(t => t.Node.Shape).Select(Sum).ToList();
        if (constant != 0 || groups.Count == 0) groups.Add((constant < 0, root.Literal(Math.Abs(constant))));
        var (negative, sum) = Sum(groups);
        return NodeMath.BroadcastTo(negative ? -sum : sum, root.Shape);
    }

    // a·x with a number a counts as a times x
    private void Read(Node node, double sign)
    {
        operands++;
        if (Literals.Value(node) is { } number)
        {
            (constant, hasConstant) = (constant + sign * number, true);
            return;
        }

        while (true)
        {
            if (ReferenceEquals(node.Op, Arithmetics.Negate)) (sign, node) = (-sign, node.Inputs[0]);
            else if (ReferenceEquals(node.Op, Arithmetics.Multiply) && Literals.Value(node.Inputs[0]) is { } factor && !double.IsNaN(factor) && node.Inputs[1].Shape == node.Shape) (sign, node) = (sign * factor, node.Inputs[1]);
            else break;
        }

        if (index.TryGetValue(node, out var at)) terms[at] = (terms[at].Coefficient + sign, node);
        else
        {
            index.Add(node, terms.Count);
            terms.Add((sign, node));
        }
    }

    private bool IsExact(double value) => root.DType.IsFloat ? Math.Abs(value) <= 1e30 : Math.Abs(value) <= Largest && value == Math.Floor(value);

    // Terms of one shape first: scalars are added up before they meet a vector.
    private static (bool Negative, Node Node) Sum(IEnumerable<(double Coefficient, Node Node)> terms) => Sum(
        [.. terms.Select(t => (t.Coefficient < 0, Math.Abs(t.Coefficient) == 1 ? t.Node : Math.Abs(t.Coefficient) * t.Node))]);

    // A positive one leads, so that the others are added or subtracted; a sum of negative ones is negated as a whole.
    private static (bool Negative, Node Node) Sum(List<(bool Negative, Node Node)> parts)
    {
        var lead = parts.FindIndex(p => !p.Negative);
        if (lead < 0) return (true, parts.Select(p => p.Node).Aggregate((sum, node) => sum + node));
        var sum = parts[lead].Node;
        for (var i = 0; i < parts.Count; i++)
            if (i != lead) sum = parts[i].Negative ? sum - parts[i].Node : sum + parts[i].Node;
        return (false, sum);
    }
}
