using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Rewriting.Loops;

/// <summary>
/// A shared number that an independent loop's outputs are multiples of multiplies them outside: Σᵢ s·f(i) = s·Σᵢ f(i). So a seed does not
/// keep the loop of a gradient from running with that of the value.
/// </summary>
public sealed class FactorShared : LoopPass
{
    /// <inheritdoc/>
    protected override ImmutableArray<Node> Rewrite(Node loop, ImmutableArray<int> used)
    {
        var op = (LoopOp)loop.Op;
        if (op.IsCarried || op.Condition is not null || used.Any(k => op.Outputs[k] is LoopOutput.Reduced)) return [.. used.Select(loop.Output)];
        var outputs = used.Select(loop.Output).ToImmutableArray();
        for (var input = 0; input < op.Inputs.Count; input++)
        {
            if (op.Inputs[input] is not LoopInput.Shared || !loop.Inputs[input].Type.IsScalar || !loop.Inputs[input].DType.IsFloat) continue;
            var degrees = Degrees.In(op.Body, op.Parameter(input));
            var multiples = used.Select(k => degrees.Of(op.Body.Outputs[ValueOf(op.Outputs[k])])).ToList();
            if (multiples.Contains(null) || !multiples.Contains(1)) continue;
            var (draft, copy) = Open(loop, used);
            draft.Replace(new Dictionary<Node, Node> { [copy.Parameters[input]] = draft.Graph.Constant(1, loop.Inputs[input].DType) });
            var closed = draft.Close();
            return [.. closed.Select((node, i) => multiples[i] == 1 ? node * loop.Inputs[input] : node)];
        }

        return outputs;
    }

    private static int ValueOf(LoopOutput output) => output switch
    {
        LoopOutput.Summed summed => summed.Value,
        LoopOutput.Stacked stacked => stacked.Value,
        LoopOutput.ScatterAdded scattered => scattered.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(output), output, "not a sum or stack"),
    };

    /// <summary>Of which power of a parameter each node of a body is a multiple: 0 (it does not depend on it), 1, or none.</summary>
    private sealed class Degrees
    {
        private readonly Dictionary<Node, int?> degrees = [];

        public static Degrees In(Body body, Node parameter)
        {
            var found = new Degrees();
            foreach (var node in body.Nodes) found.degrees[node] = ReferenceEquals(node, parameter) ? 1 : found.Compute(node);
            return found;
        }

        public int? Of(Node node) => degrees[node];

        private int? Compute(Node node)
        {
            var of = node.Inputs.Select(i => degrees[i]).ToList();
            if (of.TrueForAll(d => d == 0)) return 0;
            if (of.Contains(null)) return null;
            return node.Op switch
            {
                _ when node.Op == Arithmetics.Multiply || node.Op is MatMul => of.Sum() <= 1 ? 1 : null,
                _ when node.Op == Arithmetics.Divide => of[1] == 0 ? 1 : null,
                Select => of[0] == 0 && Like(node.Inputs[1], of[1]) && Like(node.Inputs[2], of[2]) ? 1 : null,
                _ when node.Op.IsLinear => Enumerable.Range(0, of.Count).All(i => !node.Inputs[i].DType.IsFloat || Like(node.Inputs[i], of[i])) ? 1 : null,
                _ => null,
            };
        }

        // zero is a multiple of everything
        private static bool Like(Node node, int? degree) => degree == 1 || IsZero(node);

        private static bool IsZero(Node node) => node.Op is Constant constant ? constant.Value.ToArray().All(v => v == 0) : node.Op is BroadcastTo && IsZero(node.Inputs[0]);
    }
}
