using SymDiff.Ops;

namespace SymDiff.Rewriting;

/// <summary>A product read as a number times powers of factors, over powers of divisors.</summary>
internal sealed class Factors
{
    private readonly Node root;
    private readonly Facts facts;
    private readonly Dictionary<Node, int> index = [];
    private readonly List<(Node Node, int Above, int Below)> factors = [];
    private double above = 1;
    private double below = 1;
    private int numbers;
    private readonly int cost;   // of the list as it is

    public Factors(Node root, Func<Node, bool> isInner, NodeMap<Node> images, Facts facts)
    {
        (this.root, this.facts) = (root, facts);
        var stack = new Stack<(Node Node, bool Divides)>();
        stack.Push((root, false));
        while (stack.Count > 0)
        {
            var (node, divides) = stack.Pop();
            if (!ReferenceEquals(node, root) && !isInner(node))
            {
                Read(images[node]!, divides);
                continue;
            }

            cost += CostOf(node);
            if (ReferenceEquals(node.Op, Arithmetics.Negate)) Number(-1, divides);
            var inverts = ReferenceEquals(node.Op, Arithmetics.Divide);
            for (var i = node.Inputs.Length - 1; i >= 0; i--) stack.Push((node.Inputs[i], divides ^ (inverts && i == 1)));
        }
    }

    /// <summary>
    /// The product with equal factors brought together and small ones first; null where that is no gain. Another order may over- or
    /// underflow on its way, so it has to save work, unless powers of one factor are all there is or none is large.
    /// </summary>
    public Node? Write()
    {
        if (!root.DType.IsFloat || IsAsShort() || !Rules.Identities.IsModerate(above / below)) return null;
        var isSafe = factors.Count <= 1 || factors.All(f => facts.RangeOf(f.Node) is { Lower: >= -1e9, Upper: <= 1e9 });
        if (!isSafe && factors.Sum(f => f.Below) > 1) return null;
        var gathers = isSafe && (numbers > 1 || factors.Any(f => f.Above + f.Below > 1));
        var written = Product();
        return Cost(written) < cost + (gathers ? 1 : 0) ? NodeMath.BroadcastTo(written, root.Shape) : null;
    }

    // Different factors of one shape, no number, one divisor at most: there is nothing to bring together.
    private bool IsAsShort()
    {
        var divisors = 0;
        foreach (var factor in factors)
        {
            if (factor.Above + factor.Below != 1 || (divisors += factor.Below) > 1 || factor.Node.Shape != root.Shape) return false;
        }

        return numbers == 0;
    }

    private void Read(Node node, bool divides)
    {
        while (true)
        {
            if (ReferenceEquals(node.Op, Arithmetics.Negate))
            {
                Number(-1, divides);
                node = node.Inputs[0];
            }
            else if (ReferenceEquals(node.Op, Arithmetics.Multiply) && Literals.Value(node.Inputs[0]) is { } factor && node.Inputs[1].Shape == node.Shape)
            {
                Number(factor, divides);
                node = node.Inputs[1];
            }
            else
            {
                break;
            }
        }

        if (Literals.Value(node) is { } number)
        {
            Number(number, divides);
            return;
        }

        if (!index.TryGetValue(node, out var at))
        {
            index.Add(node, at = factors.Count);
            factors.Add((node, 0, 0));
        }

        factors[at] = divides ? (node, factors[at].Above, factors[at].Below + 1) : (node, factors[at].Above + 1, factors[at].Below);
    }

    private void Number(double value, bool divides)
    {
        numbers++;
        if (divides) below *= value;
        else above *= value;
    }

    // Factors of one shape first: scalars are multiplied before they meet a vector.
    private List<List<(Node Node, int Above, int Below)>> Groups() =>
        [.. factors.GroupBy(f => f.Node.Shape).OrderBy(g => g.Key.Rank).Select(g => g.Select(Cancelled).ToList())];

    // x/x is 1 where x is known not to be 0
    private (Node Node, int Above, int Below) Cancelled((Node Node, int Above, int Below) factor)
    {
        var both = Math.Min(factor.Above, factor.Below);
        return both > 0 && facts.RangeOf(factor.Node).IsNonZero ? (factor.Node, factor.Above - both, factor.Below - both) : factor;
    }

    private Node Product()
    {
        var groups = Groups();
        Node? product = null;
        foreach (var group in groups)
        {
            foreach (var factor in group)
                if (factor.Above > 0) product = Times(product, Power(factor.Node, factor.Above));
            Node? divisor = null;
            foreach (var factor in group)
                if (factor.Below > 0) divisor = Times(divisor, Power(factor.Node, factor.Below));
            if (divisor is not null) product = Over(product, divisor);
            if (product is not null && groups.Count > 1) product = Scaled(product);
        }

        return product is null ? root.Literal(above / below) : Scaled(product);
    }

    private Node Over(Node? product, Node divisor)
    {
        if (product is not null) return product / divisor;
        var number = root.Literal(above / below);
        (above, below) = (1, 1);
        return number / divisor;
    }

    private Node Scaled(Node product)
    {
        var number = above / below;
        (above, below) = (1, 1);
        return number == 1 ? product : number == -1 ? -product : number * product;
    }

    private static Node Times(Node? product, Node factor) => product is null ? factor : product * factor;

    // x^n by squaring
    private static Node Power(Node x, int exponent)
    {
        if (exponent == 1) return x;
        var half = Power(x, exponent / 2);
        return exponent % 2 == 0 ? half * half : Power(x, exponent - 1) * x;
    }

    private int Cost(Node written)
    {
        var known = new HashSet<Node>(factors.Select(f => f.Node));
        return Traversal.PostOrder([written], n => !known.Contains(n)).Where(n => !known.Contains(n)).Sum(CostOf);
    }

    // A division costs several multiplications; at the shape of the whole an operation costs more than at a smaller one.
    private int CostOf(Node node) => node.Op is LeafOp || node.Op is BroadcastTo ? 0
        : (ReferenceEquals(node.Op, Arithmetics.Divide) ? 4 : 1) * (node.Shape == root.Shape ? 16 : 1);
}
