using System.Linq.Expressions;
using SymDiff.Frontends;

namespace SymDiff;

/// <summary>Functions out of C# lambdas and out of text.</summary>
public sealed partial class Function
{
    /// <summary>
    /// Reads a function out of a lambda: <c>Function.From((double x, double y) => Math.Exp(x) * Math.Sin(y))</c>. What it captures is taken as
    /// it is now.
    /// </summary>
    /// <remarks>
    /// A lambda may hold arithmetic, comparisons, <c>&amp;&amp;</c>, <c>||</c>, <c>!</c>, <c>?:</c>, functions of Math, MathF and ScalarMath, casts, <c>x[i]</c> with an index
    /// that is known now, <c>x.Length</c>, and calls of what is captured: <c>g.Call(x)</c> of a Function and <c>e.Compile()(x)</c> of an expression. Several
    /// outputs are <c>ValueTuple.Create(a, b)</c>, a vector is <c>new[] { a, b }</c>. A parameter <c>double[] x</c> has the length <c>n_x</c>,
    /// <c>double[,] A</c> the lengths <c>n_A_0</c> and <c>n_A_1</c>. Loops are those of System.Linq: <c>Enumerable.Range(0, n).Sum(i => x[i] * y[i])</c>,
    /// <c>x.Select(v => v * v)</c>, <c>x.Zip(y, ...)</c>, <c>x.Aggregate(seed, ...)</c> and their kin.
    /// </remarks>
    /// <exception cref="ArgumentException">The lambda holds something else; the message names the sub-expression and says what to do.</exception>
    /// <exception cref="ShapeException">An operation does not accept its operands.</exception>
    public static Function From(LambdaExpression lambda, string? name = null)
    {
        if (lambda is null) throw new ArgumentNullException(nameof(lambda));
        return LambdaReader.Read(lambda, name ?? "f");
    }

    /// <summary>The value of the one scalar output by the interpreter. In a lambda that <see cref="From"/> reads it calls this function.</summary>
    /// <exception cref="ArgumentException">There are several outputs, or the number of inputs is another.</exception>
    public double Call(params Tensor[] arguments) => Outputs.Length == 1
        ? Evaluate(arguments)[0].ToDouble()
        : throw new ArgumentException($"{Name}: Call gives the one scalar output, but there are {Outputs.Length} ({string.Join(", ", OutputNames)}). Use Evaluate.", nameof(arguments));

    /// <summary>
    /// Reads a function out of a text: <c>(x, y) => Math.Exp(x) * Math.Sin(y)</c>, or <c>x^2*y</c>, whose free names in alphabetical order are the inputs.
    /// </summary>
    /// <remarks>
    /// The language is C#'s, with <c>^</c> for powers, which binds tighter than a minus before it. Numbers are doubles except as indices
    /// (1/2 is 0.5) and take the dtype of what they meet. Parameters are doubles unless a type is stated: <c>double[] x</c> has the length
    /// <c>n_x</c>, <c>double[,] A</c> the lengths <c>n_A_0</c> and <c>n_A_1</c>, <c>double[n, 64] X</c> those that are written. Functions go by their usual
    /// names, case ignored, with or without <c>Math.</c>. Several outputs are a tuple, <c>(a, b)</c>; a vector is <c>[a, b]</c>. Loops are
    /// those of System.Linq, as in lambdas.
    /// </remarks>
    /// <exception cref="ParseException">The text is no function; the message shows where and why.</exception>
    public static Function Parse(string text, string? name = null) => Parse(text, new Dictionary<string, TensorType>(), name);

    /// <summary>As above, where inputs whose type or lengths the text leaves out take them from <paramref name="types"/>.</summary>
    /// <exception cref="ParseException">The text is no function; the message shows where and why.</exception>
    public static Function Parse(string text, IReadOnlyDictionary<string, TensorType> types, string? name = null)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        if (types is null) throw new ArgumentNullException(nameof(types));
        return FunctionParser.Parse(text, name ?? "f", types);
    }
}
