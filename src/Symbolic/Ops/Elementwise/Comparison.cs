using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    /// <summary>Comparisons and logic: Bool nodes, without derivative.</summary>
    public static partial class NodeMath
    {
        /// <summary>Whether a is less than b.</summary>
        public static Node Less(Node a, Node b) => a.Graph.Add(Comparisons.Less, a, b);

        /// <summary>Whether a is at most b.</summary>
        public static Node LessOrEqual(Node a, Node b) => a.Graph.Add(Comparisons.LessOrEqual, a, b);

        /// <summary>Whether a is greater than b.</summary>
        public static Node Greater(Node a, Node b) => Less(b, a);

        /// <summary>Whether a is at least b.</summary>
        public static Node GreaterOrEqual(Node a, Node b) => LessOrEqual(b, a);

        /// <summary>Whether a equals b, entry by entry.</summary>
        public static Node Equal(Node a, Node b) => a.Graph.Add(Comparisons.Equal, a, b);

        /// <summary>Whether a differs from b, entry by entry.</summary>
        public static Node NotEqual(Node a, Node b) => Not(Equal(a, b));

        /// <summary>Whether a equals a number, entry by entry.</summary>
        public static Node Equal(Node a, double b) => Equal(a, a.Literal(b));

        /// <summary>Whether a differs from a number, entry by entry.</summary>
        public static Node NotEqual(Node a, double b) => NotEqual(a, a.Literal(b));

        /// <summary>Whether both hold.</summary>
        public static Node And(Node a, Node b) => a.Graph.Add(Comparisons.And, a, b);

        /// <summary>Whether at least one holds.</summary>
        public static Node Or(Node a, Node b) => a.Graph.Add(Comparisons.Or, a, b);

        /// <summary>Whether it does not hold.</summary>
        public static Node Not(Node a) => a.Graph.Add(Comparisons.Not, a);
    }

    /// <summary>Comparison operators on nodes; <c>==</c> stays what it is for objects: whether two nodes are the same.</summary>
    public static class ComparisonOperators
    {
        extension(Node)
        {
            /// <summary>Whether a is less than b.</summary>
            public static Node operator <(Node a, Node b) => NodeMath.Less(a, b);

            /// <summary>Whether a is greater than b.</summary>
            public static Node operator >(Node a, Node b) => NodeMath.Less(b, a);

            /// <summary>Whether a is at most b.</summary>
            public static Node operator <=(Node a, Node b) => NodeMath.LessOrEqual(a, b);

            /// <summary>Whether a is at least b.</summary>
            public static Node operator >=(Node a, Node b) => NodeMath.LessOrEqual(b, a);

            /// <summary>Whether a is less than b.</summary>
            public static Node operator <(Node a, double b) => NodeMath.Less(a, a.Literal(b));

            /// <summary>Whether a is greater than b.</summary>
            public static Node operator >(Node a, double b) => NodeMath.Less(a.Literal(b), a);

            /// <summary>Whether a is at most b.</summary>
            public static Node operator <=(Node a, double b) => NodeMath.LessOrEqual(a, a.Literal(b));

            /// <summary>Whether a is at least b.</summary>
            public static Node operator >=(Node a, double b) => NodeMath.LessOrEqual(a.Literal(b), a);

            /// <summary>Whether a is less than b.</summary>
            public static Node operator <(double a, Node b) => NodeMath.Less(b.Literal(a), b);

            /// <summary>Whether a is greater than b.</summary>
            public static Node operator >(double a, Node b) => NodeMath.Less(b, b.Literal(a));

            /// <summary>Whether a is at most b.</summary>
            public static Node operator <=(double a, Node b) => NodeMath.LessOrEqual(b.Literal(a), b);

            /// <summary>Whether a is at least b.</summary>
            public static Node operator >=(double a, Node b) => NodeMath.LessOrEqual(b, b.Literal(a));

            /// <summary>Whether both hold.</summary>
            public static Node operator &(Node a, Node b) => NodeMath.And(a, b);

            /// <summary>Whether at least one holds.</summary>
            public static Node operator |(Node a, Node b) => NodeMath.Or(a, b);

            /// <summary>Whether it does not hold.</summary>
            public static Node operator !(Node a) => NodeMath.Not(a);
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>Comparisons and logic.</summary>
    internal static class Comparisons
    {
        public static readonly Row Less = Of("Less", "<", "<", Notation.Relation, Accepts.Numbers, x => x[0] < x[1]).Turned(">", ">");

        public static readonly Row LessOrEqual = Of("LessOrEqual", "<=", "\\le", Notation.Relation, Accepts.Numbers, x => x[0] <= x[1]).Turned(">=", "\\ge");

        public static readonly Row Equal = Of("Equal", "==", "=", Notation.Equality, Accepts.Everything, x => Element.Equal(x[0], x[1]), Notation.Infix("!=", Notation.Equality, "\\ne"), commutative: true);

        public static readonly Row And = Of("And", "&&", "\\wedge", Notation.Conjunction, Accepts.Truths, x => x[0] & x[1], commutative: true);

        public static readonly Row Or = Of("Or", "||", "\\vee", Notation.Disjunction, Accepts.Truths, x => x[0] | x[1], commutative: true);

        public static readonly Row Not = new("Not", x => !x[0], (t, y) => null)
        {
            Accepts = Accepts.Truths,
            GivesTruth = true,
            Cheap = true,
            Written = new("!{0}", "\\neg {0}", Notation.Prefix, [Notation.Prefix]) { Negates = true },
        };

        // 0 < x is what x > 0 builds, and the number is read better on the right
        private static Row Turned(this Row row, string symbol, string latex)
        {
            var infix = Notation.Infix(symbol, Notation.Relation, latex);
            var turned = infix with { Text = $"{{1}} {symbol} {{0}}", Latex = $"{{1}} {latex} {{0}}", Operands = [Notation.Additive, Notation.Relation] };
            return row with { WrittenFor = y => y.Inputs is [{ Op: Constant }, { Op: not Constant }] ? turned with { LatexOperands = turned.Operands } : null };
        }

        private static Row Of(string name, string symbol, string latex, int precedence, Accepts accepts, Func<System.Collections.Immutable.ImmutableArray<Element>, Element> element, Notation? negated = null, bool commutative = false) =>
            new(name, element, (t, y) => null, (t, y) => null)
            {
                Accepts = accepts,
                GivesTruth = true,
                Cheap = true,
                IsFlat = accepts != Accepts.Truths,
                Commutative = commutative,
                Written = Notation.Infix(symbol, precedence, latex) with { Negated = negated, Associates = accepts == Accepts.Truths },
            };
    }
}
