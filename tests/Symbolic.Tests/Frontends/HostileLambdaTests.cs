using System.Linq.Expressions;

namespace SymDiff.Symbolic.Tests.Frontends;

/// <summary>Expression trees that are made by hand, as no compiler makes them: each is read or refused in words.</summary>
public sealed class HostileLambdaTests
{
    private static readonly ParameterExpression x = Expression.Parameter(typeof(double), "x");
    private static readonly ParameterExpression other = Expression.Parameter(typeof(double), "y");

    public static TheoryData<string> Bodies => [.. All().Keys];

    [Theory, MemberData(nameof(Bodies))]
    public void IsReadOrRefused(string name)
    {
        try
        {
            Function.From(Expression.Lambda(All()[name], x));
        }
        catch (Exception exception) when (exception is ArgumentException or ShapeException)
        {
            Assert.NotEmpty(exception.Message);
        }
    }

    [Fact]
    public void AParameterFromElsewhere() => Assert.StartsWith(
        "y is a parameter of another lambda.", Assert.Throws<ArgumentException>(() => Function.From(Expression.Lambda(other, x))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null), InlineData(""), InlineData("a b"), InlineData("\u202e\n*/"), InlineData("class")]
    public void ParametersOfAnyName(string? name)
    {
        var (p, q) = (Expression.Parameter(typeof(double), name), Expression.Parameter(typeof(double), name));
        var f = Function.From(Expression.Lambda(Expression.Subtract(p, q), p, q));
        Assert.Equal(2, f.InputNames.Distinct().Count());
        Assert.All(f.InputNames, n => Assert.True(n.All(c => char.IsLetterOrDigit(c) || c == '_')));
        Assert.Equal([3], f.Evaluate(5, 2));
    }

    private static Dictionary<string, Expression> All()
    {
        double[] none = null!;
        string text = "a";
        object boxed = 1.5;
        var counter = new[] { 1.0 };
        return new()
        {
            ["block"] = Expression.Block(x, x),
            ["assignment"] = Expression.Block([other], Expression.Assign(other, x), other),
            ["throw"] = Expression.Throw(Expression.Constant(new InvalidOperationException()), typeof(double)),
            ["try"] = Expression.TryFinally(x, x),
            ["loop"] = Expression.Loop(x, Expression.Label(typeof(double))),
            ["switch"] = Expression.Switch(x, x, Expression.SwitchCase(x, Expression.Constant(1.0))),
            ["increment"] = Expression.PreIncrementAssign(x),
            ["plus"] = Expression.UnaryPlus(x),
            ["power"] = Expression.Power(x, x),
            ["default"] = Expression.Default(typeof(double)),
            ["nothing"] = Expression.Empty(),
            ["null array"] = Expression.ArrayIndex(Expression.Constant(none, typeof(double[])), Expression.Constant(0)),
            ["beyond the array"] = Expression.ArrayIndex(Expression.Constant(counter), Expression.Constant(7)),
            ["length of null"] = Expression.ArrayLength(Expression.Constant(none, typeof(double[]))),
            ["unboxing"] = Expression.Unbox(Expression.Constant(boxed, typeof(object)), typeof(double)),
            ["wrong unboxing"] = Expression.Convert(Expression.Constant(boxed, typeof(object)), typeof(int)),
            ["cast"] = Expression.Convert(Expression.Convert(x, typeof(object)), typeof(double)),
            ["nullable"] = Expression.Convert(Expression.Convert(x, typeof(double?)), typeof(double)),
            ["lifted"] = Expression.Add(Expression.Convert(x, typeof(double?)), Expression.Constant(1.0, typeof(double?))),
            ["null lifted"] = Expression.Add(Expression.Convert(x, typeof(double?)), Expression.Constant(null, typeof(double?))),
            ["decimal"] = Expression.Convert(Expression.Convert(x, typeof(decimal)), typeof(double)),
            ["byte"] = Expression.Convert(Expression.Convert(x, typeof(byte)), typeof(double)),
            ["coalesce"] = Expression.Coalesce(Expression.Convert(x, typeof(double?)), x),
            ["type test"] = Expression.Condition(Expression.TypeIs(x, typeof(double)), x, x),
            ["division by zero"] = Expression.Convert(Expression.Divide(Expression.Constant(1), Expression.Constant(0)), typeof(double)),
            ["rest by zero"] = Expression.Convert(Expression.Modulo(Expression.Constant(1), Expression.Constant(0)), typeof(double)),
            ["shift"] = Expression.Convert(Expression.LeftShift(Expression.Constant(1), Expression.Constant(40)), typeof(double)),
            ["reference"] = Expression.ReferenceEqual(Expression.Constant(text), Expression.Constant(text)),
            ["string"] = Expression.Constant(text),
            ["list"] = Expression.ListInit(Expression.New(typeof(List<double>)), x),
            ["member init"] = Expression.MemberInit(Expression.New(typeof(System.Text.StringBuilder))),
            ["array of arrays"] = Expression.NewArrayInit(typeof(double[]), Expression.NewArrayInit(typeof(double), x)),
            ["negative length"] = Expression.NewArrayBounds(typeof(double), Expression.Constant(-1)),
            ["huge length"] = Expression.NewArrayBounds(typeof(double), Expression.Constant(int.MaxValue)),
            ["a method of x"] = Expression.Call(x, typeof(double).GetMethod("ToString", Type.EmptyTypes)!),
            ["lambda as value"] = Expression.Lambda(x),
            ["invoked"] = Expression.Invoke(Expression.Lambda<Func<double, double>>(other, other), x),
            ["constant of a type"] = Expression.Constant(typeof(double)),
        };
    }
}
