namespace SymDiff.Symbolic.Tests;

/// <summary>What tests of ops need to say in one line: the value of a node, its gradient, and the message of a mistake.</summary>
internal static class Evaluation
{
    /// <summary>A variable's value by position: all variables that a node reads, in order of first visit, take the values.</summary>
    public static Tensor Value(Node node, params Tensor[] values) => Of([node], node, values)[0];

    /// <summary>The gradient of a scalar by the variables, in order of first visit.</summary>
    public static double[][] Gradients(Node scalar, params Tensor[] values)
    {
        var inputs = Inputs(scalar).Where(i => i.DType.IsFloat).ToList();
        return [.. Of(Gradient.Of(scalar, inputs, new DifferentiationOptions { Disconnected = Undefined.Zero }), scalar, values).Select(t => t.ToArray())];
    }

    /// <summary>The gradient of a scalar by its only variable.</summary>
    public static double[] GradientOf(Node scalar, params Tensor[] values) => Gradients(scalar, values)[0];

    /// <summary>The message of the exception that building a node throws.</summary>
    public static string Refusal(Func<Node> build) => Assert.Throws<ShapeException>(() => { build(); }).Message;

    /// <summary>A constant node.</summary>
    public static Node Constant(this Graph graph, params double[] values) => graph.Constant(Tensor.Vector(values));

    /// <summary>A matrix from its rows.</summary>
    public static Tensor Matrix(double[,] rows) => Tensor.Matrix(rows);

    private static List<Node> Inputs(Node node) => [.. Traversal.PostOrder([node]).Where(n => n.Op is SymDiff.Ops.Variable)];

    private static IReadOnlyList<Tensor> Of(IEnumerable<Node> nodes, Node inputsOf, Tensor[] values) =>
        new Function("f", Inputs(inputsOf), nodes).Evaluate(values);
}
