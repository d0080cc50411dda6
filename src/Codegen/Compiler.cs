using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Loops.Passes;
using SymDiff.Codegen.Lowering;
using SymDiff.Rewriting;

namespace SymDiff.Codegen;

/// <summary>From a function to the loop code that emitters read: the one list of what is done, in its order.</summary>
internal static class Compiler
{
    /// <summary>What is done to loop code, in order; for code with vectors, the passes that change rounding too.</summary>
    public static ImmutableArray<LoopCodePass> Passes { get; } =
    [
        new("Split ranges", "First: a loop in which nothing is left to choose is what the others look for.", SplitRanges.Apply) { NeedsRawMemory = true },
        new("Vectorise", "First: what follows works on vectors.", Vectorise.Apply) { ChangesRounding = true },
        new("Jam", "After vectorising, which says along which axis the lanes lie; before totals are split, which the tiles make unnecessary.", Jam.Apply) { ChangesRounding = true },
        new("Split totals", "After tiles, which have several totals already.", SplitTotals.Apply) { ChangesRounding = true },
        new("Split rests", "After totals are split, which sees a loop and its rest together; before sums are joined, which it makes neighbours.", SplitRests.Apply) { ChangesRounding = true },
        new("Join sums", "After tiles, whose sums lie side by side.", JoinSums.Apply) { ChangesRounding = true },
        new("Fuse multiply-add", "After the passes that look for sums.", FuseMultiplyAdd.Apply) { ChangesRounding = true },
        new("Split lines", "After what looks at loops, and where registers are planned next.", SplitMethods.ApplyToLines) { NeedsRawMemory = true },
        new("Split methods", "After what looks at loops: the others see whole methods.", SplitMethods.Apply),
        new("Plan registers", "After parts are cut: from one to the next values pass through memory anyway.", PlanRegisters.Apply) { NeedsRawMemory = true },
        new("Near addresses", "After the plan, which says what is in memory; before rows, which are found within loops.", NearAddresses.Apply) { NeedsRawMemory = true },
        new("Hoist rows", "Last: it only says where addresses are found, and views stay in their method.", HoistRows.Apply) { NeedsRawMemory = true },
    ];

    /// <summary>The loop code of a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="numerics">Which rewrites and which kinds of rounding are used.</param>
    /// <param name="vectorize">Whether the emitter has vectors and fused operations at its disposal.</param>
    /// <param name="threads">How many threads loops and kernels may use.</param>
    /// <param name="vectorBits">The size of vectors.</param>
    /// <param name="begin">Is told each step before it is taken.</param>
    public static LoopProgram Compile(Function function, Numerics numerics, bool vectorize, Parallelism? threads = null, int vectorBits = 256, Action<string>? begin = null) =>
        Explain(function, numerics, vectorize, threads, vectorBits, begin).Program;

    /// <summary>The loop code of a function, and how it became that.</summary>
    /// <inheritdoc cref="Compile"/>
    public static Lowered Explain(Function function, Numerics numerics, bool vectorize, Parallelism? threads = null, int vectorBits = 256, Action<string>? begin = null)
    {
        begin?.Invoke("Simplify");
        var simplified = function.Simplify(numerics == Numerics.Strict ? RuleSets.Exact : RuleSets.Standard);   // first: what follows costs by the node
        var isRelaxed = numerics != Numerics.Strict;
        begin?.Invoke("Lower");
        var lowered = Lowering.Lowering.Lower(GuardedReads.Of(simplified), isRelaxed, vectorize, threads);
        var passes = Passes.Where(p => vectorize ? !p.ChangesRounding || isRelaxed : !p.ChangesRounding && !p.NeedsRawMemory);
        return lowered with { Program = passes.Aggregate(lowered.Program.WithVectors(vectorBits), (program, pass) => Apply(pass, program)) };

        LoopProgram Apply(LoopCodePass pass, LoopProgram program)
        {
            begin?.Invoke(pass.Name);
            return pass.Apply(program) with { Chunks = [.. program.Chunks.Select(c => c with { Program = pass.Apply(c.Program) })] };
        }
    }
}

/// <summary>A step on loop code and the reason for its place among the others.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Reason">Why it stands where it does.</param>
/// <param name="Apply">The step.</param>
internal sealed record LoopCodePass(string Name, string Reason, Func<LoopProgram, LoopProgram> Apply)
{
    /// <summary>True where results may differ in their last digits: in the order of a sum, or where it is rounded.</summary>
    public bool ChangesRounding { get; init; }

    /// <summary>True for what code with spans and arrays cannot say.</summary>
    public bool NeedsRawMemory { get; init; }
}
