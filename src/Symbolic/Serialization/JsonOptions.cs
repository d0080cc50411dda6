using System.Collections.Immutable;
using System.Reflection;

namespace SymDiff;

/// <summary>How a function is read from JSON.</summary>
public sealed record JsonOptions
{
    /// <summary>The graph to build it in; null is a new one.</summary>
    public Graph? Graph { get; init; }

    /// <summary>
    /// The assemblies with ops of the user's: their public record types derived from <see cref="Op"/>, and for elementwise functions their public
    /// static methods of nodes. Types of no other assembly are made.
    /// </summary>
    public ImmutableArray<Assembly> Assemblies { get; init; } = [];
}
