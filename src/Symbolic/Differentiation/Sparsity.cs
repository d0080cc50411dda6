using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff;

/// <summary>
/// The structure of derivatives: which entries can be other than zero whatever the values are. Sets of input entries are carried
/// forward through each op's element, which says what an entry reads; ops that state no element are taken as dense.
/// </summary>
public static class Sparsity
{
    /// <summary>The pattern of the Jacobian: the entries of all outputs are the rows, those of all wrt the columns.</summary>
    /// <param name="outputs">The outputs.</param>
    /// <param name="wrt">What they are differentiated by.</param>
    /// <param name="known">Values of variables that the structure may rely on, as the indices of a gather.</param>
    /// <exception cref="DifferentiationException">A size is not constant.</exception>
    public static SparsityPattern Jacobian(IReadOnlyList<Node> outputs, IReadOnlyList<Node> wrt, IReadOnlyDictionary<Node, Tensor>? known = null)
    {
        if (outputs is null) throw new ArgumentNullException(nameof(outputs));
        if (wrt is null) throw new ArgumentNullException(nameof(wrt));
        if (outputs.Concat(wrt).FirstOrDefault(n => !n.Shape.IsConstant) is { } named)
            throw new DifferentiationException($"The sparsity of a derivative needs constant sizes, but {named} is {named.Type}. Bind the size with Function.Bind.");
        var columns = 0;
        var seeds = new Dictionary<Node, int[][]>();
        foreach (var x in wrt)
        {
            seeds.Add(x, [.. Enumerable.Range(columns, x.Shape.Size.Value).Select(i => new[] { i })]);
            columns += x.Shape.Size.Value;
        }

        var sets = new Dependencies(seeds, known ?? ImmutableDictionary<Node, Tensor>.Empty).Of(outputs);
        return SparsityPattern.Of(sets.SelectMany((entries, i) => entries ?? Enumerable.Repeat(IndexSets.Empty, outputs[i].Shape.Size.Value)), columns);
    }

    /// <summary>The pattern of the Hessian of a scalar, which is symmetric.</summary>
    /// <param name="output">A floating-point scalar.</param>
    /// <param name="wrt">What it is differentiated by.</param>
    /// <param name="known">Values of variables that the structure may rely on, as the indices of a gather.</param>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar, or a size is not constant.</exception>
    public static SparsityPattern Hessian(Node output, IReadOnlyList<Node> wrt, IReadOnlyDictionary<Node, Tensor>? known = null)
    {
        if (wrt is null) throw new ArgumentNullException(nameof(wrt));
        return Jacobian([.. Gradient.Parts(output, wrt).Select((g, i) => g ?? Gradient.Zero(wrt[i]))], wrt, known).Symmetrised();
    }

    /// <summary>Which seeds each entry of each node depends on.</summary>
    private sealed class Dependencies(IReadOnlyDictionary<Node, int[][]> seeds, IReadOnlyDictionary<Node, Tensor> known)
    {
        private readonly Dictionary<Node, ImmutableArray<int[][]>> sets = seeds.ToDictionary(s => s.Key, s => (ImmutableArray<int[][]>)[s.Value]);
        private readonly Dictionary<Node, Tensor> values = known.Where(k => !seeds.ContainsKey(k.Key)).ToDictionary(k => k.Key, k => k.Value);
        private readonly HashSet<Node> computable = [];
        private readonly Dictionary<EdgeRule.Key, EdgeRule> rules = [];

        /// <summary>The sets of the entries of each node; null where it depends on no seed.</summary>
        public ImmutableArray<int[][]?> Of(IReadOnlyList<Node> nodes)
        {
            foreach (var node in Traversal.PostOrder(nodes))
            {
                if (sets.ContainsKey(node)) continue;
                if (node.Inputs.Any(sets.ContainsKey)) sets.Add(node, Read(node));
                else if (values.ContainsKey(node) || (node.Op is not Ops.Variable && node.Inputs.All(computable.Contains))) computable.Add(node);
            }

            return [.. nodes.Select(n => sets.TryGetValue(n, out var entries) ? entries[0] : null)];
        }

        private ImmutableArray<int[][]> Read(Node node)
        {
            if (node.Op is Ops.Output output) return [sets[node.Inputs[0]][output.Index]];
            var active = node.Inputs.Select((x, i) => x.DType.IsFloat && sets.TryGetValue(x, out var entries) && EdgeRule.HasDerivative(node, i, rules) ? entries[0] : null).ToList();
            return node.Op switch
            {
                _ when active.TrueForAll(a => a is null) => Dense(node, IndexSets.Empty),
                ElementOp op => [Read(op, node, active)],
                ScatterOp op => [Read(op, node, active)],
                MacroOp op => Read(op, node, active),
                _ => Dense(node, IndexSets.Union([.. active.OfType<int[][]>().SelectMany(a => a)])),
            };
        }

        private static ImmutableArray<int[][]> Dense(Node node, int[] set) => [.. node.Types.Select(t => Enumerable.Repeat(set, t.Shape.Size.Value).ToArray())];

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
            return [.. new Dependencies(inner, innerKnown).Of(outputs).Select((entries, i) => entries ?? Dense(outputs[i], IndexSets.Empty)[0])];
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
}
