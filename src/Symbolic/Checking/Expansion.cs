using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Checking;

/// <summary>
/// Multiplies nodes out into sums of products, entry by entry. What is no sum, product or power with a whole exponent is an atom, over
/// arguments that are multiplied out themselves; linear ops are taken term by term. A node whose sum would be long stays an atom.
/// </summary>
internal sealed class Expansion
{
    private const int Longest = 500;
    private const int HighestPower = 16;
    private const int DeepestDenominator = 8;

    private readonly Dictionary<Node, Polynomial> known = [];
    private readonly Dictionary<Node, int> numbers = [];
    private readonly List<Node> atoms = [];

    public Polynomial Of(Node root)
    {
        foreach (var node in Traversal.PostOrder([root], n => !known.ContainsKey(n)))
            if (!known.ContainsKey(node)) known[node] = Expand(node) is { } sum && sum.Count <= Longest ? sum : Atom(node);
        return known[root];
    }

    /// <summary>A node of a shape that computes a sum of products.</summary>
    public Node Rebuild(Polynomial sum, Node like)
    {
        Node? total = null;
        foreach (var (monomial, coefficient) in sum.Terms)
        {
            var product = Product(monomial, like);
            var term = product is null ? like.Literal(coefficient) : coefficient == 1 ? product : coefficient == -1 ? -product : coefficient * product;
            total = total is null ? term
                : coefficient < 0 && product is not null ? total - (coefficient == -1 ? product : -coefficient * product)
                : total + term;
        }

        return NodeMath.BroadcastTo(total ?? like.Literal(0), like.Shape);
    }

    // x·x/y; null for the empty product
    private Node? Product(Monomial monomial, Node like)
    {
        Node? above = null, below = null;
        foreach (var (atom, power) in monomial.Factors)
        {
            var factor = Math.Abs(power) == 1 ? atoms[atom] : NodeMath.Pow(atoms[atom], Math.Abs(power));
            if (power > 0) above = above is null ? factor : above * factor;
            else below = below is null ? factor : below * factor;
        }

        return below is null ? above : (above ?? like.Literal(1)) / below;
    }

    private Polynomial? Expand(Node node)
    {
        if (node.IsTuple || !node.DType.IsFloat) return null;
        var x = ImmutableArray.CreateRange(node.Inputs, i => known[i]);
        return node.Op switch
        {
            Constant { Value: { Count: > 0 } value } when Uniform(value) is { } number => Polynomial.Of(number),
            Row row when row.Equals(Arithmetics.Add) => x[0] + x[1],
            Row row when row.Equals(Arithmetics.Subtract) => x[0] - x[1],
            Row row when row.Equals(Arithmetics.Negate) => x[0].Times(-1),
            Row row when row.Equals(Arithmetics.Multiply) => Multiply(x[0], x[1]),
            Row row when row.Equals(Arithmetics.Divide) => Multiply(x[0], Inverse(node.Inputs[1], DeepestDenominator)),
            Row { Name: "Pow" } => x[1].Constant is { } exponent ? Power(exponent < 0 ? Inverse(node.Inputs[0], DeepestDenominator) : x[0], Math.Abs(exponent)) : null,
            StopGradient or BroadcastTo => x[0],
            Reshape when node.Inputs[0].Type.IsScalar => x[0],
            { IsLinear: true } when node.Inputs.Length == 1 && node.Inputs[0].DType.IsFloat => Linear(node, x[0]),
            _ => null,
        };
    }

    private static Polynomial? Multiply(Polynomial a, Polynomial b) => (long)a.Count * b.Count <= Longest ? a * b : null;

    private static Polynomial? Power(Polynomial sum, double exponent)
    {
        if (exponent != Math.Floor(exponent) || exponent > HighestPower) return null;
        Polynomial? product = Polynomial.Of(1);
        for (var i = 0; i < exponent && product is not null; i++) product = Multiply(product, sum);
        return product;
    }

    // 1/(a·b) = 1/a·1/b, 1/aⁿ = (1/a)ⁿ, 1/(a/b) = 1/a·b, and 1/(c·u + ...) = 1/c·1/(u + ...) with the sum as one atom
    private Polynomial Inverse(Node node, int depth)
    {
        if (known[node].Inverse() is { } single) return single;
        if (depth > 0)
        {
            var inverse = node.Op switch
            {
                Row row when row.Equals(Arithmetics.Multiply) => Multiply(Inverse(node.Inputs[0], depth - 1), Inverse(node.Inputs[1], depth - 1)),
                Row row when row.Equals(Arithmetics.Divide) => Multiply(Inverse(node.Inputs[0], depth - 1), known[node.Inputs[1]]),
                Row { Name: "Pow" } when known[node.Inputs[1]].Constant is > 0 and var exponent => Power(Inverse(node.Inputs[0], depth - 1), exponent),
                _ => null,
            };
            if (inverse is not null) return inverse;
        }

        var leading = known[node].Terms.FirstOrDefault().Coefficient is var first && first != 0 ? first : 1;
        return Polynomial.Of(Monomial.Of(NumberOf(Rebuild(known[node].Times(1 / leading), node))).Inverse(), 1 / leading);
    }

    // L(c·s·v + ...) = c·s·L(v) + ... for scalars s
    private Polynomial Linear(Node node, Polynomial sum)
    {
        var image = Polynomial.Zero;
        foreach (var (monomial, coefficient) in sum.Terms)
        {
            Monomial scalars = new([.. monomial.Factors.Where(f => atoms[f.Atom].Type.IsScalar)]), rest = new([.. monomial.Factors.Where(f => !atoms[f.Atom].Type.IsScalar)]);
            var argument = Rebuild(Polynomial.Of(rest), node.Inputs[0]);
            image += Polynomial.Of(scalars.Times(Monomial.Of(NumberOf(node.Graph.Add(node.Op, argument)))), coefficient);
        }

        return image;
    }

    // The op over its arguments multiplied out, so that equal arguments written differently give one atom.
    private Polynomial Atom(Node node)
    {
        ImmutableArray<Node> arguments = [.. node.Inputs.Select(i => i.IsTuple || !i.DType.IsFloat ? i : Rebuild(known[i], i))];
        return Polynomial.Of(Monomial.Of(NumberOf(node.Inputs.IsEmpty ? node : node.Graph.Add(node.Op, arguments))));
    }

    private int NumberOf(Node atom)
    {
        if (numbers.TryGetValue(atom, out var number)) return number;
        numbers.Add(atom, atoms.Count);
        atoms.Add(atom);
        return atoms.Count - 1;
    }

    private static double? Uniform(Tensor value)
    {
        var first = value[0];
        for (var i = 1; i < value.Count; i++) if (value[i] != first) return null;
        return double.IsNaN(first.Real) || double.IsInfinity(first.Real) ? null : first.Real;
    }
}
