using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff
{
    public static partial class NodeMath
    {
        /// <summary>
        /// The value, with a derivative of the caller's own. The rule is called once, with variables: what it reads must be among its arguments.
        /// </summary>
        /// <param name="value">A floating-point node.</param>
        /// <param name="inputs">The nodes that the value is computed from: no variable may be reached past them.</param>
        /// <param name="vjp">Gives the adjoint of each input (null: structurally zero) from the inputs, the output and the output's adjoint.</param>
        /// <param name="jvp">Gives the output's tangent from the inputs, the output and the tangents of the floating-point inputs, in which it is linear. By default it follows from the reverse rule.</param>
        /// <exception cref="ShapeException">A rule gives another number of nodes, or other types.</exception>
        public static Node CustomGradient(
            Node value,
            IReadOnlyList<Node> inputs,
            Func<IReadOnlyList<Node>, Node, Node, IReadOnlyList<Node?>> vjp,
            Func<IReadOnlyList<Node>, Node, IReadOnlyList<Node>, Node>? jvp = null) => GradientRules.Apply(value, inputs, vjp, jvp);

        /// <summary>As above of one input: <c>CustomGradient(Round(x), x, (x, y, yBar) => yBar)</c>.</summary>
        public static Node CustomGradient(Node value, Node input, Func<Node, Node, Node, Node> vjp)
        {
            if (vjp is null) throw new ArgumentNullException(nameof(vjp));
            return GradientRules.Apply(value, [input], (x, y, yBar) => [vjp(x[0], y, yBar)], jvp: null);
        }

        /// <summary>As above with functions as rules: of the inputs, the output and its adjoint; of the inputs, the output and the tangents of the floating-point ones.</summary>
        public static Node CustomGradient(Node value, IReadOnlyList<Node> inputs, Function vjp, Function? jvp = null)
        {
            if (inputs is null) throw new ArgumentNullException(nameof(inputs));
            if (vjp is null) throw new ArgumentNullException(nameof(vjp));
            GradientRules.CheckArity("reverse", vjp, inputs.Count, 2, "the output and its adjoint");
            if (jvp is null) return GradientRules.Apply(value, inputs, Reverse, jvp: null);
            GradientRules.CheckArity("forward", jvp, inputs.Count, 1 + inputs.Count(i => i.DType.IsFloat), "the output and the tangents of the floating-point ones");
            return GradientRules.Apply(value, inputs, Reverse, (x, y, dots) => jvp.Call([.. x, y, .. dots])[0]);

            IReadOnlyList<Node?> Reverse(IReadOnlyList<Node> x, Node y, Node yBar) => [.. vjp.Call([.. x, y, yBar])];
        }
    }
}

namespace SymDiff
{
    /// <summary>Functions with derivatives of the user's own.</summary>
    public static class CustomGradientMembers
    {
        extension(Function function)
        {
            /// <summary>
            /// The function of one output with the derivative that functions give: the reverse one of the inputs, the output and its adjoint, with an
            /// output for each input; the forward one of the inputs, the output and the tangents of the floating-point inputs.
            /// </summary>
            /// <exception cref="DifferentiationException">The function has several outputs.</exception>
            public Function WithGradient(Function vjp, Function? jvp = null) => function.Outputs.Length == 1
                ? new(function.Name, function.Inputs, [(function.OutputNames[0], NodeMath.CustomGradient(function.Outputs[0], function.Inputs, vjp, jvp))])
                : throw new DifferentiationException($"{function.Name}: a gradient of its own belongs to one output, but there are {function.Outputs.Length} ({string.Join(", ", function.OutputNames)}). Take one, or use NodeMath.CustomGradient on each.");
        }
    }
}

namespace SymDiff.Ops
{
    /// <summary>y = value(x), with derivatives that are given.</summary>
    /// <param name="Value">The value, of the inputs.</param>
    /// <param name="Reverse">The adjoints, of the inputs, the output and its adjoint.</param>
    /// <param name="Adjoints">For each input the output of the reverse rule that is its adjoint; -1 for none.</param>
    /// <param name="Forward">The tangent of the output, of the inputs, the output and the tangents of the floating-point ones; null where it follows from the reverse rule.</param>
    public sealed record CustomGradient(Body Value, Body Reverse, EquatableArray<int> Adjoints, Body? Forward) : MacroOp
    {
        /// <inheritdoc/>
        public override Notation NotationFor(Node y)
        {
            var operands = string.Join(", ", Enumerable.Range(0, y.Inputs.Length).Select(i => "{" + i + "}"));
            return Notation.Closed("customGradient(" + operands + ")", "\\operatorname{customGradient}\\left(" + operands + "\\right)");
        }

        /// <inheritdoc/>
        public override TensorType InferType(ImmutableArray<TensorType> inputs) => inputs.SequenceEqual(Value.Parameters.Select(p => p.Type))
            ? Value.Outputs[0].Type
            : throw new ShapeException($"CustomGradient: the operands {string.Join(" and ", inputs)} do not fit the value, which takes {string.Join(" and ", Value.Parameters.Select(p => p.Type))}.");

        /// <inheritdoc/>
        public override ImmutableArray<Node> Expand(ImmutableArray<Node> inputs) => BodyDerivatives.Call(Value, inputs);

        /// <inheritdoc/>
        public override Node? Vjp(Node y, Node yBar, int input) => Adjoints[input] < 0 ? null : BodyDerivatives.Call(Reverse, [.. y.Inputs, y, yBar])[Adjoints[input]];

        /// <inheritdoc/>
        public override Node? Jvp(Node y, Node xDot, int input) => Tangent(y, ImmutableArray.CreateRange(y.Inputs, i => (Node?)null).SetItem(input, xDot));

        // Through elementwise ops a guard passes as it is; elsewhere nothing is known of which entries meet in the rule.
        /// <inheritdoc/>
        public override Node? InputGuard(Node y, Node? guard, int input) =>
            guard is null ? null
            : Value.Nodes.All(n => n.Op is ElementwiseOp or LeafOp) ? NodeMath.AnyTo(NodeMath.BroadcastTo(guard, y.Shape), y.Inputs[input].Shape)
            : Guards.Anywhere(guard);

        /// <inheritdoc/>
        public override Op Substitute(IReadOnlyDictionary<string, Dim> sizes) =>
            this with { Value = Value.Substitute(sizes), Reverse = Reverse.Substitute(sizes), Forward = Forward?.Substitute(sizes) };

        internal override Pushforward PushForward(Node y, ImmutableArray<Node?> xDots) => new([Tangent(y, xDots)]);

        private Node? Tangent(Node y, ImmutableArray<Node?> xDots)
        {
            if (xDots.All(d => d is null)) return null;
            if (Forward is null) return GradientRules.Transposed(this, y, xDots);
            var dots = y.Inputs.Zip(xDots, (x, dot) => (X: x, Dot: dot)).Where(p => p.X.DType.IsFloat).Select(p => p.Dot ?? NodeMath.BroadcastTo(p.X.Literal(0), p.X.Shape));
            return BodyDerivatives.Call(Forward, [.. y.Inputs, y, .. dots])[0];
        }

        /// <summary>Samples for the contract tests.</summary>
        public static IEnumerable<Node> Samples(Sample s)
        {
            var (x, m, v) = (s.Vector(3), s.Matrix(2, 3), s.Vector(3));
            return
            [
                NodeMath.CustomGradient(NodeMath.Log(1 + NodeMath.Exp(x)), x, (x, y, yBar) => yBar * NodeMath.Sigmoid(x)),
                NodeMath.CustomGradient(NodeMath.Sum(m.MatMul(v)), [m, v], (x, y, yBar) => [yBar * NodeMath.BroadcastTo(x[1], x[0].Shape), yBar * NodeMath.Sum(x[0], [0])]),
                NodeMath.CustomGradient(x * v, [x, v], (x, y, yBar) => [yBar * x[1], yBar * x[0]], (x, y, dots) => dots[0] * x[1] + x[0] * dots[1]),
                NodeMath.CustomGradient(NodeMath.Sum(x * x), x, (x, y, yBar) => 2 * yBar * x),
            ];
        }
    }

    /// <summary>Reads the rules of a custom gradient into bodies, and checks them against the value.</summary>
    internal static class GradientRules
    {
        public static Node Apply(
            Node value,
            IReadOnlyList<Node> inputs,
            Func<IReadOnlyList<Node>, Node, Node, IReadOnlyList<Node?>> vjp,
            Func<IReadOnlyList<Node>, Node, IReadOnlyList<Node>, Node>? jvp)
        {
            if (value is null) throw new ArgumentNullException(nameof(value));
            if (inputs is null) throw new ArgumentNullException(nameof(inputs));
            if (vjp is null) throw new ArgumentNullException(nameof(vjp));
            Accepts.Floats.Checked("CustomGradient", value.Type);
            CheckClosed(value, inputs);
            ImmutableArray<Node> arguments = [.. inputs];
            var (reverse, adjoints) = ReadReverse(value, arguments, vjp);
            var forward = jvp is null ? null : ReadForward(value, arguments, jvp);
            return value.Graph.Add(new CustomGradient(BodyDerivatives.Of(value, arguments), reverse, adjoints, forward), arguments);
        }

        public static void CheckArity(string mode, Function rule, int inputs, int more, string names)
        {
            if (rule.Inputs.Length != inputs + more)
                throw new ArgumentException($"CustomGradient: the {mode} rule '{rule.Name}' takes {rule.Inputs.Length} input(s); expected {inputs + more}: the {inputs} input(s), {names}.", nameof(rule));
        }

        /// <summary>
        /// The forward rule that belongs to a reverse rule: J·ẋ is the derivative by u of ⟨Jᵀ·u, ẋ⟩, which is linear in u.
        /// </summary>
        /// <exception cref="DifferentiationException">The reverse rule is not linear in the adjoint.</exception>
        public static Node? Transposed(CustomGradient op, Node y, ImmutableArray<Node?> xDots)
        {
            var graph = new Graph();
            var back = new Substitution(y.Graph);
            ImmutableArray<Node> x = [.. y.Inputs.Select((input, i) => Stand("x" + i, input))];
            var (output, u) = (Stand("y", y), graph.Variable("u", y.Type));
            var adjoints = BodyDerivatives.Call(op.Reverse, [.. x, output, u]);
            Node? product = null;
            for (var i = 0; i < xDots.Length; i++)
            {
                if (xDots[i] is not { } dot || op.Adjoints[i] < 0) continue;
                var term = NodeMath.Sum(adjoints[op.Adjoints[i]] * Stand("dot" + i, dot));
                product = product is null ? term : product + term;
            }

            if (product is null || ReverseMode.BuildGrad(product, u)[u] is not { } tangent) return null;
            return Traversal.PostOrder([tangent.Value]).Contains(u)
                ? throw new DifferentiationException("CustomGradient: the reverse rule is not linear in the output's adjoint, so no forward rule follows from it. Give one (jvp), or use reverse mode.")
                : back.Apply([tangent.Value])[0];

            Node Stand(string name, Node node)
            {
                var variable = graph.Variable(name, node.Type);
                back.Map(variable, node);
                return variable;
            }
        }

        private static void CheckClosed(Node value, IReadOnlyList<Node> inputs)
        {
            var given = new HashSet<Node>(inputs);
            if (given.Count == 0) throw new ArgumentException($"CustomGradient: the value {value} has no inputs; expected at least one.", nameof(inputs));
            if (given.Count < inputs.Count) throw new ArgumentException($"CustomGradient: an input of {value} is given twice; expected each once.", nameof(inputs));
            if (inputs.FirstOrDefault(i => !ReferenceEquals(i.Graph, value.Graph)) is { } stranger)
                throw new ArgumentException($"CustomGradient: the input {stranger} belongs to another graph than the value {value}.", nameof(inputs));
            if (Traversal.PostOrder([value], n => !given.Contains(n)).FirstOrDefault(n => n.Op is Variable && !given.Contains(n)) is { } free)
                throw new ArgumentException($"CustomGradient: the value {value} depends on the variable '{free.Op.Name}', which is not among the inputs. Name it there; its adjoint may be null.", nameof(inputs));
        }

        private static (Body Reverse, EquatableArray<int> Adjoints) ReadReverse(Node value, ImmutableArray<Node> inputs, Func<IReadOnlyList<Node>, Node, Node, IReadOnlyList<Node?>> vjp)
        {
            var graph = new Graph();
            var (x, y) = Variables(graph, value, inputs);
            var yBar = graph.Variable("yBar", value.Type);
            var given = vjp(x, y, yBar);
            if (given.Count != inputs.Length)
                throw new ShapeException($"CustomGradient: the reverse rule gave {given.Count} adjoint(s) for {inputs.Length} input(s); expected one for each, null where it is zero.");
            for (var i = 0; i < inputs.Length; i++) CheckAdjoint(i, inputs[i].Type, given[i], graph);
            var (body, positions) = Body.Of([.. Named(x), ("y", y), ("yBar", yBar)], [.. given.Where(a => a is not null).Select(a => a!).DefaultIfEmpty(yBar)]);
            var next = 0;
            return (body, [.. given.Select(a => a is null ? -1 : positions[next++])]);
        }

        private static void CheckAdjoint(int position, TensorType input, Node? adjoint, Graph graph)
        {
            if (adjoint is null) return;
            if (!ReferenceEquals(adjoint.Graph, graph))
                throw new ArgumentException($"CustomGradient: the reverse rule gave {adjoint} of another graph for input {position}; expected a node built from the rule's arguments. Name what it reads among the inputs.", nameof(adjoint));
            if (!input.DType.IsFloat)
                throw new ShapeException($"CustomGradient: the reverse rule gave an adjoint for input {position} of type {input}, which has none; expected null.");
            if (adjoint.Type != input)
                throw new ShapeException($"CustomGradient: the reverse rule gave an adjoint of type {adjoint.Type} for input {position} of type {input}; expected the input's type.");
        }

        private static Body ReadForward(Node value, ImmutableArray<Node> inputs, Func<IReadOnlyList<Node>, Node, IReadOnlyList<Node>, Node> jvp)
        {
            var graph = new Graph();
            var (x, y) = Variables(graph, value, inputs);
            var dots = inputs.Where(i => i.DType.IsFloat).Select((input, i) => graph.Variable("dot" + i, input.Type)).ToList();
            var tangent = jvp(x, y, dots);
            return tangent.Type == value.Type
                ? Body.Of([.. Named(x), ("y", y), .. dots.Select(d => (d.Op.Name, d))], [tangent]).Body
                : throw new ShapeException($"CustomGradient: the forward rule gave a tangent of type {tangent.Type} for the output of type {value.Type}; expected the output's type.");
        }

        private static (List<Node> Inputs, Node Output) Variables(Graph graph, Node value, ImmutableArray<Node> inputs) =>
            ([.. inputs.Select((input, i) => graph.Variable("x" + i, input.Type))], graph.Variable("y", value.Type));

        private static IEnumerable<(string, Node)> Named(IEnumerable<Node> nodes) => nodes.Select(n => (n.Op.Name, n));
    }
}
