using SymDiff.Runtime;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>A solver on products with the Hessian, which is never formed: Newton-CG on Rosenbrock's function.</summary>
public sealed class NewtonTests
{
    [Theory]
    [InlineData(2, HessianMode.ForwardOverReverse)]
    [InlineData(6, HessianMode.ForwardOverReverse)]
    [InlineData(6, HessianMode.ReverseOverReverse)]
    public void FindsTheMinimumOfRosenbrocksValley(int n, HessianMode mode)
    {
        var graph = new Graph();
        var x = graph.Variable("x", [graph.Dim("n")]);
        var (head, tail) = (x[..^1], x[1..]);
        var f = graph.Function("rosenbrock", [x], [Sum(100 * Square(tail - head * head) + Square(1 - head))]);
        var (gradient, product) = (f.ValueAndGradient(), f.HessianVectorProduct(mode));

        var minimum = NewtonCG.Minimize(
            (at, g) =>
            {
                var values = gradient.Evaluate(Tensor.Vector(at));
                values[1].ToArray().CopyTo(g);
                return values[0].ToDouble();
            },
            (at, v, hv) => product.Evaluate(Tensor.Vector(at), Tensor.Vector(v))[0].ToArray().CopyTo(hv),
            new double[n],
            new NewtonCGOptions { GradientTolerance = 1e-10 });

        Assert.Equal(Termination.GradientTolerance, minimum.Reason);
        Assert.All(minimum.X, entry => Assert.Equal(1, entry, 1e-9));
        Assert.InRange(minimum.HessianProducts, n, 40 * n);
    }
}
