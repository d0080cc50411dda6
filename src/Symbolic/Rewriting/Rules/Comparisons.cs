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
        Real(X <= X, True, when: m => m[X].IsDefined, accepts: Accepts.Numbers),         // false for NaN
        Real(Equal(X, X), True, when: m => m[X].IsDefined, accepts: Accepts.Everything),
        Real(X < Y, False, when: m => m[X].Range.Lower >= m[Y].Range.Upper),
        Real(X < Y, True, when: m => m[X].Range.Upper < m[Y].Range.Lower && m[X].IsDefined && m[Y].IsDefined),
        Real(X <= Y, True, when: m => m[X].Range.Upper <= m[Y].Range.Lower && m[X].IsDefined && m[Y].IsDefined),
        Real(X <= Y, False, when: m => m[X].Range.Lower > m[Y].Range.Upper),
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
