using System.Collections.Immutable;

namespace SymDiff.Codegen.Scheduling;

/// <summary>Where a node is computed.</summary>
/// <param name="Nests">The nodes, or others, whose loops it is part of; more than <see cref="MostNests"/> are not told apart.</param>
/// <param name="Depth">The inlined nodes between it and those.</param>
/// <param name="IsAligned">Whether its index is that of the loops around it.</param>
/// <param name="IsRepeated">Whether the loops compute the same entry again and again.</param>
internal sealed record Home(ImmutableHashSet<object> Nests, int Depth, bool IsAligned, bool IsRepeated)
{
    /// <summary>The nests that are told apart.</summary>
    public const int MostNests = 3;

    /// <summary>The loops of a node's own.</summary>
    public static Home Of(object nest) => new([nest], 0, true, false);

    /// <summary>The loops of all who read a node.</summary>
    public static Home Of(List<Use> uses)
    {
        var nests = ImmutableHashSet<object>.Empty;
        foreach (var (home, _) in uses)
            if (nests.Count <= MostNests) nests = nests.Union(home.Nests);
        return new(
            nests,
            uses.Count == 0 ? 0 : uses.Max(u => u.Home.Depth) + 1,
            uses.All(u => u.Home.IsAligned && u.Read.IsAligned),
            uses.Any(u => u.Home.IsRepeated || u.Read.Repeats));
    }
}

/// <summary>One read of a node.</summary>
/// <param name="Home">Where who reads it is computed.</param>
/// <param name="Read">How it is read.</param>
internal readonly record struct Use(Home Home, ReadPattern Read);
