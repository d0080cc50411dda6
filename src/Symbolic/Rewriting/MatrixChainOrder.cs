using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting;

/// <summary>
/// Products of three and more matrices in the cheapest order, by dynamic programming over the lengths: A·B·C·d goes from right to left.
/// A named size counts as a thousand. A product that is read elsewhere is one factor.
/// </summary>
public sealed class MatrixChainOrder : Pass
{
    private const int MostFactors = 64;   // beyond, the cubic search gives way to the two orders from the ends

    internal override Func<Op, bool> Concerns => op => op is MatMul;

    internal override PassResult Run(ImmutableArray<Node> nodes, RewriteLog? log)
    {
        var order = Traversal.PostOrder(nodes);
        if (!order.Any(n => n.Op is MatMul)) return new(nodes, IsSettled: true);
        var readers = new Readers(order, nodes);
        var images = new NodeMap<Node>();
        foreach (var node in order)
        {
            var rebuilt = Rebuilt(node, images);
            images[node] = rebuilt;
            if (node.Op is not MatMul || IsInner(node, readers)) continue;
            var ordered = Ordered(node, images, readers);
            if (ordered is null || ReferenceEquals(ordered, rebuilt)) continue;
            log?.Add(Name, rebuilt, ordered);
            images[node] = ordered;
        }

        return new(ImmutableArray.CreateRange(nodes, n => images[n]!), IsSettled: true);
    }

    private static Node? Ordered(Node root, NodeMap<Node> images, Readers readers)
    {
        var (factors, cost) = Factors(root, images, readers);
        if (factors.Count < 3) return null;
        var chain = new Chain(factors);
        var plan = factors.Count <= MostFactors ? chain.Best() : chain.FromAnEnd();
        return plan.Cost < cost ? plan.Build() : null;
    }

    // The factors from left to right, through transposed products too, and what the product costs as it is.
    private static (List<Node> Factors, double Cost) Factors(Node root, NodeMap<Node> images, Readers readers)
    {
        var factors = new List<Node>();
        var cost = 0.0;
        var stack = new Stack<(Node Node, bool Transposed)>();
        stack.Push((root, false));
        while (stack.Count > 0)
        {
            var (node, transposed) = stack.Pop();
            if (!ReferenceEquals(node, root) && !IsInner(node, readers))
            {
                factors.Add(transposed ? images[node]!.T : images[node]!);
            }
            else if (node.Op is Transpose)
            {
                stack.Push((node.Inputs[0], !transposed));
            }
            else
            {
                cost += CostOf(node);
                stack.Push((node.Inputs[transposed ? 0 : 1], transposed));
                stack.Push((node.Inputs[transposed ? 1 : 0], transposed));
            }
        }

        return (factors, cost);
    }

    // A product that only a product reads, where both mean the same: a column that is read as a row is none.
    private static bool IsInner(Node node, Readers readers)
    {
        if (readers.Only(node) is not { } reader) return false;
        if (node.Op is Transpose) return node.Type.Rank == 2 && reader.Op is MatMul && node.Inputs[0].Op is MatMul && readers.Only(node.Inputs[0]) is not null;
        if (node.Op is not MatMul) return false;
        if (reader.Op is Transpose) return IsInner(reader, readers);
        if (reader.Op is not MatMul) return false;
        return node.Type.Rank == 2 || (node.Type.Rank == 1 && (ReferenceEquals(reader.Inputs[0], node) ? node.Inputs[0].Type.Rank == 1 : node.Inputs[1].Type.Rank == 1));
    }

    private static Node Rebuilt(Node node, NodeMap<Node> images)
    {
        foreach (var input in node.Inputs)
        {
            if (!ReferenceEquals(images[input], input)) return node.Graph.Add(node.Op, ImmutableArray.CreateRange(node.Inputs, i => images[i]!));
        }

        return node;
    }

    private static double CostOf(Node product)
    {
        var (a, b) = (product.Inputs[0].Shape, product.Inputs[1].Shape);
        return (a.Rank == 2 ? Length(a[0]) : 1) * Length(b[0]) * (b.Rank == 2 ? Length(b[1]) : 1);
    }

    private static double Length(Dim dim) =>
        Math.Max(1, dim.Terms.Sum(t => (double)t.Numerator / (double)t.Denominator * Math.Pow(1000, t.Powers.Sum(p => p.Power))));

    /// <summary>Factors a chain of which is multiplied; factor i is lengths[i] by lengths[i + 1], a vector at an end has length 1 there.</summary>
    private sealed class Chain(List<Node> factors)
    {
        private readonly double[] lengths =
        [
            factors[0].Type.Rank == 2 ? Length(factors[0].Shape[0]) : 1,
            .. factors.Skip(1).Select(f => Length(f.Shape[0])),
            factors[^1].Type.Rank == 2 ? Length(factors[^1].Shape[1]) : 1,
        ];

        public int Count => factors.Count;

        public Node this[int index] => factors[index];

        // cost[i, j] = min over k of cost[i, k] + cost[k + 1, j] + lengths[i]·lengths[k + 1]·lengths[j + 1]
        public Plan Best()
        {
            var n = factors.Count;
            var (cost, split) = (new double[n, n], new int[n, n]);
            for (var span = 1; span < n; span++)
            {
                for (var i = 0; i + span < n; i++)
                {
                    cost[i, i + span] = double.PositiveInfinity;
                    for (var k = i; k < i + span; k++)
                    {
                        var here = cost[i, k] + cost[k + 1, i + span] + Cost(i, k, i + span);
                        if (here < cost[i, i + span]) (cost[i, i + span], split[i, i + span]) = (here, k);
                    }
                }
            }

            return new(this, cost[0, n - 1], (i, j) => split[i, j]);
        }

        public Plan FromAnEnd()
        {
            var last = factors.Count - 1;
            var fromLeft = Enumerable.Range(1, last).Sum(j => Cost(0, j - 1, j));
            var fromRight = Enumerable.Range(0, last).Sum(i => Cost(i, i, last));
            return fromRight < fromLeft ? new(this, fromRight, (i, _) => i) : new(this, fromLeft, (_, j) => j - 1);
        }

        private double Cost(int first, int split, int last) => lengths[first] * lengths[split + 1] * lengths[last + 1];
    }

    /// <summary>Where a chain is parted, and what that costs.</summary>
    private sealed record Plan(Chain Chain, double Cost, Func<int, int, int> Split)
    {
        public Node Build()
        {
            var built = new Stack<Node>();
            var work = new Stack<(int First, int Last, bool IsBuilt)>();
            work.Push((0, Chain.Count - 1, false));
            while (work.Count > 0)
            {
                var (first, last, isBuilt) = work.Pop();
                if (first == last)
                {
                    built.Push(Chain[first]);
                }
                else if (isBuilt)
                {
                    var right = built.Pop();
                    built.Push(built.Pop().MatMul(right));
                }
                else
                {
                    var split = Split(first, last);
                    work.Push((first, last, true));
                    work.Push((split + 1, last, false));
                    work.Push((first, split, false));
                }
            }

            return built.Pop();
        }
    }
}
