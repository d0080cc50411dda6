using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Loops.Passes;
using SymDiff.Rewriting;

namespace SymDiff.Codegen;

/// <summary>From a function to the loop code that emitters read: the one list of what is done, in its order.</summary>
internal static class Compiler
{
    /// <summary>The loop code of a function.</summary>
    public static LoopProgram Compile(Function function, Numerics numerics)
    {
        var simplified = function.Simplify(numerics == Numerics.Strict ? RuleSets.Exact : RuleSets.Standard);   // first: what follows costs by the node
        var program = Lowering.Lowering.Lower(simplified);
        return SplitMethods.Apply(program);   // last: the others see whole methods
    }
}
