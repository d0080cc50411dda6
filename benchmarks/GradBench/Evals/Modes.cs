using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>The combinations of two modes under their names in the protocol: the outer derivative's letter, then the inner one's.</summary>
internal static class Modes
{
    public static IEnumerable<(string Name, Mode Outer, Mode Inner)> Pairs { get; } =
    [
        ("rr", Mode.Reverse, Mode.Reverse),
        ("ff", Mode.Forward, Mode.Forward),
        ("fr", Mode.Forward, Mode.Reverse),
        ("rf", Mode.Reverse, Mode.Forward),
    ];
}
