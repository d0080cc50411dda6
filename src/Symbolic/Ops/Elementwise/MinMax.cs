using SymDiff.Elements;
using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff
{
    /// <summary>Smaller, larger and bounded values.</summary>
    public static partial class NodeMath
    {
        /// <summary>The larger of two, NaN if one is. A tie shares the derivative, 1/2 each.</summary>
        public static Node Max(Node a, Node b) => a.Graph.Add(MinMax.Max, a, b);

        /// <summary>The larger of two, NaN if one is.</summary>
        public static Node Max(Node a, double b) => Max(a, a.Literal(b));

        /// <summary>The larger of two, NaN if one is.</summary>
        public static Node Max(double a, Node b) => Max(b.Literal(a), b);

        /// <summary>The smaller of two, NaN if one is. A tie shares the derivative, 1/2 each.</summary>
        public static Node Min(Node a, Node b) => a.Graph.Add(MinMax.Min, a, b);

        /// <summary>The smaller of two, NaN if one is.</summary>
        public static Node Min(Node a, double b) => Min(a, a.Literal(b));

        /// <summary>The smaller of two, NaN if one is.</summary>
        public static Node Min(double a, Node b) => Min(b.Literal(a), b);

        /// <summary>min(max(x, low), high). At a bound the derivative is shared, 1/2 each.</summary>
        public static Node Clamp(Node x, Node low, Node high) => x.Graph.Add(MinMax.Clamp, x, low, high);

        /// <summary>min(max(x, low), high).</summary>
        public static Node Clamp(Node x, double low, double high) => Clamp(x, x.Literal(low), x.Literal(high));
    }
}

namespace SymDiff.Ops
{
    /// <summary>Smaller, larger and bounded values: value and derivative. A factor is selected, never multiplied by 0 or 1.</summary>
    internal static class MinMax
    {
        public static readonly Row Max = new(
            ScalarFunction.Of((Func<double, double, double>)ScalarMath.Max),
            (t, y) => Won(t, y.Inputs[1] < y.Inputs[0], Tie(y)),
            (t, y) => Won(t, y.Inputs[0] < y.Inputs[1], Tie(y)))
        {
            Accepts = Accepts.Numbers,
            Cheap = true,
            Commutative = true,
            Written = Notation.Function("max", "\\max"),
            Range = x => Intervals.Max(x[0], x[1]),
            Points = [new("a = b", "1/2 each")],
        };

        public static readonly Row Min = new(
            ScalarFunction.Of((Func<double, double, double>)ScalarMath.Min),
            (t, y) => Won(t, y.Inputs[0] < y.Inputs[1], Tie(y)),
            (t, y) => Won(t, y.Inputs[1] < y.Inputs[0], Tie(y)))
        {
            Accepts = Accepts.Numbers,
            Cheap = true,
            Commutative = true,
            Written = Notation.Function("min", "\\min"),
            Range = x => Intervals.Min(x[0], x[1]),
            Points = [new("a = b", "1/2 each")],
        };

        // min(r, high) with r = max(x, low): the chain rule through both
        public static readonly Row Clamp = new(
            ScalarFunction.Of((Func<double, double, double, double>)ScalarMath.Clamp),
            (t, y) => Won(Below(t, y), y.Inputs[1] < y.Inputs[0], Tie(y)),
            (t, y) => Won(Below(t, y), y.Inputs[0] < y.Inputs[1], Tie(y)),
            (t, y) => Won(t, y.Inputs[2] < Raised(y), NodeMath.Equal(Raised(y), y.Inputs[2])))
        {
            Accepts = Accepts.Numbers,
            Cheap = true,
            Range = x => Intervals.Min(Intervals.Max(x[0], x[1]), x[2]),
            Points = [new("x = low or x = high", "1/2 each")],
        };

        // t where the operand is the one that is taken, half of it at a tie
        private static Node Won(Node t, Node taken, Node tie) =>
            NodeMath.Select(taken, t, NodeMath.Select(tie, Half(t), 0));

        private static Node Half(Node t) => Rows.IsOne(t) ? t.Literal(0.5) : 0.5 * t;

        private static Node Tie(Node y) => NodeMath.Equal(y.Inputs[0], y.Inputs[1]);

        // ∂min(r, high)/∂r
        private static Node Below(Node t, Node y) => Won(t, Raised(y) < y.Inputs[2], NodeMath.Equal(Raised(y), y.Inputs[2]));

        private static Node Raised(Node y) => NodeMath.Max(y.Inputs[0], y.Inputs[1]);
    }
}
