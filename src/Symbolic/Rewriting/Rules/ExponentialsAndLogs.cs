using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Exponentials and logarithms undo each other, and turn sums into products.</summary>
internal static class ExponentialsAndLogs
{
    public static RuleSet Rules { get; } =
    [
        Real(Log(Exp(X)), X),
        Real(Exp(Log(X)), X, when: m => m[X].IsNonNegative),
        Real(Exp(-Log(X)), 1 / X, when: m => m[X].IsNonNegative),
        Real(Exp(X + Log(Y)), Exp(X) * Y, when: m => m[Y].IsNonNegative),
        Real(Exp(X - Log(Y)), Exp(X) / Y, when: m => m[Y].IsNonNegative),
        Real(Exp(Log(Y) - X), Y / Exp(X), when: m => m[Y].IsNonNegative),
        Real(Exp(A * Log(X)), Pow(X, A), when: m => m[X].IsNonNegative && m[A].Value != 0),
        Real(Log(1 / X), -Log(X)),
        Real(Log(Exp(X) * Y), X + Log(Y)),
        Real(Log(Exp(X) / Y), X - Log(Y)),
        Real(Log(Sqrt(X)), 0.5 * Log(X)),
        Real(Log(X * X), 2 * Log(X), when: m => m[X].IsNonNegative),
        Real(Log(Pow(X, A)), A * Log(X), when: m => m[X].IsNonNegative && m[A].Value != 0),
        Real(Log(Pow(X, Y)), Y * Log(X), when: m => m[X].IsPositive),
        Real(Log(X) + X / X, Log(X) + 1),   // the derivative of x·log x; at 0 the left side is undefined
        Real(Exp(X) * Exp(Y), Exp(X + Y)),
        Real(Exp(X) / Exp(Y), Exp(X - Y)),
        Real(X / Exp(Y), X * Exp(-Y)),
        Real(Log2(Exp2(X)), X),
        Real(Exp2(Log2(X)), X, when: m => m[X].IsNonNegative),
        Real(Log1p(Expm1(X)), X),
        Real(Exp(Log1p(X)), X + 1, when: m => m[X].Range.Lower >= -1),
        Real(Expm1(Log(X)), X - 1, when: m => m[X].IsNonNegative),
        Real(Expm1(Log1p(X)), X, when: m => m[X].Range.Lower >= -1),
    ];
}
