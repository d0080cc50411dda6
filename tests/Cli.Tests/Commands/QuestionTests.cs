namespace SymDiff.Cli.Tests.Commands;

/// <summary>eval, grad, hvp, hessian and jacobian: formulas without values, numbers with them, JSON of the stated form.</summary>
public sealed class QuestionTests
{
    [Fact]
    public void EvalGivesTheValue()
    {
        Assert.Equal("value = 10\n", Run.Fine("eval", "x^2 + y", "--at", "x=3,y=1"));
        Assert.Equal("{\"value\":10}\n", Run.Fine("eval", "x^2 + y", "--at", "x=3", "--at", "y=1", "--json"));
        Assert.Equal("value = 7\n", Run.Fine("eval", "1 + 2*3"));
        Assert.Equal("value = -9\n", Run.Fine("eval", "-x^2", "--at=x=-3"));
    }

    [Fact]
    public void AFunctionComesFromStandardInputToo() => Assert.Equal("value = 9\n", Run.WithInput("x^2\n", "eval", "-", "--at", "x=3").Output);

    // f = x²y at (3, 2): f = 18, ∇f = (12, 9), H = (4 6; 6 0), H·(1, 0) = (4, 6)
    [Theory]
    [InlineData("grad", "{\"value\":18,\"gradient\":{\"x\":12,\"y\":9}}")]
    [InlineData("grad --wrt y", "{\"value\":18,\"gradient\":{\"y\":9}}")]
    [InlineData("grad --wrt y,x", "{\"value\":18,\"gradient\":{\"y\":9,\"x\":12}}")]
    [InlineData("grad --order 2", "{\"value\":18,\"gradient\":{\"x\":12,\"y\":9},\"derivatives\":{\"x,x\":4,\"x,y\":6,\"y,y\":0}}")]
    [InlineData("grad --order 3", "{\"value\":18,\"gradient\":{\"x\":12,\"y\":9},\"derivatives\":{\"x,x,x\":0,\"x,x,y\":2,\"x,y,y\":0,\"y,y,y\":0}}")]
    [InlineData("hessian", "{\"value\":18,\"hessian\":{\"x\":{\"x\":4,\"y\":6},\"y\":{\"x\":6,\"y\":0}}}")]
    [InlineData("hvp --v x=1,y=0", "{\"value\":18,\"hvp\":{\"x\":4,\"y\":6}}")]
    [InlineData("jacobian", "{\"value\":18,\"jacobian\":{\"value\":{\"x\":12,\"y\":9}}}")]
    public void JsonHasWhatWasAskedForAndTheValue(string command, string expected) =>
        Assert.Equal(expected + "\n", Run.Fine([.. command.Split(' ')[..1], "x^2*y", .. command.Split(' ')[1..], "--at", "x=3,y=2", "--json"]));

    [Fact]
    public void NumbersAreNamedInText()
    {
        Assert.Equal("value = 18\nd_x = 12\nd_y = 9\n", Run.Fine("grad", "x^2*y", "--at", "x=3,y=2"));
        Assert.Equal("value = 18\nd_x_x = 4\nd_x_y = 6\nd_y_x = 6\nd_y_y = 0\n", Run.Fine("hessian", "x^2*y", "--at", "x=3,y=2"));
        Assert.Equal("value = 18\nhv_x = 4\nhv_y = 6\n", Run.Fine("hvp", "x^2*y", "--v", "x=1,y=0", "--at", "x=3,y=2"));
    }

    [Fact]
    public void WithoutValuesThereAreFormulas()
    {
        Assert.Equal("t1 = exp(x)\nd_x = sin(y)*t1\nd_y = t1*cos(y)\n", Run.Fine("grad", "(x, y) => Math.Exp(x) * Math.Sin(y)"));
        Assert.Equal("{\"gradient\":{\"x\":\"(x, y) => y\",\"y\":\"(x, y) => x\"}}\n", Run.Fine("grad", "x*y", "--json"));
    }

    [Fact]
    public void SeveralOutputsHaveAJacobian() => Assert.Equal(
        "{\"value\":{\"u\":6,\"v\":5},\"jacobian\":{\"u\":{\"x\":3,\"y\":2},\"v\":{\"x\":1,\"y\":1}}}\n",
        Run.Fine("jacobian", "(x, y) => (u: x*y, v: x + y)", "--at", "x=2,y=3", "--json"));

    [Fact]
    public void ArraysAreJsonArrays()
    {
        Assert.Equal("{\"value\":11,\"gradient\":{\"x\":[3,4],\"y\":[1,2]}}\n", Run.Fine("grad", "sum(x*y)", "--at", "x=[1,2],y=[3,4]", "--json"));
        Assert.Equal("{\"value\":13,\"hessian\":{\"x\":{\"x\":[[2,0],[0,2]]}}}\n", Run.Fine("hessian", "(double[] x) => x[0]^2 + x[1]^2", "--at", "x=[2,3]", "--json"));
        Assert.Equal("{\"value\":[[2,4],[6,8]]}\n", Run.Fine("eval", "(double[,] A) => A + A", "--at", "A=[[1,2],[3,4]]", "--json"));
        Assert.Equal("value = [[2, 4], [6, 8]]\n", Run.Fine("eval", "A + A", "--at", "A=[[1, 2], [3, 4]]"));
    }

    [Fact]
    public void WhatIsNotFiniteIsAString() => Assert.Equal(
        "{\"value\":{\"a\":\"NaN\",\"b\":\"Infinity\",\"c\":\"-Infinity\"}}\n",
        Run.Fine("eval", "(x) => (a: log(-x), b: 1/(x - 1), c: log(x - 1))", "--at", "x=1", "--json"));

    [Fact]
    public void OtherTypesHaveTheirJson() => Assert.Equal(
        "{\"value\":{\"k\":3,\"b\":true,\"f\":0.1}}\n",
        Run.Fine("eval", "(int k, bool b, float f) => (k: k/2, b: b && f > 0, f: f)", "--at", "k=7,b=true,f=0.1", "--json"));

    [Fact]
    public void WhatHasNoInfluenceHasDerivativeZero()
    {
        Assert.Equal("{\"value\":5,\"gradient\":{\"x\":0}}\n", Run.Fine("grad", "x => 5", "--at", "x=2", "--json"));
        Assert.Equal("{\"value\":2,\"gradient\":{\"y\":0}}\n", Run.Fine("grad", "(x, y) => x", "--wrt", "y", "--at", "x=2,y=1", "--json"));
        Assert.Equal("{\"value\":2,\"hessian\":{\"x\":{\"x\":0,\"y\":0},\"y\":{\"x\":0,\"y\":0}}}\n", Run.Fine("hessian", "(x, y) => x", "--at", "x=2,y=1", "--json"));
        Assert.Equal("{\"value\":6,\"gradient\":{\"x\":3}}\n", Run.Fine("grad", "(double x, int k) => k*x", "--at", "x=2,k=3", "--json"));
    }

    [Fact]
    public void ValuesMayBeComputed() => Assert.Equal("value = 1\n", Run.Fine("eval", "sin(x)", "--at", "x=pi/2"));

    [Fact]
    public void Show()
    {
        Assert.Equal("f(x : f64)\n    t1 = Exp(x) : f64\n    value = t1\n", Run.Fine("show", "exp(x)"));
        Assert.Equal("d_x = exp(x)\n", Run.Fine("show", "exp(x)", "--format", "math", "--of", "gradient"));
        Assert.StartsWith("digraph", Run.Fine("show", "exp(x)", "--format", "dot", "--of", "both"), StringComparison.Ordinal);
        Assert.StartsWith("flowchart", Run.Fine("show", "exp(x)", "--format", "mermaid"), StringComparison.Ordinal);
        Assert.Contains("e^{x}", Run.Fine("show", "exp(x)", "--format", "latex"), StringComparison.Ordinal);
    }

    // f = (x + y)·z at x = -2, y = 5, z = -4: q = 3, f = -12, df/dx = df/dy = -4, df/dz = 3
    [Fact]
    public void ExplainShowsTheReversePass() => Testing.Verifier.Verify(Run.Fine("explain", "(x + y)*z", "--at", "x=-2,y=5,z=-4"));
}
