using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Powers with known exponents are products and roots; roots and powers of powers.</summary>
internal static class Powers
{
    private const double Highest = 32;   // beyond, the products cost and err more than the power

    public static RuleSet Rules { get; } =
    [
        Exact(Pow(X, 0), 1),
        Exact(Pow(X, 1), X),
        Exact(Pow(1, X), 1),
        Real(Pow(Pow(X, A), B), Pow(X, A * B), when: m => m[X].IsPositive || (m[X].IsNonNegative && m[A].Value > 0 && m[B].Value > 0)),
        Real(Pow(X, 2), X * X),
        Real(Pow(X, -1), 1 / X),
        Real(Pow(X, 0.5), Sqrt(X)),
        Real(Pow(X, -0.5), 1 / Sqrt(X), when: m => m[X].IsPositive),   // at -0 the one is infinite, the other -infinite
        Real(Pow(X, 1.5), X * Sqrt(X)),
        Real(Pow(X, A), m => BySquaring(m[X].Node, m[A].Value), when: m => m[A].IsInteger && Math.Abs(m[A].Value) is > 2 and <= Highest),
        Real(Pow(X, A) * X, Pow(X, A + 1), when: m => m[A].Value > 0 && m[A].IsInteger == (m[A].Value + 1 == Math.Floor(m[A].Value + 1))),
        Real(Pow(X, A) * Pow(X, B), Pow(X, A + B), when: m => m[X].IsPositive),
        Real(Pow(X, Y) / X, Pow(X, Y - 1), when: m => m[X].IsPositive),
        Real(Pow(Exp(X), A), Exp(A * X), when: m => Math.Abs(m[A].Value) <= 100),
        Real(Sqrt(X) * Sqrt(X), X, when: m => m[X].IsNonNegative),
        Real(Sqrt(X * X), Abs(X)),
        Real(X / Sqrt(X), Sqrt(X), when: m => m[X].IsPositive),
        Real(Cbrt(X) * (Cbrt(X) * Cbrt(X)), X),
        Exact(Abs(X) * Abs(X), X * X),
        Real(Abs(X), X, when: m => m[X].IsNonNegative),
        Real(Abs(X), -X, when: m => m[X].Range.Upper <= 0),
        Exact(Abs(-X), Abs(X)),
        Exact(Abs(X) * Abs(Y), Abs(X * Y)),
        Real(X * Sign(X), Abs(X)),
        Real(Abs(X) * Sign(X), X),
        Real(Sign(X), 1, when: m => m[X].IsPositive),
        Real(Sign(X), -1, when: m => m[X].IsNegative),
    ];

    private static Node BySquaring(Node x, double exponent) => exponent < 0 ? 1 / Power(x, (int)-exponent) : Power(x, (int)exponent);

    // x^2k = (x^k)², x^(2k+1) = x^2k·x
    private static Node Power(Node x, int exponent)
    {
        if (exponent == 1) return x;
        var half = Power(x, exponent / 2);
        return exponent % 2 == 0 ? half * half : Power(x, exponent - 1) * x;
    }
}
