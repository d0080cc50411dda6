using System.Collections.Immutable;
using SymDiff.Ops;
using SymDiff.Rewriting;
using SymDiff.Rewriting.Loops;

namespace SymDiff.Rewriting
{
    /// <summary>Passes in order, repeated until nothing changes.</summary>
    public static class Simplification
    {
        private const int MostRounds = 16;

        /// <summary>The passes that derived functions go through.</summary>
        public static IReadOnlyList<Pass> Standard { get; } = StandardWithin([]);

        // in the bodies of loops of these lengths
        private static IReadOnlyList<Pass> StandardWithin(ImmutableArray<Dim?> around) =>
        [
            new ApplyRules(RuleSets.Standard),   // first: the later passes look for the forms that the rules leave
            new CollectTerms(),                  // then: in sums and products as long as they are what rules for two operands cannot see
            new MatrixChainOrder(),              // factors and transposes have left the products, so that chains are as long as they get
            new SimplifyBodies(StandardWithin, around), // inner loops before outer ones: what leaves them is in their body then
            new UnrollLoops(1),                         // what is no loop is not in the way
            .. around.IsEmpty ? Array.Empty<Pass>() : [new InlineLoops(around)],   // a loop in a loop is an axis, which rules, sums and derivatives see through
            new HoistInvariants(),                      // before sums move: they move through what does not vary
            new SumStacks(),                            // a sum of rows is a sum over the loop
            new FactorShared(),                         // seeds leave, so that
            new MoveSums(),
            new MergeLoops(),                           // loops of the same iterations meet
            new DropUnread(),                           // last: rows that were passed on are not read any more
        ];

        /// <summary>The passes that keep every bit.</summary>
        public static IReadOnlyList<Pass> Exact { get; } =
        [
            new ApplyRules(RuleSets.Exact),
            new SimplifyBodies(() => Exact!),
            new HoistInvariants(),
            new MergeLoops(),
            new DropUnread(),                           // last: rows that were passed on are not read any more
        ];

        /// <summary>What the passes make of nodes of one graph.</summary>
        public static ImmutableArray<Node> Run(IReadOnlyList<Pass> passes, IEnumerable<Node> nodes, RewriteLog? log = null)
        {
            ImmutableArray<Node> now = [.. nodes];
            IEnumerable<Op>? ops = null;   // that the nodes are computed by, one of a kind
            for (var round = 0; round < MostRounds; round++)
            {
                var (before, isSettled) = (now, true);
                foreach (var pass in passes)
                {
                    if (pass.Concerns is { } concerns && !(ops ??= OpsOf(now)).Any(concerns)) continue;
                    var result = pass.Run(now, log);
                    if (!result.Nodes.SequenceEqual(now)) ops = null;
                    isSettled &= result.IsSettled && (ReferenceEquals(pass, passes[0]) || result.Nodes.SequenceEqual(now));
                    now = result.Nodes;
                }

                if (isSettled || now.SequenceEqual(before)) break;
            }

            return now;
        }

        // Rows are many, and no pass looks for one.
        private static Dictionary<Type, Op>.ValueCollection OpsOf(ImmutableArray<Node> nodes)
        {
            var ops = new Dictionary<Type, Op>();
            foreach (var node in Traversal.PostOrder(nodes))
                if (node.Op is not Row) ops[node.Op.GetType()] = node.Op;
            return ops.Values;
        }

        /// <summary>Nodes simplified: by the standard passes when no rules are given, by the exact ones for the exact rules, else by the given rules alone.</summary>
        public static ImmutableArray<Node> Simplify(IEnumerable<Node> nodes, RuleSet? rules = null, RewriteLog? log = null) =>
            Run(rules is null || ReferenceEquals(rules, RuleSets.Standard) ? Standard : ReferenceEquals(rules, RuleSets.Exact) ? Exact : [new ApplyRules(rules)], nodes, log);
    }
}

namespace SymDiff
{
    /// <summary>Simplification as a member.</summary>
    public static class SimplifyMembers
    {
        extension(Node node)
        {
            /// <summary>The node simplified: by the standard passes when no rules are given, else by these rules alone.</summary>
            public Node Simplify(RuleSet? rules = null, RewriteLog? log = null) => Simplification.Simplify([node], rules, log)[0];
        }
    }

    public sealed partial class Function
    {
        /// <summary>
        /// The function with simpler outputs of the same values: by the standard passes when no rules are given, else by these rules alone.
        /// <see cref="RuleSets.Exact"/> keeps every bit. The log receives what fired.
        /// </summary>
        public Function Simplify(RuleSet? rules = null, RewriteLog? log = null)
        {
            var outputs = Simplification.Simplify(Outputs, rules, log);
            return outputs.SequenceEqual(Outputs) ? this : new(Name, Inputs, OutputNames.Zip(outputs, (name, node) => (name, node)));
        }
    }
}
