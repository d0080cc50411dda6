using SymDiff.Codegen.Loops;

namespace SymDiff.Codegen.Backends.ExpressionTree;

/// <summary>Makes delegates by compiling expression trees.</summary>
internal static class ExpressionTreeBackend
{
    public static Delegate Compile(LoopProgram program, Signature signature) => ExpressionTreeEntry.Of(program, signature).Compile();
}
