using System.Linq.Expressions;

namespace SymDiff.Symbolic.Tests.Frontends;

/// <summary>What is said of lambdas that cannot be read, word by word.</summary>
public sealed class LambdaErrorTests
{
    private const string Allowed = " A lambda may hold arithmetic, comparisons, &&, ||, !, ?:, Math functions, x[i], x.Length, arrays, tuples, loops as x.Sum(v => ...), and calls of captured expressions and Functions.";

    private static double Twice(double x) => 2 * x;

    private static string Error(LambdaExpression lambda) => Assert.Throws<ArgumentException>(() => Function.From(lambda)).Message;

    [Fact]
    public void AnOpaqueDelegate()
    {
        Func<double, double> f = t => t * t;
        Assert.Equal(
            "f(x) calls a delegate, whose body cannot be read; capture an Expression<Func<...>> e and write e.Compile()(x), or a Function g and write g.Call(x)." + Allowed,
            Error((double x) => 1 + f(x)));
    }

    [Fact]
    public void AMethodOfTheUsers() => Assert.Equal(
        "LambdaErrorTests.Twice(x) calls LambdaErrorTests.Twice, whose body cannot be read; write it as an Expression<Func<...>> e and call e.Compile()(x), or as a Function g and call g.Call(x)." + Allowed,
        Error((double x) => Twice(x)));

    [Fact]
    public void AnUnknownFunction() => Assert.Equal(
        "Math.BitIncrement(x) is not known: unknown function 'BitIncrement'." + Allowed, Error((double x) => Math.BitIncrement(x)));

    [Fact]
    public void ABitwiseOperator() => Assert.Equal("(k ^ 2) uses ExclusiveOr on i32 and i32; a power is Math.Pow." + Allowed, Error((int k) => k ^ 2));

    [Fact]
    public void AnotherNumberOfArguments() => Assert.Equal("Math.Round(x, 2) is not known: Round takes 1 argument, got 2." + Allowed, Error((double x) => Math.Round(x, 2)));

    [Fact]
    public void CheckedArithmetic()
    {
        Assert.Equal("(k + 1) uses AddChecked on i32 and i32." + Allowed, Error((int k) => checked(k + 1)));
        Assert.Equal("x is converted to an integer in a checked context; put unchecked(...) around it." + Allowed, Error((double x) => checked((int)x)));
    }

    [Fact]
    public void AnArrayWhoseLengthTheInputsDecide() => Assert.Equal("new Double[k] is a NewArrayBounds of values that depend on the inputs." + Allowed, Error((int k) => new double[k]));

    [Fact]
    public void AParameterOfAnotherType() => Assert.Equal(
        "The parameter 's' is of type String; expected double, float, int, long, bool or an array of them.", Error((string s) => s.Length));

    [Fact]
    public void AnOutputThatIsNoNumber() => Assert.Equal(
        "\"a\" is of type String; expected a number, a truth or an array of numbers." + Allowed, Error((double x) => "a"));

    [Fact]
    public void AValueThatCannotBeTaken()
    {
        var empty = new List<double>();
        Assert.StartsWith("empty.get_Item(3) failed when its value was taken: ", Error((double x) => x + empty[3]), StringComparison.Ordinal);
    }

    [Fact]
    public void AnEntryThatIsNotThere()
    {
        double[] pair = [1, 2], none = null!;
        var (beyond, length) = (Error((double x) => x + pair[2]), Error((double x) => x + none.Length));
        Assert.StartsWith("pair[2] failed when its value was taken: ", beyond, StringComparison.Ordinal);
        Assert.Equal("none.Length reads Length of null." + Allowed, length);
    }

    [Fact]
    public void ACallWithoutEnd()
    {
        Expression<Func<double, double>> e = null!;
        e = x => e.Compile()(x - 1);
        Assert.Equal("e.Compile()((x - 1)) calls itself without end." + Allowed, Error(e));
    }

    [Fact]
    public void AnOperandThatDoesNotFit()
    {
        var g = Function.Parse("(double[] x) => sum(x)");
        var error = Assert.Throws<ShapeException>(() => Function.From((double x) => g.Call(x)));
        Assert.Equal("f: the input 'x' is f64[n_x]; got x of type f64. In: g.Call(new[] { x })", error.Message);
    }

    [Fact]
    public void ADeepTreeIsCutInTheMessage()
    {
        var x = Expression.Parameter(typeof(double), "x");
        Expression sum = x;
        for (var i = 0; i < 100_000; i++) sum = Expression.Add(sum, x);
        var call = Expression.Call(typeof(LambdaErrorTests).GetMethod(nameof(Twice), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!, sum);
        Assert.StartsWith("LambdaErrorTests.Twice((((((... + ...) + x) + x) + x) + x)) calls", Error(Expression.Lambda(call, x)), StringComparison.Ordinal);
    }
}
