using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Comparisons whose outcome is known, and the algebra of truths.</summary>
internal static class Comparisons
{
    public static RuleSet Rules { get; } =
    [
        Exact(X < X, False, accepts: Accepts.Numbers),
        Exact(X <= X, True, when: m => !m.DType.IsFloat, accepts: Accepts.Numbers),
        Exact(Equal(X, X), True, when: m => !m.DType.IsFloat, accepts: Accepts.Everything),

        // A comparison may be known to fail, never to hold: with NaN it fails, and it may be there to guard a branch against NaN.
        Real(X < Y, False, when: m => m[X].Range.Lower >= m[Y].Range.Upper),
        Real(X <= Y, False, when: m => m[X].Range.Lower > m[Y].Range.Upper),
        Real(Equal(X, Y), False, when: m => m[X].Range.Lower > m[Y].Range.Upper),

        Exact(!!P, P, accepts: Accepts.Truths),
        Exact(P & True, P, accepts: Accepts.Truths),
        Exact(P & False, False, accepts: Accepts.Truths),
        Exact(P | True, True, accepts: Accepts.Truths),
        Exact(P | False, P, accepts: Accepts.Truths),
        Exact(P & P, P, accepts: Accepts.Truths),
        Exact(P | P, P, accepts: Accepts.Truths),
        Exact(P & !P, False, accepts: Accepts.Truths),
        Exact(P | !P, True, accepts: Accepts.Truths),
        Exact(P & (P & Q), P & Q, accepts: Accepts.Truths),
        Exact(P | (P | Q), P | Q, accepts: Accepts.Truths),
        Exact(P & (P | Q), P, accepts: Accepts.Truths),
        Exact(P | (P & Q), P, accepts: Accepts.Truths),
        Exact(!P & !Q, !(P | Q), accepts: Accepts.Truths),
        Exact(!P | !Q, !(P & Q), accepts: Accepts.Truths),
    ];
}
