namespace SymDiff.Frontends;

/// <summary>The types of inputs for which a text states none: as given from outside, else doubles with as many axes as they are indexed by.</summary>
internal sealed class UnstatedTypes(IReadOnlyDictionary<string, TensorType> given, IReadOnlyDictionary<string, int> ranks)
{
    public TensorType Of(string input) => given.TryGetValue(input, out var type) ? type
        : Indexing.ArrayType(DType.Float64, input, ranks.TryGetValue(input, out var rank) ? rank : 0);

    /// <summary>The length of an axis that is left out.</summary>
    public Dim Length(string input, int axis, int rank) =>
        given.TryGetValue(input, out var type) && type.Rank == rank ? type.Shape[axis] : Indexing.SizeOf(input, axis, rank);
}
