using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Odd and even functions, inverses, and the identities that lose nothing.</summary>
internal static class Trigonometry
{
    public static RuleSet Rules { get; } =
    [
        Real(Sin(-X), -Sin(X)),
        Real(Cos(-X), Cos(X)),
        Real(Tan(-X), -Tan(X)),
        Real(Asin(-X), -Asin(X)),
        Real(Atan(-X), -Atan(X)),
        Real(Sinh(-X), -Sinh(X)),
        Real(Cosh(-X), Cosh(X)),
        Real(Tanh(-X), -Tanh(X)),
        Real(Asinh(-X), -Asinh(X)),
        Real(Atanh(-X), -Atanh(X)),
        Real(Erf(-X), -Erf(X)),
        Real(Cbrt(-X), -Cbrt(X)),
        Real(Sin(X) * Sin(X) + Cos(X) * Cos(X), 1),
        Real(Cosh(X) * Cosh(X) - Sinh(X) * Sinh(X), 1),
        Real(Sin(X) / Cos(X), Tan(X)),
        Real(Sinh(X) / Cosh(X), Tanh(X)),
        Real(Tan(X) * Cos(X), Sin(X)),
        Real(Sin(Asin(X)), X, when: m => IsWithinOne(m[X].Range)),
        Real(Cos(Acos(X)), X, when: m => IsWithinOne(m[X].Range)),
        Real(Sinh(Asinh(X)), X),
        Real(Asinh(Sinh(X)), X),
        Real(Tanh(Atanh(X)), X, when: m => IsWithinOne(m[X].Range)),
        Real(Cosh(Acosh(X)), X, when: m => m[X].Range.Lower >= 1),
    ];

    private static bool IsWithinOne(Interval range) => range.Lower >= -1 && range.Upper <= 1;
}
