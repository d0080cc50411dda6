using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Signs move outwards, where they meet and cancel.</summary>
internal static class Signs
{
    public static RuleSet Rules { get; } =
    [
        Exact(-(-X), X, accepts: Accepts.Numbers),
        Exact(-1 * X, -X, accepts: Accepts.Numbers),
        Exact(X / -1, -X),
        Exact(-(A * X), -A * X, accepts: Accepts.Numbers),
        Exact(A * -X, -A * X, accepts: Accepts.Numbers),
        Exact(-X * -Y, X * Y, accepts: Accepts.Numbers),
        Exact(-X * Y, -(X * Y), accepts: Accepts.Numbers, inOrder: true),
        Exact(X * -Y, -(X * Y), accepts: Accepts.Numbers, inOrder: true),
        Exact(A / -X, -A / X),
        Exact(-X / A, X / -A),
        Exact(-X / Y, -(X / Y)),
        Exact(X / -Y, -(X / Y)),
        Exact(X + -Y, X - Y, accepts: Accepts.Numbers),
        Exact(X - -Y, X + Y, accepts: Accepts.Numbers),
        Real(-X - Y, -(X + Y), accepts: Accepts.Numbers),     // -(0 + -0) is -0, -0 - -0 is 0
        Real(-(X - Y), Y - X, accepts: Accepts.Numbers),      // -(x - x) is -0
        Real(-(X + A), -A - X, accepts: Accepts.Numbers),     // -(-0 + 0) is -0
    ];
}
