using System.Collections.Immutable;

namespace SymDiff.Rewriting.Loops;

/// <summary>Leaves out outputs that nobody reads, what only they carry or read, and the second of two equal inputs or carries.</summary>
public sealed class DropUnread : LoopPass
{
    /// <inheritdoc/>
    protected override ImmutableArray<Node> Rewrite(Node loop, ImmutableArray<int> used) => Open(loop, used).Draft.Close();
}
