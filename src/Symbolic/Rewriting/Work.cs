using SymDiff.Ops;

namespace SymDiff.Rewriting;

/// <summary>What an op costs, roughly, in additions: rules fire only where they do not add to it.</summary>
internal static class Work
{
    private const int Function = 8;
    private const int Macro = 32;

    /// <summary>The cost of a node itself, without its inputs.</summary>
    public static int Of(Node node) => node.Inputs.All(i => i.Op is Constant or Wildcard { IsNumber: true }) ? 0 : node.Op switch
    {
        Row { Name: "Negate" } => 0,   // a sign meets another, or goes into a subtraction
        LeafOp or BroadcastTo or Reshape or Transpose => 0,
        Row { Name: "Divide" or "Sqrt" } => 4,
        Row { Name: "Pow" } => 2 * Function,
        ElementwiseOp { IsCheapAndTotal: true } => 1,
        MatMul => node.Type.Rank switch
        {
            0 => Function,
            1 => 2 * Function,
            _ => 8 * Function,
        },
        MacroOp => Macro,
        _ => Function,
    };
}
