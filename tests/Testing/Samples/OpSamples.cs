using System.Reflection;
using SymDiff.Ops;

namespace SymDiff.Testing;

/// <summary>The samples of every op, found by reflection: of op types by their method <c>Samples(Sample)</c>, of rows by their data.</summary>
public static class OpSamples
{
    private static readonly Dictionary<string, OpSample> byName = OpTypes.SelectMany(Of).Concat(RowSamples.All).ToDictionary(s => s.Name);

    /// <summary>All samples.</summary>
    public static IReadOnlyCollection<OpSample> All => byName.Values;

    /// <summary>The types of ops that are no leaves and no rows.</summary>
    public static IEnumerable<Type> OpTypes => typeof(Op).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract && !t.IsSubclassOf(typeof(LeafOp)) && t != typeof(Row))
        .OrderBy(t => t.Name, StringComparer.Ordinal);

    /// <summary>The sample of a name, which is what theories pass around.</summary>
    public static OpSample Named(string name) => byName[name];

    private static IEnumerable<OpSample> Of(Type op)
    {
        if (op.GetMethod("Samples", BindingFlags.Public | BindingFlags.Static, [typeof(Sample)]) is not { } samples) return [];
        var sample = new Sample();
        var nodes = ((IEnumerable<Node>)samples.Invoke(null, [sample])!).ToList();
        return nodes.Select((node, i) => new OpSample($"{op.Name}.{i}", node, sample.Values));
    }
}
