using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Neutral and absorbing elements, terms that cancel, and equal terms that add up.</summary>
internal static class Identities
{
    public static RuleSet Rules { get; } =
    [
        Exact(X * 1, X, accepts: Accepts.Numbers),
        Exact(X / 1, X, accepts: Accepts.Numbers),
        Exact(X - 0, X, accepts: Accepts.Numbers),
        Exact(X + -0.0, X),
        Real(X + 0, X, accepts: Accepts.Numbers),             // -0 + 0 is 0
        Real(X - -0.0, X),
        Real(0 - X, -X, accepts: Accepts.Numbers),            // 0 - 0 is 0
        Real(0 * X, 0, accepts: Accepts.Numbers),
        Real(0 / X, 0, when: m => m[X].IsNonZero),
        Real(X / X, 1, when: m => m[X].IsNonZero),
        Real(X - X, 0, accepts: Accepts.Numbers),
        Real(X + Y - Y, X, accepts: Accepts.Numbers),
        Real(X - Y + Y, X, accepts: Accepts.Numbers),
        Real(X - (X + Y), -Y, accepts: Accepts.Numbers),
        Real(X - (X - Y), Y, accepts: Accepts.Numbers),

        // Numbers stand first in products and last in sums, where they are written with their sign, and come together.
        Exact(X * A, A * X, when: m => !m[X].IsNumber, Accepts.Numbers, inOrder: true),
        Exact(A + X, X + A, when: m => !m[X].IsNumber, Accepts.Numbers, inOrder: true),
        Exact(X + A, X - -A, when: m => m[A].Value < 0 && m[A].Value > int.MinValue, accepts: Accepts.Numbers),
        Exact(X - A, X + -A, when: m => m[A].Value < 0 && m[A].Value > int.MinValue, accepts: Accepts.Numbers),
        Exact(X / A, m => m.Literal(1 / m[A].Value) * m[X].Node, when: m => IsPowerOfTwo(m[A].Value)),
        Real(A * (B * X), A * B * X, when: m => IsModerate(m[A].Value * m[B].Value), accepts: Accepts.Numbers),
        Real(A * X / B, A / B * X, when: m => IsModerate(m[A].Value / m[B].Value)),
        Real(A * (X / B), A / B * X, when: m => IsModerate(m[A].Value / m[B].Value)),
        Real(A * X * Y, A * (X * Y), when: m => !m[Y].IsNumber && IsNearOne(m[A].Value) && m[X].Node.Shape == m.Root.Shape),
        Real(A * X / Y, A * (X / Y), when: m => !m[Y].IsNumber && IsNearOne(m[A].Value) && m[X].Node.Shape == m.Root.Shape),
        Real(A * (B / X), A * B / X, when: m => IsModerate(m[A].Value * m[B].Value)),
        Real(A / (B * X), A / B / X, when: m => IsModerate(m[A].Value / m[B].Value)),
        Real(X / A / B, X / (A * B), when: m => IsModerate(m[A].Value * m[B].Value)),
        Real(X + A + B, X + (A + B), accepts: Accepts.Numbers),
        Real(X - A + B, X + (B - A), accepts: Accepts.Numbers),
        Real(X + A - B, X + (A - B), accepts: Accepts.Numbers),
        Real(X - A - B, X - (A + B), accepts: Accepts.Numbers),
        Real(A - X + B, A + B - X, accepts: Accepts.Numbers),
        Real(A - X - B, A - B - X, accepts: Accepts.Numbers),
        Real(A - (X + B), A - B - X, accepts: Accepts.Numbers),
        Real(A - (X - B), A + B - X, accepts: Accepts.Numbers),
        Real(A - (B - X), X + (A - B), accepts: Accepts.Numbers),

        // Equal terms add up.
        Exact(X + X, 2 * X, accepts: Accepts.Numbers),
        Real(A * X + X, (A + 1) * X, accepts: Accepts.Numbers),
        Real(A * X + B * X, (A + B) * X, accepts: Accepts.Numbers),
        Real(A * X - X, (A - 1) * X, accepts: Accepts.Numbers),
        Real(X - A * X, (1 - A) * X, accepts: Accepts.Numbers),
        Real(A * X - B * X, (A - B) * X, accepts: Accepts.Numbers),
    ];

    private static bool IsPowerOfTwo(double value) => Math.Abs(value) is >= 1e-300 and <= 1e300 && (BitConverter.DoubleToInt64Bits(value) & 0xF_FFFF_FFFF_FFFF) == 0;

    // A product or quotient of constants that neither overflows nor loses digits at the lower end; integers wrap around anyway.
    public static bool IsModerate(double value) => value == 0 || Math.Abs(value) is >= 1e-30 and <= 1e30;

    // A number that may change its place in a product: what then over- or underflows on the way was close to it before.
    private static bool IsNearOne(double value) => Math.Abs(value) is >= 1e-6 and <= 1e6;
}
