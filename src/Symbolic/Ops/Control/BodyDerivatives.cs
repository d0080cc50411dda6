using System.Collections.Immutable;

namespace SymDiff.Ops;

/// <summary>
/// Derivatives of a body with one output, built where its parameters are distinct variables and then carried over: the nodes that stand for
/// the parameters may depend on each other.
/// </summary>
internal static class BodyDerivatives
{
    /// <summary>A body of nodes over what they are computed from: the given nodes, and every variable that is reached otherwise.</summary>
    /// <returns>The body, and the nodes that its parameters stand for, in order of first visit after those that are given and must be there.</returns>
    public static (Body Body, ImmutableArray<Node> Arguments) Of(Node value, IReadOnlyCollection<Node> cut)
    {
        var given = new HashSet<Node>(cut);
        ImmutableArray<Node> arguments = [.. Traversal.PostOrder([value], n => !given.Contains(n)).Where(n => given.Contains(n) || n.Op is Variable)];
        return (Of(value, arguments), arguments);
    }

    /// <summary>The body of a node over all that it is computed from, in the given order.</summary>
    public static Body Of(Node value, ImmutableArray<Node> arguments) =>
        Body.Of(arguments.Select((argument, i) => ("x" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), argument)), [value]).Body;

    /// <summary>The body's outputs for nodes in the place of its parameters.</summary>
    public static ImmutableArray<Node> Call(Body body, ImmutableArray<Node> arguments) =>
        Call(body, arguments.IsEmpty ? body.Function.Graph : arguments[0].Graph, arguments);

    /// <summary>The body's outputs in a graph, for nodes of it in the place of the parameters.</summary>
    public static ImmutableArray<Node> Call(Body body, Graph graph, ImmutableArray<Node> arguments)
    {
        var substitution = new Substitution(graph);
        for (var i = 0; i < arguments.Length; i++) substitution.Map(body.Parameters[i], arguments[i]);
        return substitution.Apply(body.Outputs);
    }

    /// <summary>The adjoints of arguments at positions, with their guards; those that are structurally zero are left out.</summary>
    public static IReadOnlyList<InputAdjoint> PullBack(Body body, ImmutableArray<Node> arguments, Node yBar, Node? guard, IReadOnlyList<int> active)
    {
        var graph = new Graph();
        var (x, there) = Variables(graph, arguments);
        var seed = Variable("seed", yBar);
        var table = ReverseMode.BuildGrad([new Seed(Call(body, x)[0], seed, guard is null ? null : Variable("guard", guard))], [.. active.Select(i => x[i])]);
        var found = new List<InputAdjoint>();
        foreach (var position in active)
        {
            if (table[x[position]] is { } adjoint)
                found.Add(new(position, there.Apply([adjoint.Value])[0], adjoint.Guard is { } within ? there.Apply([within])[0] : null));
        }

        return found;

        Node Variable(string name, Node node)
        {
            var variable = graph.Variable(name, node.Type);
            there.Map(variable, node);
            return variable;
        }
    }

    /// <summary>The tangent of the output; null is structurally zero.</summary>
    public static Node? PushForward(Body body, ImmutableArray<Node> arguments, ImmutableArray<Node?> dots)
    {
        var graph = new Graph();
        var (x, there) = Variables(graph, arguments);
        var tangents = new Dictionary<Node, Node>();
        for (var i = 0; i < dots.Length; i++)
        {
            if (dots[i] is not { } dot) continue;
            tangents.Add(x[i], graph.Variable("dot" + i, dot.Type));
            there.Map(tangents[x[i]], dot);
        }

        return ForwardMode.BuildTangents([Call(body, x)[0]], tangents)[0] is { } tangent ? there.Apply([tangent])[0] : null;
    }

    // Distinct variables for nodes, and the way back from them.
    private static (ImmutableArray<Node> Variables, Substitution Back) Variables(Graph graph, ImmutableArray<Node> nodes)
    {
        var back = new Substitution(nodes[0].Graph);
        var variables = nodes.Select((node, i) => (Variable: graph.Variable("x" + i, node.Type), Node: node)).ToList();
        foreach (var (variable, node) in variables) back.Map(variable, node);
        return ([.. variables.Select(v => v.Variable)], back);
    }
}
