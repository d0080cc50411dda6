using System.Collections.Immutable;
using SymDiff.Codegen.Loops.Passes;

namespace SymDiff.Codegen.Loops;

/// <summary>What the iterations of a loop share when runs of them take place at once, and what each run has for itself.</summary>
/// <param name="Shared">Buffers that iterations read, or write at places of their own.</param>
/// <param name="Sums">Buffers that iterations only add to.</param>
/// <param name="Own">Scratch memory that is used within the loop alone.</param>
/// <param name="Starts">What fills such memory before the loop.</param>
/// <param name="Totals">The variables from outside that the loop combines values in.</param>
internal sealed record LoopSharing(ImmutableArray<Buffer> Shared, ImmutableArray<Buffer> Sums, ImmutableArray<Buffer> Own, ImmutableArray<Fill> Starts, ImmutableArray<Reduction> Totals)
{
    /// <summary>Whether iterations are added up.</summary>
    public bool HasSums => !Sums.IsEmpty || !Totals.IsEmpty;

    /// <summary>The sharing of a loop; null where its iterations depend on their order.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="fills">What sets whole buffers to a number before it, in the same block.</param>
    /// <param name="all">The uses of buffers in the whole program.</param>
    public static LoopSharing? Of(For loop, IReadOnlyDictionary<Buffer, Fill> fills, BufferUses all)
    {
        var uses = BufferUses.In(loop);
        var isIndependent = loop.IsParallel || loop.IsIndependent || uses.Buffers.All(b => uses.Of(b) == BufferUse.Read);
        if (!isIndependent || loop.Step != 1 || loop.Body.Any(s => s is While) || TotalsOf(loop) is not { } totals) return null;
        var (shared, sums, own, starts) = (new List<Buffer>(), new List<Buffer>(), new List<Buffer>(), new List<Fill>());
        foreach (var buffer in uses.Buffers.Where(b => b.Role != BufferRole.Constant))
        {
            var elsewhere = buffer.Role == BufferRole.Workspace ? all.Places(buffer) - uses.Places(buffer) : int.MaxValue;
            if (elsewhere == 0)
            {
                own.Add(buffer);
            }
            else if (elsewhere == 1 && fills.TryGetValue(buffer, out var start))
            {
                own.Add(buffer);
                starts.Add(start);
            }
            else if ((uses.Of(buffer) & ~(BufferUse.Read | BufferUse.Store)) == BufferUse.None)
            {
                shared.Add(buffer);
            }
            else if (uses.Of(buffer) == BufferUse.Add)
            {
                sums.Add(buffer);
            }
            else
            {
                return null;
            }
        }

        return new([.. shared], [.. sums], [.. own], [.. starts], totals);
    }

    // The totals of the loop; null where it gives a variable from outside a value in another way, or reads one while it changes.
    private static ImmutableArray<Reduction>? TotalsOf(For loop)
    {
        var steps = AssignmentsOf.Outside(loop);
        var totals = steps.Select(Reduction.Of).OfType<Reduction>().ToList();
        if (totals.Count < steps.Count) return null;
        var reads = ReadCount.In(loop.Body);
        var groups = totals.GroupBy(t => t.Total).ToList();
        return groups.TrueForAll(g => g.All(t => t.Kind == g.First().Kind) && reads[g.Key] == g.Sum(t => t.ReadsOfTotal)) ? [.. groups.Select(g => g.First())] : null;
    }
}

/// <summary>The assignments within a loop to variables that are declared outside of it.</summary>
internal sealed class AssignmentsOf : StatementWalker
{
    private readonly HashSet<Local> inside = [];
    private readonly List<Assign> found = [];

    private AssignmentsOf()
    {
    }

    public static IReadOnlyList<Assign> Outside(For loop)
    {
        var walker = new AssignmentsOf();
        loop.Accept(walker);
        return [.. walker.found.Where(a => !walker.inside.Contains(a.Local))];
    }

    public override void Visit(Declare statement)
    {
        inside.Add(statement.Local);
        base.Visit(statement);
    }

    public override void Visit(Assign statement)
    {
        found.Add(statement);
        base.Visit(statement);
    }
}
