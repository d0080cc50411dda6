using SymDiff;
using SymDiff.Runtime;
using static SymDiff.NodeMath;

// A function out of a lambda. The same could be text: Function.Parse("(x, y) => exp(x)*sin(y)").
Function f = Function.From((double x, double y) => Math.Exp(x) * Math.Sin(y));

// Its derivative is a function too: it can be read, evaluated, differentiated again ...
Function df = f.ValueAndGradient();
Console.WriteLine($"f and its gradient: {df.ToMath()}");
Console.WriteLine($"at (1, 2), interpreted: {string.Join(", ", df.Evaluate(1, 2))}");
Console.WriteLine($"all second derivatives: {f.Hessian().ToMath()}");

// ... compiled to a delegate ...
var run = df.Compile<Func<double, double, (double Value, double X, double Y)>>();
var (value, dx, dy) = run(1, 2);
Console.WriteLine($"at (1, 2), compiled: f = {value}, df/dx = {dx}, df/dy = {dy}");

// ... and written as C# source, which needs nothing but the framework here.
Console.WriteLine($"\n{df.ToCSharp(new() { Class = "Derivatives", Method = "Wave" })}");

// Functions of arrays are put together from nodes. A named size makes one compiled function serve every length.
var graph = new Graph();
Node x = graph.Variable("x", [graph.Dim("n")]);
Node valley = Sum(100 * Square(x[1..] - Square(x[..^1])) + Square(1 - x[..^1]));   // Rosenbrock's valley: 0 at (1, 1, ..., 1)
Function rosenbrock = graph.Function("rosenbrock", [x], [valley]);

// Newton's method needs the gradient and products with the matrix of second derivatives, never the matrix itself.
var gradient = rosenbrock.ValueAndGradient().Compile<ValueAndGradient>();
var product = rosenbrock.HessianVectorProduct().Compile<HessianVectorProduct>();
foreach (var n in (int[])[2, 10, 50])
{
    var start = new double[n];
    var solution = NewtonCG.Minimize(gradient, product, start);
    Console.WriteLine($"minimum of the valley in {n} dimensions: {solution.Value:E1} after {solution.Iterations} steps");
}
