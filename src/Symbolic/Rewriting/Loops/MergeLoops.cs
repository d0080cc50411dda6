using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting.Loops;

/// <summary>
/// Loops over the same iterations become one: value and gradient share one pass, and rows that one stacks for another are passed on without
/// being kept. A loop joins an earlier one when nothing else lies on a way from that to it. Loops that carry stay apart from those that do
/// not, whose iterations may be done at the same time.
/// </summary>
public sealed class MergeLoops : Pass
{
    internal override Func<Op, bool> Concerns => op => op is LoopOp;

    internal override PassResult Run(ImmutableArray<Node> nodes, RewriteLog? log) => new(Rewritten(nodes, log), IsSettled: true);

    private ImmutableArray<Node> Rewritten(ImmutableArray<Node> nodes, RewriteLog? log)
    {
        var order = Traversal.PostOrder(nodes);
        var clusters = new LoopClusters(order);
        return clusters.Any ? new Merging(nodes, clusters, LoopPass.UsedOutputs(order), log).Run() : nodes;
    }

    /// <summary>Whether an argument is taken row by row from what a loop among some stacks.</summary>
    private static bool PassesOn(Node loop, int input, ICollection<Node> producers) => LoopClusters.Producer(loop, input) is { } producer && producers.Contains(producer);

    /// <summary>Builds the graph anew, a cluster as soon as everything it reads is there.</summary>
    private sealed class Merging(ImmutableArray<Node> roots, LoopClusters clusters, Dictionary<Node, ImmutableArray<int>> used, RewriteLog? log)
    {
        private readonly Substitution images = new(roots[0].Graph);
        private readonly HashSet<object> done = [];

        public ImmutableArray<Node> Run()
        {
            var stack = new Stack<(object Unit, bool Ready)>(roots.Reverse().Select(r => (UnitOf(r), false)));
            while (stack.Count > 0)
            {
                var (unit, ready) = stack.Pop();
                if (done.Contains(unit)) continue;
                if (ready)
                {
                    if (unit is List<Node> cluster) Build(cluster);
                    else images.Apply((Node)unit is { IsTuple: false } node ? [node] : []);
                    done.Add(unit);
                    continue;
                }

                stack.Push((unit, true));
                foreach (var input in InputsOf(unit).Reverse())
                    if (UnitOf(input) is var needed && !done.Contains(needed) && !ReferenceEquals(needed, unit)) stack.Push((needed, false));
            }

            return images.Apply(roots);
        }

        private object UnitOf(Node node) => (object?)clusters.Of(node) ?? node;

        // rows that are passed on within a cluster come from itself
        private static IEnumerable<Node> InputsOf(object unit) => unit is List<Node> cluster ? cluster.SelectMany(c => c.Inputs.Where((_, i) => !PassesOn(c, i, cluster))) : ((Node)unit).Inputs;

        private void Build(List<Node> cluster)
        {
            var members = new HashSet<Node>(cluster);
            var draft = LoopDraft.Over(Imaged(cluster[0], members));
            var copies = new Dictionary<Node, LoopCopy>();
            var passed = new Dictionary<Node, Node>();   // a parameter, and the node of the body that it is
            foreach (var member in cluster)
            {
                var copy = copies[member] = new LoopCopy(Imaged(member, members), draft);
                for (var input = 0; input < copy.Parameters.Length; input++)
                {
                    if (!PassesOn(member, input, members)) copy.Attach(input);
                    else if (LoopClusters.Source(member.Inputs[input]) is var (producer, output)) passed.Add(copy.Parameters[input], copies[producer].Output(((LoopOutput.Stacked)((LoopOp)producer.Op).Outputs[output]).Value));
                }
            }

            var exits = cluster.SelectMany(m => Read(m, members).Select(k => (Node: m.Output(k), Exit: copies[m].Exit(copies[m].Op.Outputs[k])))).ToList();
            Pass(draft, passed);
            var closed = draft.Close();
            foreach (var (node, exit) in exits)
            {
                images.Map(node, closed[exit]);
                log?.Add(nameof(MergeLoops), node, closed[exit]);
            }
        }

        // What is passed on may itself read what is passed on.
        private static void Pass(LoopDraft draft, Dictionary<Node, Node> passed)
        {
            var resolved = new Dictionary<Node, Node>();
            foreach (var (parameter, node) in passed.Select(p => (p.Key, p.Value)))
            {
                var substitution = new Substitution(draft.Graph);
                foreach (var pair in resolved) substitution.Map(pair.Key, pair.Value);
                resolved.Add(parameter, substitution.Apply([node])[0]);
            }

            draft.Replace(resolved);
        }

        // The outputs that are read other than by being passed on.
        private IEnumerable<int> Read(Node member, HashSet<Node> members) => used[member].Where(k => roots.Contains(member.Output(k)) || Readers(member.Output(k)).Any(r =>
            !members.Contains(r) || r.Inputs.Select((input, i) => (input, i)).Any(p => ReferenceEquals(p.input, member.Output(k)) && !PassesOn(r, p.i, members))));

        private List<Node> Readers(Node node) => readers.TryGetValue(node, out var found) ? found : [];

        private readonly Dictionary<Node, List<Node>> readers = Traversal.PostOrder(roots)
            .SelectMany(n => n.Inputs.Distinct().Select(input => (Input: input, Reader: n)))
            .GroupBy(p => p.Input).ToDictionary(g => g.Key, g => g.Select(p => p.Reader).ToList());

        // The loop with the images of its arguments; those that are passed on within the cluster stay what they are.
        private Node Imaged(Node loop, HashSet<Node> members) => loop.Graph.Add(
            loop.Op, [.. loop.Inputs.Select((input, i) => PassesOn(loop, i, members) ? input : images.Apply([input])[0])]);
    }
}
