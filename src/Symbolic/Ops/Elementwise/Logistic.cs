using SymDiff.Elements;
using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff
{
    /// <summary>The logistic function and its kin: value, derivative in terms of input x and output y, and where it is undefined.</summary>
    public static partial class NodeMath
    {
        /// <summary>1/(1 + e^-x).</summary>
        public static Node Sigmoid(Node x) => Unary.Of(
            x, ScalarMath.Sigmoid, (x, y) => y * Sigmoid(-x),   // not y·(1 - y), which is 0 from x = 37
            range: Interval.Between(0, 1), notation: Notation.Function("sigmoid", "\\sigma"));

        /// <summary>ln(1/(1 + e^-x)), without underflow in between.</summary>
        public static Node LogSigmoid(Node x) => Unary.Of(x, ScalarMath.LogSigmoid, (x, y) => Sigmoid(-x), range: new(double.NegativeInfinity, 0));

        /// <summary>ln(1 + e^x), without overflow in between.</summary>
        public static Node Softplus(Node x) => Unary.Of(x, ScalarMath.Softplus, (x, y) => Sigmoid(x), range: Interval.AtLeast(0));

        /// <summary>max(x, 0), whose derivative at 0 is 0.</summary>
        public static Node Relu(Node x) => x.Graph.Add(Logistics.Relu, x);
    }
}

namespace SymDiff.Ops
{
    /// <summary>Rows whose derivative is a choice and not a factor.</summary>
    internal static class Logistics
    {
        public static readonly Row Relu = new(ScalarFunction.Of((Func<double, double>)ScalarMath.Relu), (t, y) => NodeMath.Select(y.Inputs[0] > 0, t, t.Literal(0)))
        {
            Cheap = true,
            Range = x => Intervals.Max(x[0], Interval.Between(0, 0)),
            Points = [new("x = 0", "0")],
        };
    }
}
