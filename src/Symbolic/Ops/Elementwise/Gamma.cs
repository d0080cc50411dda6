using System.Collections.Immutable;
using System.Globalization;
using SymDiff.Elements;
using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff
{
    /// <summary>The logarithm of the gamma function and its derivatives.</summary>
    public static partial class NodeMath
    {
        /// <summary>ln |Γ(x)|.</summary>
        public static Node LGamma(Node x) => Unary.Of(
            x, ScalarMath.LGamma, (x, y) => Digamma(x),
            domain: Interval.Above(0), kinks: [new("x = 0, -1, -2, ...", "IEEE: infinite or NaN")],
            notation: new("lgamma({0})", "\\log\\left|\\Gamma\\left({0}\\right)\\right|", Notation.Atom, []));

        /// <summary>ψ(x), the derivative of ln Γ(x).</summary>
        public static Node Digamma(Node x) => Unary.Of(
            x, ScalarMath.Digamma, (x, y) => Trigamma(x),
            domain: Interval.Above(0), kinks: [new("x = 0, -1, -2, ...", "IEEE: infinite or NaN")],
            notation: Notation.Function("digamma", "\\psi"));

        /// <summary>ψ′(x).</summary>
        public static Node Trigamma(Node x) => Unary.Of(
            x, ScalarMath.Trigamma, (x, y) => Polygamma(2, x),
            domain: Interval.Above(0), range: Interval.AtLeast(0), kinks: [new("x = 0, -1, -2, ...", "IEEE: infinite or NaN")],
            notation: Notation.Function("trigamma", "\\psi'"));

        /// <summary>ψ⁽ⁿ⁾(x), the derivative of order n of the digamma function.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The order is not from 0 to 170.</exception>
        public static Node Polygamma(int n, Node x) => n switch
        {
            0 => Digamma(x),
            1 => Trigamma(x),
            > 1 and <= Ops.Polygamma.Highest => x.Graph.Add(new Polygamma(n), x),
            _ => throw new ArgumentOutOfRangeException(nameof(n), n, $"Polygamma: expected an order from 0 to {Ops.Polygamma.Highest}."),
        };

        /// <summary>ψ⁽ⁿ⁾(x) for a constant integer n.</summary>
        /// <exception cref="ArgumentException">The order is no constant integer from 0 to 170.</exception>
        public static Node Polygamma(Node n, Node x) => n.Op is Constant { Value.Count: 1 } order && order.Value.ToDouble() is >= 0 and <= Ops.Polygamma.Highest and var value && value == Math.Floor(value)
            ? Polygamma((int)value, x)
            : throw new ArgumentException($"Polygamma: expected a constant integer from 0 to {Ops.Polygamma.Highest} as the order, got {n}; there is no derivative by the order.", nameof(n));
    }
}

namespace SymDiff.Ops
{
    /// <summary>ψ⁽ⁿ⁾(x) for n from 2 on; digamma and trigamma are functions of their own.</summary>
    public sealed record Polygamma(int Order) : ElementwiseOp
    {
        /// <summary>The highest order for which n! is finite.</summary>
        public const int Highest = 170;

        private static readonly ScalarFunction function = ScalarFunction.Of((Func<double, double, double>)ScalarMath.Polygamma);

        /// <inheritdoc/>
        public override string Name => "Polygamma";

        /// <inheritdoc/>
        public override Notation Notation => new(
            "polygamma(" + Number + ", {0})", "\\psi^{(" + Number + ")}\\left({0}\\right)", Notation.Atom, []);

        /// <inheritdoc/>
        public override ImmutableArray<Kink> Kinks => [new("x = 0, -1, -2, ...", "IEEE: infinite or NaN")];

        private string Number => Order.ToString(CultureInfo.InvariantCulture);

        /// <inheritdoc/>
        public override Element Apply(ImmutableArray<Element> x) => new Call(function, [Elements.Element.Literal(Order, x[0].DType), x[0]]);

        /// <inheritdoc/>
        public override Node? Scale(Node t, Node y, int input) => Order < Highest
            ? Rows.Times(t, NodeMath.Polygamma(Order + 1, y.Inputs[0]))
            : throw new DifferentiationException($"The derivative of {y} does not exist here: the order of Polygamma ends at {Highest}.");

        // (-1)ⁿ⁺¹·ψ⁽ⁿ⁾ is positive for positive x
        /// <inheritdoc/>
        public override Interval RangeOf(ImmutableArray<Interval> inputs) =>
            !inputs[0].IsPositive ? Interval.All
            : Order % 2 == 1 ? Interval.AtLeast(0)
            : Intervals.Negate(Interval.AtLeast(0));

        /// <inheritdoc/>
        protected override DType InferDType(ImmutableArray<TensorType> inputs) => Common(inputs, dtype => dtype.IsFloat, "f64 or f32");

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s) =>
        [
            NodeMath.Polygamma(2, s.Vector(3, within: Interval.Above(0))),
            NodeMath.Polygamma(5, s.Scalar(Interval.Between(1, 4))),
            NodeMath.Polygamma(3, s.Vector(2, within: Interval.Inside(-1, 0))),
        ];
    }
}
