namespace SymDiff.Codegen.Lowering;

/// <summary>What the nodes of a scope are.</summary>
public enum ScopeForm
{
    /// <summary>A function.</summary>
    Function,

    /// <summary>The body of a loop, whose iterations run one after the other.</summary>
    Iterations,

    /// <summary>The body of a loop, whose iterations run side by side in blocks of lanes.</summary>
    Blocks,

    /// <summary>The body of a loop, whose iterations run where a schedule of checkpoints says.</summary>
    Checkpointed,

    /// <summary>What a body advances between checkpoints.</summary>
    Replay,

    /// <summary>The side of a branch where its condition holds.</summary>
    Then,

    /// <summary>The side of a branch where its condition does not hold.</summary>
    Else,
}

/// <summary>Where a scope lies in the code.</summary>
/// <param name="Outer">The scope around it.</param>
/// <param name="Node">The loop or branch there.</param>
/// <param name="Form">What its nodes are.</param>
internal sealed record ScopePlace(NodeScope Outer, Node Node, ScopeForm Form);
