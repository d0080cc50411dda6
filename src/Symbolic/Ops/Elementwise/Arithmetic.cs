using SymDiff.Elements;
using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff
{
    /// <summary>Functions of nodes, the counterpart of System.Math: <c>using static SymDiff.NodeMath</c>.</summary>
    public static partial class NodeMath
    {
        /// <summary>a + b.</summary>
        public static Node Add(Node a, Node b) => a.Graph.Add(Arithmetics.Add, a, b);

        /// <summary>a - b.</summary>
        public static Node Subtract(Node a, Node b) => a.Graph.Add(Arithmetics.Subtract, a, b);

        /// <summary>a·b, entry by entry.</summary>
        public static Node Multiply(Node a, Node b) => a.Graph.Add(Arithmetics.Multiply, a, b);

        /// <summary>a/b, entry by entry; integers are divided towards zero, and by zero to zero.</summary>
        public static Node Divide(Node a, Node b) => a.Graph.Add(Arithmetics.Divide, a, b);

        /// <summary>The remainder a - b·truncate(a/b), with the sign of a.</summary>
        public static Node Remainder(Node a, Node b) => a.Graph.Add(Arithmetics.Remainder, a, b);

        /// <summary>The remainder a - b·truncate(a/b), with the sign of a.</summary>
        public static Node Remainder(Node a, double b) => Remainder(a, a.Literal(b));

        /// <summary>The remainder a - b·truncate(a/b), with the sign of a.</summary>
        public static Node Remainder(double a, Node b) => Remainder(b.Literal(a), b);

        /// <summary>a·b + c, rounded once.</summary>
        public static Node FusedMultiplyAdd(Node a, Node b, Node c) => a.Graph.Add(Arithmetics.FusedMultiplyAdd, a, b, c);

        /// <summary>-x.</summary>
        public static Node Negate(Node x) => x.Graph.Add(Arithmetics.Negate, x);
    }

    /// <summary>Operators on nodes. A number takes the dtype of the other operand.</summary>
    public static class ArithmeticOperators
    {
        extension(Node)
        {
            /// <summary>a + b.</summary>
            public static Node operator +(Node a, Node b) => NodeMath.Add(a, b);

            /// <summary>a + b.</summary>
            public static Node operator +(Node a, double b) => NodeMath.Add(a, a.Literal(b));

            /// <summary>a + b.</summary>
            public static Node operator +(double a, Node b) => NodeMath.Add(b.Literal(a), b);

            /// <summary>a - b.</summary>
            public static Node operator -(Node a, Node b) => NodeMath.Subtract(a, b);

            /// <summary>a - b.</summary>
            public static Node operator -(Node a, double b) => NodeMath.Subtract(a, a.Literal(b));

            /// <summary>a - b.</summary>
            public static Node operator -(double a, Node b) => NodeMath.Subtract(b.Literal(a), b);

            /// <summary>a·b.</summary>
            public static Node operator *(Node a, Node b) => NodeMath.Multiply(a, b);

            /// <summary>a·b.</summary>
            public static Node operator *(Node a, double b) => NodeMath.Multiply(a, a.Literal(b));

            /// <summary>a·b.</summary>
            public static Node operator *(double a, Node b) => NodeMath.Multiply(b.Literal(a), b);

            /// <summary>a/b.</summary>
            public static Node operator /(Node a, Node b) => NodeMath.Divide(a, b);

            /// <summary>a/b.</summary>
            public static Node operator /(Node a, double b) => NodeMath.Divide(a, a.Literal(b));

            /// <summary>a/b.</summary>
            public static Node operator /(double a, Node b) => NodeMath.Divide(b.Literal(a), b);

            /// <summary>a % b, with the sign of a.</summary>
            public static Node operator %(Node a, Node b) => NodeMath.Remainder(a, b);

            /// <summary>a % b, with the sign of a.</summary>
            public static Node operator %(Node a, double b) => NodeMath.Remainder(a, a.Literal(b));

            /// <summary>a % b, with the sign of a.</summary>
            public static Node operator %(double a, Node b) => NodeMath.Remainder(b.Literal(a), b);

            /// <summary>-x.</summary>
            public static Node operator -(Node x) => NodeMath.Negate(x);
        }

        extension(Node node)
        {
            /// <summary>A constant of the node's graph and dtype.</summary>
            /// <exception cref="ShapeException">The dtype is an integer and the number is not.</exception>
            public Node Literal(double value) => !node.DType.IsInteger || (value == Math.Floor(value) && Math.Abs(value) <= 1L << 53)
                ? node.Graph.Constant(value, node.DType)
                : throw new ShapeException($"The number {value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)} is no {node.DType.Symbol}, which the other operand {node} is; Cast that to f64.");
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>Arithmetic: value and derivative of the operators.</summary>
    internal static class Arithmetics
    {
        // entries times entries, where juxtaposition would mean a matrix product
        private static readonly Notation Hadamard = Notation.Associative("*", Notation.Multiplicative, "\\odot");

        // -(k/2) is not (-k)/2 for the least integer, which is its own negative
        private static readonly Notation Strict = new("-{0}", "-{0}", Notation.Multiplicative, [Notation.Prefix]);

        // d(a + b) = da + db
        public static readonly Row Add = new("Add", x => x[0] + x[1], (t, y) => t, (t, y) => t)
        {
            Accepts = Accepts.Numbers,
            Linear = true,
            Cheap = true,
            Commutative = true,
            Written = Notation.Infix("+", Notation.Additive) with { Operands = [Notation.Additive, Notation.Additive], Opposite = Notation.Infix("-", Notation.Additive) },
            Range = x => Intervals.Add(x[0], x[1]),
        };

        // d(a - b) = da - db
        public static readonly Row Subtract = new("Subtract", x => x[0] - x[1], (t, y) => t, (t, y) => -t)
        {
            Accepts = Accepts.Numbers,
            Linear = true,
            Cheap = true,
            Written = Notation.Infix("-", Notation.Additive) with { Opposite = Notation.Infix("+", Notation.Additive) },
            Range = x => Intervals.Add(x[0], Intervals.Negate(x[1])),
        };

        // d(a·b) = b·da + a·db
        public static readonly Row Multiply = new("Multiply", x => x[0] * x[1], (t, y) => Rows.Times(t, y.Inputs[1]), (t, y) => Rows.Times(t, y.Inputs[0]))
        {
            Accepts = Accepts.Numbers,
            Cheap = true,
            Commutative = true,
            Written = Notation.Associative("*", Notation.Multiplicative) with { Latex = "{0}{.}{1}" },
            WrittenFor = y => y.Inputs.All(i => i.Type.Rank > 0) ? Hadamard : null,
            Range = x => Intervals.Multiply(x[0], x[1]),
        };

        // d(a/b) = da/b - (a/b)/b·db
        public static readonly Row Divide = new("Divide", x => x[0] / x[1], (t, y) => t / y.Inputs[1], (t, y) => Rows.Times(t, -(y / y.Inputs[1])))
        {
            Accepts = Accepts.Numbers,
            Written = Notation.Infix("/", Notation.Multiplicative) with { Latex = "\\frac{{0}}{{1}}", LatexPrecedence = Notation.Prefix, LatexOperands = [Notation.Lowest] },
            DefinedWhere = x => x[1].IsNonZero,
            Range = x => Intervals.Divide(x[0], x[1]),
            Points = [new("b = 0", "IEEE: infinite or NaN")],
        };

        // a - b·truncate(a/b): d = da - truncate(a/b)·db between the jumps
        public static readonly Row Remainder = new("Remainder", x => x[0] % x[1], (t, y) => t, (t, y) => Rows.Times(t, -NodeMath.Truncate(y.Inputs[0] / y.Inputs[1])))
        {
            Accepts = Accepts.Numbers,
            Written = Notation.Infix("%", Notation.Multiplicative, "\\bmod"),
            DefinedWhere = x => x[1].IsNonZero,
            Points = [new("a/b an integer", "that of the piece whose quotient it is")],
        };

        // d(a·b + c) = b·da + a·db + dc
        public static readonly Row FusedMultiplyAdd = new(
            ScalarFunction.Of((Func<double, double, double, double>)ScalarMath.FusedMultiplyAdd),
            (t, y) => Rows.Times(t, y.Inputs[1]),
            (t, y) => Rows.Times(t, y.Inputs[0]),
            (t, y) => t)
        {
            Cheap = true,
            Range = x => Intervals.Multiply(x[0], x[1]).IsNonNegative && x[2].IsNonNegative ? Interval.AtLeast(0) : Interval.All,   // rounded once, not twice
        };

        // d(-x) = -dx
        public static readonly Row Negate = new("Negate", x => -x[0], (t, y) => -t)
        {
            Accepts = Accepts.Numbers,
            Linear = true,
            Cheap = true,
            Written = new("-{0}", "-{0}", Notation.Multiplicative, [Notation.Multiplicative]),
            WrittenFor = y => y.Type.DType.IsInteger ? Strict : null,
            Range = x => Intervals.Negate(x[0]),
        };
    }
}
