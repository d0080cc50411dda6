namespace SymDiff.Examples.BackpropagationByHand;

/// <summary>A function, values of its inputs, and what a student should find.</summary>
public sealed record Exercise(string Title, string Formula, params Tensor[] Values)
{
    public Function Function { get; } = Function.Parse(Formula);

    /// <summary>The reverse pass in numbers.</summary>
    public ExplainTable Solve() => Function.Explain(Values);
}

/// <summary>The exercises by which backpropagation is taught.</summary>
public static class Exercises
{
    public static Exercise SumTimes { get; } = new("A sum and a product", "(x, y, z) => (x + y)*z", -2, 5, -4);

    public static Exercise Maximum { get; } = new("The larger of two", "(x, y, z, w) => 2*(x*y + max(z, w))", 3, -4, 2, -1);

    public static Exercise Price { get; } = new("Two cars and the tax", "(price, cars, tax) => price*cars*tax", 200_000, 2, 1.1);

    public static Exercise Sigmoid { get; } = new("A sigmoid, whose slope is y*(1 - y)", "x => sigmoid(x)", 1);

    public static Exercise CrossEntropy { get; } = new(
        "Softmax and cross-entropy: the gradient is y - t",
        "(double[3] a, double[3] t) => crossEntropy(a, t)",
        Tensor.Vector(1, 2, 3),
        Tensor.Vector(0, 0, 1));

    public static Exercise Network { get; } = new(
        "Three layers of two sigmoids, squared error",
        """
        (double[2] x, double[2, 2] W1, double[2] b1, double[2, 2] W2, double[2] b2, double[2, 2] W3, double[2] b3) =>
        {
            var a1 = sigmoid(W1 @ x + b1);
            var a2 = sigmoid(W2 @ a1 + b2);
            var a3 = sigmoid(W3 @ a2 + b3);
            return sum((a3 - [0, 1])^2)/2;
        }
        """,
        Tensor.Vector(1, -1),
        Tensor.Matrix(new double[,] { { 1, -2 }, { -1, 1 } }),
        Tensor.Vector(1, 0),
        Tensor.Matrix(new double[,] { { 2, -1 }, { -2, -1 } }),
        Tensor.Vector(0, 0),
        Tensor.Matrix(new double[,] { { 3, -1 }, { -1, 4 } }),
        Tensor.Vector(-2, 2));

    public static Exercise Minibatch { get; } = new(
        "A minibatch through relu and softmax, with weight decay",
        """
        (double[n, 2] X, double[n, 2] t, double[2, 2] W1, double[2, 2] W2) =>
        {
            var H = relu(X @ W1);
            return mean(crossEntropy(H @ W2, t)) + 0.01*(sum(W1*W1) + sum(W2*W2));
        }
        """,
        Tensor.Matrix(new double[,] { { 1, 2 }, { -1, 1 } }),
        Tensor.Matrix(new double[,] { { 1, 0 }, { 0, 1 } }),
        Tensor.Matrix(new double[,] { { 1, -1 }, { 0.5, 1 } }),
        Tensor.Matrix(new double[,] { { 1, -1 }, { 0.5, 2 } }));

    public static IReadOnlyList<Exercise> All { get; } = [SumTimes, Maximum, Price, Sigmoid, CrossEntropy, Network, Minibatch];
}
