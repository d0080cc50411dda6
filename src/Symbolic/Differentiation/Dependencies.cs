using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff;

/// <summary>Which seeds each entry of each node depends on.</summary>
/// <param name="seeds">The sets of the entries of the nodes to begin with.</param>
/// <param name="known">Values of variables that the structure may rely on.</param>
/// <param name="rules">The rules made so far.</param>
internal sealed class Dependencies(IReadOnlyDictionary<Node, int[][]> seeds, IReadOnlyDictionary<Node, Tensor> known, Dictionary<EdgeRule.Key, EdgeRule> rules)
{
    private readonly Dictionary<Node, ImmutableArray<int[][]>> sets = seeds.ToDictionary(s => s.Key, s => (ImmutableArray<int[][]>)[s.Value]);
    private readonly Dictionary<Node, Tensor> values = known.Where(k => !seeds.ContainsKey(k.Key)).ToDictionary(k => k.Key, k => k.Value);
    private readonly HashSet<Node> computable = [];

    /// <summary>The sets of the entries of each node; null where it depends on no seed.</summary>
    public ImmutableArray<int[][]?> Of(IReadOnlyList<Node> nodes)
    {
        foreach (var node in Traversal.PostOrder(nodes))
        {
            if (sets.ContainsKey(node)) continue;
            if (node.Inputs.Any(sets.ContainsKey)) sets.Add(node, Read(node));
            else if (values.ContainsKey(node) || (node.Op is not Variable && node.Inputs.All(computable.Contains))) computable.Add(node);
        }

        return [.. nodes.Select(n => sets.TryGetValue(n, out var entries) ? entries[0] : null)];
    }

    /// <summary>The value of a node that depends on nothing but what is known; null where it does not.</summary>
    public Tensor? KnownValue(Node node)
    {
        _ = Of([node]);
        return computable.Contains(node) ? Value(node) : null;
    }

    private ImmutableArray<int[][]> Read(Node node)
    {
        if (node.Op is Output output) return [sets[node.Inputs[0]][output.Index]];
        var active = node.Inputs.Select((x, i) => x.DType.IsFloat && sets.TryGetValue(x, out var entries) && EdgeRule.HasDerivative(node, i, rules) ? entries[0] : null).ToList();
        return node.Op switch
        {
            _ when active.TrueForAll(a => a is null) => Dense(node, IndexSets.Empty),
            ElementOp op => [Read(op, node, active)],
            ScatterOp op => [Read(op, node, active)],
            MacroOp op => Read(op, node, active),
            LoopOp loop when LoopDependencies.Count(loop, Known(node)) is { } count => LoopDependencies.Read(node, active, Known(node), count, rules),
            _ => Dense(node, IndexSets.Union([.. active.OfType<int[][]>().SelectMany(a => a)])),
        };
    }

    internal static ImmutableArray<int[][]> Dense(Node node, int[] set) => [.. node.Types.Select(t => Enumerable.Repeat(set, t.Shape.Size.Value).ToArray())];

    private int[][] Read(ElementOp op, Node node, List<int[][]?> active)
    {
        var (element, axes) = op.Define(Types(node), node.Type);
        var reader = new DependencyReader(active, Known(node), Types(node));
        return [.. IndexSpace.Of(Lengths(node)).Select(at => reader.Read(element, axes, at))];
    }

    private int[][] Read(ScatterOp op, Node node, List<int[][]?> active)
    {
        var domain = op.Domain(Types(node));
        ImmutableArray<Axis> axes = [.. domain.Select(dim => new Axis(dim))];
        var (target, value) = (op.Target(Operand.Of(Types(node)), axes), op.Value(Operand.Of(Types(node)), axes));
        var reader = new DependencyReader(active, Known(node), Types(node));
        var added = new List<int[]>?[node.Shape.Size.Value];
        var everywhere = new List<int[]>();
        foreach (var at in IndexSpace.Of([.. domain.Select(d => d.Value)]))
        {
            var set = reader.Read(value, axes, at);
            if (reader.Position(target, axes, at, Lengths(node)) is { } position) (added[position] ??= []).Add(set);
            else everywhere.Add(set);
        }

        var common = IndexSets.Union(everywhere);
        return [.. added.Select(a => IndexSets.Union([common, .. a ?? []]))];
    }

    private ImmutableArray<int[][]> Read(MacroOp op, Node node, List<int[][]?> active)
    {
        var scratch = new Graph();
        ImmutableArray<Node> parameters = [.. node.Inputs.Select((x, i) => scratch.Variable("x" + i, x.Type))];
        var (inner, known) = (new Dictionary<Node, int[][]>(), Known(node));
        for (var i = 0; i < active.Count; i++) if (active[i] is { } entries) inner.Add(parameters[i], entries);
        var innerKnown = Enumerable.Range(0, known.Length).Where(i => known[i] is not null).ToDictionary(i => parameters[i], i => known[i]!);
        var outputs = op.Expand(parameters);
        return [.. new Dependencies(inner, innerKnown, rules).Of(outputs).Select((entries, i) => entries ?? Dense(outputs[i], IndexSets.Empty)[0])];
    }

    private ImmutableArray<Tensor?> Known(Node node) => [.. node.Inputs.Select(x => computable.Contains(x) ? Value(x) : null)];

    private Tensor Value(Node node)
    {
        if (!values.TryGetValue(node, out var value)) values.Add(node, value = node.Evaluate(values));
        return value;
    }

    private static ImmutableArray<TensorType> Types(Node node) => ImmutableArray.CreateRange(node.Inputs, i => i.Type);

    private static int[] Lengths(Node node) => [.. node.Shape.Select(d => d.Value)];
}
