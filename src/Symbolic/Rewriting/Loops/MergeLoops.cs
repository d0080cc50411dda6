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
        var clusters = new Clusters(order);
        return clusters.Merged.Any() ? new Merging(nodes, clusters, LoopPass.UsedOutputs(order), log).Run() : nodes;
    }

    /// <summary>Which loops become one.</summary>
    private sealed class Clusters
    {
        private readonly Dictionary<Node, List<Node>> clusterOf = [];
        private readonly Dictionary<object, List<List<Node>>> byKey = [];
        private bool isMerging;   // whether some cluster has several loops

        public Clusters(IReadOnlyList<Node> order)
        {
            foreach (var loop in order)
                if (loop.Op is LoopOp { Condition: null } op && !op.Inputs.Any(i => i is LoopInput.Replayed)) Join(loop, op);
        }

        public IEnumerable<List<Node>> Merged => clusterOf.Values.Where(c => c.Count > 1);

        public List<Node>? Of(Node node) => clusterOf.TryGetValue(node, out var cluster) && cluster.Count > 1 ? cluster : null;

        private void Join(Node loop, LoopOp op)
        {
            object key = (op.Length, op.Counted ? loop.Inputs[loop.Inputs.Length - 1] : null, op.IsCarried);
            if (!byKey.TryGetValue(key, out var candidates)) byKey.Add(key, candidates = []);
            if (candidates.Find(c => Agree(c, op) && !DependsOtherwise(loop, c)) is { } found)
            {
                found.Add(loop);
                isMerging = true;
            }
            else
            {
                candidates.Add(found = [loop]);
            }

            clusterOf[loop] = found;
        }

        // Carries must run the same way, by the same checkpoints.
        private static bool Agree(List<Node> cluster, LoopOp op) =>
            cluster.Select(c => (LoopOp)c.Op).All(c => c.Backward == op.Backward && c.Checkpoint == op.Checkpoint);

        // Whether a loop depends on a cluster in another way than that it takes rows that the cluster stacks; loops of one cluster count as one node.
        private bool DependsOtherwise(Node loop, List<Node> cluster)
        {
            var members = new HashSet<Node>(cluster);
            // what is older cannot depend on the cluster, unless it is of a cluster with newer loops
            var oldest = isMerging ? 0 : cluster.Min(c => c.Id);
            var stack = new Stack<Node>(loop.Inputs.Where((input, i) => !PassesOn(loop, i, members)));
            var seen = new HashSet<Node>();
            while (stack.Count > 0)
            {
                var node = stack.Pop();
                if (members.Contains(node)) return true;
                if (node.Id < oldest || !seen.Add(node)) continue;
                foreach (var input in node.Inputs) stack.Push(input);
                if (clusterOf.TryGetValue(node, out var other)) foreach (var member in other) if (!ReferenceEquals(member, node)) stack.Push(member);
            }

            return false;
        }
    }

    /// <summary>Whether an argument is taken row by row from what a loop among some stacks.</summary>
    private static bool PassesOn(Node loop, int input, ICollection<Node> producers)
    {
        if (input >= ((LoopOp)loop.Op).Inputs.Count || ((LoopOp)loop.Op).Inputs[input] is not LoopInput.Sliced) return false;
        var (producer, index) = Source(loop.Inputs[input]);
        return producers.Contains(producer) && ((LoopOp)producer.Op).Outputs[index] is LoopOutput.Stacked;
    }

    private static (Node Loop, int Output) Source(Node node) => node.Op is Output output ? (node.Inputs[0], output.Index) : (node, 0);

    /// <summary>Builds the graph anew, a cluster as soon as everything it reads is there.</summary>
    private sealed class Merging(ImmutableArray<Node> roots, Clusters clusters, Dictionary<Node, ImmutableArray<int>> used, RewriteLog? log)
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
                    else if (Source(member.Inputs[input]) is var (producer, output)) passed.Add(copy.Parameters[input], copies[producer].Output(((LoopOutput.Stacked)((LoopOp)producer.Op).Outputs[output]).Value));
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
