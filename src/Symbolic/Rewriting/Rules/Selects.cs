using SymDiff.Ops;
using static SymDiff.NodeMath;
using static SymDiff.Rewriting.Pattern;

namespace SymDiff.Rewriting.Rules;

/// <summary>Choices that are known or said twice. A choice never becomes a product: the side not taken may be NaN.</summary>
internal static class Selects
{
    public static RuleSet Rules { get; } =
    [
        Exact(Select(True, X, Y), X, accepts: Accepts.Everything),
        Exact(Select(False, X, Y), Y, accepts: Accepts.Everything),
        Exact(Select(P, X, X), X, accepts: Accepts.Everything),
        Exact(Select(P, True, False), P, accepts: Accepts.Truths),
        Exact(Select(P, False, True), !P, accepts: Accepts.Truths),
        Exact(Select(!P, X, Y), Select(P, Y, X), accepts: Accepts.Everything),
        Exact(Select(P, Select(P, X, Y), Z), Select(P, X, Z), accepts: Accepts.Everything),
        Exact(Select(P, X, Select(P, Y, Z)), Select(P, X, Z), accepts: Accepts.Everything),
        Exact(Select(P, Select(Q, X, Y), Y), Select(P & Q, X, Y), accepts: Accepts.Everything),
        Exact(Select(P, X, Select(Q, X, Y)), Select(P | Q, X, Y), accepts: Accepts.Everything),
        Exact(Select(P, X, 0) + Select(P, Y, 0), Select(P, X + Y, 0), accepts: Accepts.Numbers),
        Exact(Select(P, X, 0) - Select(P, Y, 0), Select(P, X - Y, 0), accepts: Accepts.Numbers),
        Exact(Select(P, -Select(P, X, 0), Y), Select(P, -X, Y), accepts: Accepts.Numbers),
        Exact(Select(P, Select(P, X, 0) * Y, Z), Select(P, X * Y, Z), accepts: Accepts.Numbers),
        Exact(Select(P, Select(P, X, 0) / Y, Z), Select(P, X / Y, Z), accepts: Accepts.Floats),
        Exact(Select(P, Select(P, X, 0) + Y, Z), Select(P, X + Y, Z), accepts: Accepts.Numbers),
        Exact(Select(P, Select(P, X, 0) - Y, Z), Select(P, X - Y, Z), accepts: Accepts.Numbers),
        Exact(Select(P, Y - Select(P, X, 0), Z), Select(P, Y - X, Z), accepts: Accepts.Numbers),
        Exact<Cast>("cast (wider x) -> x", (op, y, _) => y.Inputs[0] is { Op: Ops.Cast } wide && IsKept(wide.Inputs[0].DType, wide.DType) && wide.Inputs[0].DType == op.Target ? wide.Inputs[0] : null, s =>
        [
            Cast(Cast(s.Vector(3, DType.Float32), DType.Float64), DType.Float32),
            Cast(Cast(s.Vector(3, DType.Int32), DType.Float64), DType.Int32),
            Cast(Cast(s.Vector(3, DType.Int32), DType.Int64), DType.Int32),
            Cast(Cast(s.Vector(3) > 0, DType.Float64), DType.Bool),
        ]),
    ];

    // Every value of the one dtype is a value of the other.
    private static bool IsKept(DType from, DType to) => (from, to) is
        (DType.Float32, DType.Float64) or (DType.Int32, DType.Float64) or (DType.Int32, DType.Int64)
        or (DType.Bool, DType.Float64 or DType.Float32 or DType.Int32 or DType.Int64);
}
