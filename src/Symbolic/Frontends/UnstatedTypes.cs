namespace SymDiff.Frontends;

/// <summary>The types of inputs for which a text states none: as given from outside, else doubles with as many axes as they are indexed by.</summary>
/// <param name="given">The types that are given from outside.</param>
/// <param name="ranks">How many axes an input has by its use.</param>
/// <param name="equal">Sizes of unstated lengths that are known to be others.</param>
/// <param name="unstated">Receives the sizes that are made up.</param>
internal sealed class UnstatedTypes(IReadOnlyDictionary<string, TensorType> given, IReadOnlyDictionary<string, int> ranks, IReadOnlyDictionary<string, Dim> equal, ISet<string> unstated)
{
    /// <summary>Nothing is known of any input.</summary>
    public static UnstatedTypes None => new(new Dictionary<string, TensorType>(), new Dictionary<string, int>(), new Dictionary<string, Dim>(), new HashSet<string>());

    public TensorType Of(string input)
    {
        if (given.TryGetValue(input, out var type)) return type;
        var rank = ranks.TryGetValue(input, out var known) ? known : 0;
        return new(DType.Float64, Shape.Of(Enumerable.Range(0, rank).Select(axis => Length(input, axis, rank))));
    }

    /// <summary>The length of an axis that is left out.</summary>
    public Dim Length(string input, int axis, int rank)
    {
        if (given.TryGetValue(input, out var type) && type.Rank == rank) return type.Shape[axis];
        var size = Indexing.SizeOf(input, axis, rank);
        unstated.Add(size.Names[0]);
        return size.Substitute(equal);
    }
}
