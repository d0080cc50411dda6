using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Larger and smaller values, bounds that do not bind, and steps of steps.</summary>
internal static class Extrema
{
    public static RuleSet Rules { get; } =
    [
        Exact(Max(X, X), X, accepts: Accepts.Numbers),
        Exact(Min(X, X), X, accepts: Accepts.Numbers),
        Exact(Max(X, Max(X, Y)), Max(X, Y), accepts: Accepts.Numbers),
        Exact(Min(X, Min(X, Y)), Min(X, Y), accepts: Accepts.Numbers),
        Real(Max(X, Y), X, when: m => m[X].Range.Lower >= m[Y].Range.Upper && m[Y].IsDefined),
        Real(Min(X, Y), X, when: m => m[X].Range.Upper <= m[Y].Range.Lower && m[Y].IsDefined),
        Exact(Max(-X, -Y), -Min(X, Y)),
        Exact(Min(-X, -Y), -Max(X, Y)),
        Exact(Relu(Relu(X)), Relu(X)),
        Real(Relu(X), X, when: m => m[X].IsNonNegative),
        Real(Relu(X), 0, when: m => m[X].Range.Upper <= 0 && m[X].IsDefined),
        Real(Clamp(X, Y, Z), X, when: m => m[X].Range.Lower >= m[Y].Range.Upper && m[X].Range.Upper <= m[Z].Range.Lower && m[Y].IsDefined && m[Z].IsDefined),
        Exact(Floor(Floor(X)), Floor(X)),
        Exact(Ceiling(Ceiling(X)), Ceiling(X)),
        Exact(Round(Round(X)), Round(X)),
        Exact(Truncate(Truncate(X)), Truncate(X)),
    ];
}
