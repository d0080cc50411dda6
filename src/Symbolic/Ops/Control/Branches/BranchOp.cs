using System.Collections.Immutable;
using SymDiff.Frontends;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// One of two results; only that side is computed, neither value nor derivative of the other one leaks. The result may be a node, or an array, a tuple
        /// or a record of nodes: <c>Cond(x > 0, () => Log(x), () => x * x)</c>.
        /// </summary>
        /// <exception cref="ShapeException">The condition is no Bool without axes, or the sides differ in type.</exception>
        public static T Cond<T>(Node condition, Func<T> ifTrue, Func<T> ifFalse) => BranchTrace.Cond(condition, ifTrue, ifFalse);
    }
}

namespace SymDiff.Ops
{
    /// <summary>
    /// A real branch: after the condition, arguments for the parameters of two closed bodies, of which one is computed. Output k is output k of that body.
    /// </summary>
    public sealed record BranchOp(Body Then, Body Else) : Op
    {
        /// <inheritdoc/>
        public override string Name => "Cond";

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => InferTypes(inputs)[0];

        /// <inheritdoc/>
        public override ImmutableArray<TensorType> InferTypes(ImmutableArray<TensorType> inputs)
        {
            if (inputs.IsEmpty || inputs[0] != TensorType.Bool)
                throw new ShapeException($"Cond: the condition is {(inputs.IsEmpty ? "missing" : inputs[0])}; expected a bool without axes. Compare something, or reduce over the axes.");
            foreach (var body in new[] { Then, Else })
            {
                if (!body.Parameters.Select(p => p.Type).SequenceEqual(inputs.Skip(1)))
                    throw new ShapeException($"Cond: a side takes ({string.Join(", ", body.Parameters.Select(p => p.Type))}); got ({string.Join(", ", inputs.Skip(1))}).");
            }

            var (ifTrue, ifFalse) = (Then.Outputs.Select(o => o.Type).ToImmutableArray(), Else.Outputs.Select(o => o.Type).ToImmutableArray());
            return ifTrue.SequenceEqual(ifFalse) ? ifTrue
                : throw new ShapeException($"Cond: the sides give ({string.Join(", ", ifTrue)}) and ({string.Join(", ", ifFalse)}); both must be equal. Cast or broadcast one of them.");
        }

        /// <inheritdoc/>
        public override Node? Vjp(Node y, ImmutableArray<Node?> yBars, int input) => GuardedVjp(y, yBars, guard: null, input);

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => GuardedVjp(y, [yBar], guard: null, input);

        /// <inheritdoc/>
        public override ImmutableArray<Node?> JvpAll(Node y, Node xDot, int input) =>
            PushForward(y, [.. Enumerable.Range(0, y.Inputs.Length).Select(i => i == input ? xDot : null)]).Tangents;

        /// <inheritdoc/>
        public override IEnumerable<Dim> Lengths => SymDiff.Sizes.In(Then.Nodes).Concat(SymDiff.Sizes.In(Else.Nodes));

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) => new BranchOp(Then.Substitute(sizes), Else.Substitute(sizes));

        internal override Node? GuardedVjp(Node y, ImmutableArray<Node?> yBars, Node? guard, int input)
        {
            var contributions = PullBack(y, new(yBars, [.. yBars.Select(_ => guard)], []), [input]).Contributions;
            return contributions.Count == 0 ? null : contributions[0].Value;
        }

        internal override Pullback PullBack(Node y, Adjoint yBar, IReadOnlyList<int> active) => BranchDerivatives.PullBack(y, yBar, active);

        internal override Pushforward PushForward(Node y, ImmutableArray<Node?> xDots) => BranchDerivatives.PushForward(y, xDots);

        internal override ImmutableArray<Tensor> Evaluate(Node node, IReadOnlyList<Tensor> inputs, IReadOnlyDictionary<string, int> sizes)
        {
            var body = inputs[0].Checked()[0].Truth ? Then : Else;
            var interpreter = new Interpreter(sizes);
            for (var i = 0; i < body.Parameters.Length; i++) interpreter.Set(body.Parameters[i], inputs[i + 1]);
            return interpreter.Run(body.Outputs);
        }

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s)
        {
            var (x, y) = (s.Vector(3), s.Scalar(within: Interval.Between(0.5, 2)));
            yield return NodeMath.Cond(y > 0, () => NodeMath.Log(y) * x, () => x * x);
            yield return NodeMath.Cond(y > 3, () => NodeMath.Log(y - 3) * x, () => NodeMath.Exp(x));
            yield return NodeMath.Cond(y > 1, () => (y * x, y), () => (x, NodeMath.Exp(y))).Item1.Inputs[0];
            yield return Loop.Map(x, r => NodeMath.Cond(r > 0, () => NodeMath.Log(r) * y, () => NodeMath.Exp(r)));
            yield return Loop.Fold(y, x, (c, r) => NodeMath.Cond(r > c, () => c * NodeMath.Exp(-r), () => c + r * NodeMath.Cond(c > 5, () => c, () => r)));
        }
    }
}
