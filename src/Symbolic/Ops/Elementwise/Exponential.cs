using SymDiff.Ops;
using SymDiff.Runtime;

namespace SymDiff;

/// <summary>Exponentials and logarithms: value, derivative in terms of input x and output y, and where it is undefined.</summary>
public static partial class NodeMath
{
    /// <summary>e^x.</summary>
    public static Node Exp(Node x) => Unary.Of(x, Math.Exp, (x, y) => y, range: Interval.AtLeast(0), notation: Notation.Function("exp") with { Latex = "e^{{0}}", LatexPrecedence = Notation.Power });

    /// <summary>The natural logarithm.</summary>
    public static Node Log(Node x) => Unary.Of(x, Math.Log, (x, y) => 1 / x, domain: Interval.Above(0), kinks: [new("x = 0", "IEEE: 1/0 = inf")], notation: Notation.Function("log", "\\log"));
}
