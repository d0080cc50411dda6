namespace SymDiff.Symbolic.Tests.Frontends;

/// <summary>What is said of texts that are no functions, word by word, and where.</summary>
public sealed class TextErrorTests
{
    [Theory]
    [InlineData("", 1, "expected an operand, got the end of the text.")]
    [InlineData("x +", 4, "expected an operand, got the end of the text.")]
    [InlineData("3*)", 3, "expected an operand, got ')'.")]
    [InlineData("x**2", 3, "expected an operand, got '*'; write ^ for a power.")]
    [InlineData("2x", 2, "expected an operator after the number 2, got 'x'; write * for a product.")]
    [InlineData("x y", 3, "expected an operator, got 'y'; write * for a product.")]
    [InlineData("(x y)", 4, "expected an operator or ')' to close '(', got 'y'; write * for a product.")]
    [InlineData("(x", 3, "expected an operator or ')' to close '(', got the end of the text.")]
    [InlineData("x)", 2, "expected an operator or the end of the text, got ')'.")]
    [InlineData("(x]", 3, "expected an operator or ')' to close '(', got ']'.")]
    [InlineData("x = 2", 3, "expected an operator, got '='; write == for a comparison.")]
    [InlineData("x ? 1", 6, "expected ':' to go with '?', got the end of the text.")]
    [InlineData("x : 1", 3, "expected an operator or the end of the text, got ':'.")]
    [InlineData("x, y", 2, "unexpected ','; put several outputs in parentheses: (a, b).")]
    [InlineData("x # y", 3, "unexpected character '#'.")]
    [InlineData("1e999", 1, "the number 1e999 is too large for a double.")]
    [InlineData("1 + 9999999999999999999L", 5, "the suffix L is for integers of 64 bits, got 9999999999999999999L.")]
    [InlineData("1.5L", 1, "the suffix L is for integers of 64 bits, got 1.5L.")]
    [InlineData("epx(x)", 1, "unknown function 'epx'; did you mean exp?")]
    [InlineData("quux(x)", 1, "unknown function 'quux'.")]
    [InlineData("exp(x, y)", 1, "exp takes 1 argument, got 2.")]
    [InlineData("exp()", 1, "exp takes 1 argument, got 0.")]
    [InlineData("Math.Foo", 6, "Math has no constant 'Foo'; expected PI, E or Tau.")]
    [InlineData("(speed) => sped", 12, "unknown name 'sped'; did you mean speed?")]
    [InlineData("(x, y) => z1", 11, "unknown name 'z1'; expected one of x, y.")]
    [InlineData("(x) => x*e", 10, "unknown name 'e'; write Math.E for the constant, or add e to the parameters.")]
    [InlineData("(x) => exp + x", 8, "'exp' is a function; write its arguments behind it: exp(...).")]
    [InlineData("(x) => x(2)", 8, "'x' is a value and no function; write x * (...) for a product.")]
    [InlineData("(x, x) => x", 5, "the parameter 'x' is declared twice.")]
    [InlineData("(string x) => x", 2, "unknown type 'string'; expected double, float, int, long or bool.")]
    [InlineData("(double) => 1", 2, "expected the name of a parameter, got 'double'.")]
    [InlineData("(double x) => x[0]", 16, "x is a double and has no entries; declare it as double[].")]
    [InlineData("(double[] x) => x[1/2.5]", 18, "an index is an integer, got 1/2.5 of type f64; cast it with (int).")]
    [InlineData("(double[] x) => x[2 - 3]", 18, "the index 2 - 3 is negative; the last entry is x[x.Length - 1].")]
    [InlineData("(double[3] x) => x[3]", 19, "Entry: the index 3 is outside of axis 0 of f64[3]; expected 0 to 2.")]
    [InlineData("(double[,] x) => x[3]", 19, "x is of type f64[n_x_0, n_x_1]; expected 2 indices, got 1.")]
    [InlineData("(bool b, double x) => b + x", 25, "Add: the operands bool and f64 have different dtypes; Cast one of them.")]
    [InlineData("(x) => (x, 1) + 2", 8, "a tuple of outputs can only be the whole result.")]
    [InlineData("(x) => { var t = x; }", 21, "expected var, a type or return, got '}'.")]
    [InlineData("(x) => { var t = x; var t = x; return t; }", 25, "the name 't' is declared twice.")]
    [InlineData("(x) => { var x = 1; return x; }", 14, "the name 'x' is declared twice.")]
    [InlineData("(x) => { int k = x; return k; }", 16, "the value is of type f64; cast it with (int).")]
    [InlineData("(x) => { return x }", 19, "expected ';' after the value that is returned, got '}'.")]
    [InlineData("(double[2, 3] A) => sum(A, axis: 0)", 21, "sum does not take such arguments; expected sum(x, axes: ..., keep: ...).")]
    [InlineData("(double[2, 3] A) => sum(A, axes: [2])", 21, "Sum: there is no axis 2 in shape [2, 3]; expected -2 to 1.")]
    [InlineData("exp(x, axis: 0)", 1, "exp takes 1 argument, got 2.")]
    [InlineData("(double[2, 3] A) => slice(A)", 21, "slice does not take such arguments; expected slice(x, axis: ..., start: ..., stop: ..., step: ...).")]
    [InlineData("(x, y) => (u: x, u: y)", 11, "f: two outputs are named 'u'.")]
    [InlineData("(x) => polygamma(x, x)", 8, "Polygamma: expected a constant integer from 0 to 170 as the order, got x; there is no derivative by the order.")]
    [InlineData("solve(x)", 1, "solve takes 2 arguments, got 1.")]
    [InlineData("x + \"a\"", 5, "\"a\" is a text, which only an argument of a function can be.")]
    [InlineData("x + \"a", 5, "the text that starts here has no closing quote.")]
    [InlineData("x.Foo", 3, "unknown member 'Foo'; expected Length, T, or a function as in x.Sum().")]
    public void AMistakeIsLocatedAndExplained(string text, int column, string problem)
    {
        var error = Assert.Throws<ParseException>(() => Function.Parse(text));
        Assert.Equal((problem, column), (error.Problem, error.Column));
    }

    [Fact]
    public void TheMessageShowsThePlace()
    {
        var error = Assert.Throws<ParseException>(() => Function.Parse("(x, y) => x*(y + )"));
        Assert.Equal(
            """
            Column 18: expected an operand, got ')'.
              (x, y) => x*(y + )
                               ^
            """.ReplaceLineEndings("\n"), error.Message);
    }

    [Fact]
    public void OfALongTextTheMessageShowsTheSurroundings()
    {
        var error = Assert.Throws<ParseException>(() => Function.Parse(string.Concat(Enumerable.Repeat("x + ", 1000)) + "* 1" + string.Concat(Enumerable.Repeat(" + x", 1000))));
        Assert.Equal(
            """
            Column 4001: expected an operand, got '*'.
              ... + x + x + x + x + x + x + x + x + * 1 + x + x + x + x + x + x + x + x...
                                                    ^
            """.ReplaceLineEndings("\n"), error.Message);
    }

    [Fact]
    public void LinesAreCounted()
    {
        var error = Assert.Throws<ParseException>(() => Function.Parse("(x) => {\n  var t = x*;\n  return t;\n}"));
        Assert.Equal((2, 13), (error.Line, error.Column));
        Assert.Equal("Line 2, column 13: expected an operand, got ';'.\n    var t = x*;\n              ^", error.Message);
    }

    // Whatever comes, it is a function or a located error.
    [Fact]
    public void AnyTextIsAFunctionOrALocatedError()
    {
        string[] words =
        [
            "x", "y", "v", "k", "1", "2.5", "-", "+", "*", "/", "^", "(", ")", "[", "]", "{", "}", ",", "?", ":", "<", "==", "&&", "!", "exp(", "max(", "sum(", "pow(", "polygamma(",
            "gather(", "reshape(", "axes:", "true", "Math.PI", "new[] {", "=>", "(x, y) =>", "v[", "v.Length", "einsum(", "\"ij,j->i\"", "@", "(int)", "return", "var t =", ";", "u:", ".", "1L",
        ];
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var text = (i % 3 == 0 ? "(double[] v, int k, double x) => " : "") + string.Join(' ', Enumerable.Range(0, random.Next(1, 9)).Select(_ => words[random.Next(words.Length)]));
            if (Record.Exception(() => Function.Parse(text)) is { } error) Assert.True(error is ParseException { Column: > 0 }, $"{text}: {error}");
        }
    }
}
