using System.Runtime.CompilerServices;
using SymDiff.Ops;

namespace SymDiff.Rewriting;

/// <summary>
/// The words rules are written in, for <c>using static</c>: wildcards, and rules of either class. Sides are ordinary nodes built by the
/// functions of <see cref="NodeMath"/>: <c>Real(Log(Exp(X)), X)</c>. The operands of a commutative op match in either order, and a
/// wildcard that stands twice matches the same node twice.
/// </summary>
public static class Pattern
{
    private static readonly Graph Patterns = new();

    /// <summary>Any node.</summary>
    public static Node X { get; } = Any("X");

    /// <summary>Any node.</summary>
    public static Node Y { get; } = Any("Y");

    /// <summary>Any node.</summary>
    public static Node Z { get; } = Any("Z");

    /// <summary>Any Bool node.</summary>
    public static Node P { get; } = Any("P", DType.Bool);

    /// <summary>Any Bool node.</summary>
    public static Node Q { get; } = Any("Q", DType.Bool);

    /// <summary>Any Bool node.</summary>
    public static Node R { get; } = Any("R", DType.Bool);

    /// <summary>Any number: a constant whose entries are all the same.</summary>
    public static Node A { get; } = Any("A", isNumber: true);

    /// <summary>Any number: a constant whose entries are all the same.</summary>
    public static Node B { get; } = Any("B", isNumber: true);

    /// <summary>The constant true.</summary>
    public static Node True { get; } = Patterns.Constant(1, DType.Bool);

    /// <summary>The constant false.</summary>
    public static Node False { get; } = Patterns.Constant(0, DType.Bool);

    /// <summary>A rule that keeps every bit.</summary>
    /// <param name="left">What is replaced.</param>
    /// <param name="right">What replaces it.</param>
    /// <param name="when">The condition under which it holds; always when null.</param>
    /// <param name="accepts">The dtypes of the wildcards for which it holds.</param>
    /// <param name="inOrder">Whether the operands of a commutative root match as they are written only.</param>
    /// <param name="mayGrow">Whether it applies even where the right side is more work than what goes, as for the sake of stability.</param>
    /// <param name="leftText">The left side as written; filled in by the compiler.</param>
    /// <param name="rightText">The right side as written; filled in by the compiler.</param>
    public static Rule Exact(
        Node left, Node right, Func<Match, bool>? when = null, Accepts accepts = Accepts.Floats, bool inOrder = false, bool mayGrow = false,
        [CallerArgumentExpression(nameof(left))] string leftText = "", [CallerArgumentExpression(nameof(right))] string rightText = "") =>
        new PatternRule(Named(leftText, rightText), RuleClass.Exact, left, right, null, when, accepts, inOrder, mayGrow);

    /// <summary>A rule that keeps every bit and whose right side is a number.</summary>
    /// <inheritdoc cref="Exact(Node, Node, Func{Match, bool}?, Accepts, bool, bool, string, string)"/>
    public static Rule Exact(
        Node left, double right, Func<Match, bool>? when = null, Accepts accepts = Accepts.Floats, bool inOrder = false, bool mayGrow = false,
        [CallerArgumentExpression(nameof(left))] string leftText = "", [CallerArgumentExpression(nameof(right))] string rightText = "") =>
        new PatternRule(Named(leftText, rightText), RuleClass.Exact, left, left.Graph.Constant(right), null, when, accepts, inOrder, mayGrow);

    /// <summary>A rule that keeps every bit and whose right side is computed from the match; null where it does not apply.</summary>
    /// <inheritdoc cref="Exact(Node, Node, Func{Match, bool}?, Accepts, bool, bool, string, string)"/>
    public static Rule Exact(
        Node left, Func<Match, Node?> right, Func<Match, bool>? when = null, Accepts accepts = Accepts.Floats, bool inOrder = false, bool mayGrow = false,
        [CallerArgumentExpression(nameof(left))] string leftText = "", [CallerArgumentExpression(nameof(right))] string rightText = "") =>
        new PatternRule(Named(leftText, rightText), RuleClass.Exact, left, null, right, when, accepts, inOrder, mayGrow);

    /// <summary>A rule that holds for all finite values up to rounding.</summary>
    /// <inheritdoc cref="Exact(Node, Node, Func{Match, bool}?, Accepts, bool, bool, string, string)"/>
    public static Rule Real(
        Node left, Node right, Func<Match, bool>? when = null, Accepts accepts = Accepts.Floats, bool inOrder = false, bool mayGrow = false,
        [CallerArgumentExpression(nameof(left))] string leftText = "", [CallerArgumentExpression(nameof(right))] string rightText = "") =>
        new PatternRule(Named(leftText, rightText), RuleClass.Real, left, right, null, when, accepts, inOrder, mayGrow);

    /// <summary>A rule that holds for all finite values up to rounding and whose right side is a number.</summary>
    /// <inheritdoc cref="Exact(Node, Node, Func{Match, bool}?, Accepts, bool, bool, string, string)"/>
    public static Rule Real(
        Node left, double right, Func<Match, bool>? when = null, Accepts accepts = Accepts.Floats, bool inOrder = false, bool mayGrow = false,
        [CallerArgumentExpression(nameof(left))] string leftText = "", [CallerArgumentExpression(nameof(right))] string rightText = "") =>
        new PatternRule(Named(leftText, rightText), RuleClass.Real, left, left.Graph.Constant(right), null, when, accepts, inOrder, mayGrow);

    /// <summary>A rule that holds for all finite values up to rounding and whose right side is computed from the match; null where it does not apply.</summary>
    /// <inheritdoc cref="Exact(Node, Node, Func{Match, bool}?, Accepts, bool, bool, string, string)"/>
    public static Rule Real(
        Node left, Func<Match, Node?> right, Func<Match, bool>? when = null, Accepts accepts = Accepts.Floats, bool inOrder = false, bool mayGrow = false,
        [CallerArgumentExpression(nameof(left))] string leftText = "", [CallerArgumentExpression(nameof(right))] string rightText = "") =>
        new PatternRule(Named(leftText, rightText), RuleClass.Real, left, null, right, when, accepts, inOrder, mayGrow);

    /// <summary>A rule for an op with attributes, as code; where kinds of ops are given, for nodes that read one of those.</summary>
    internal static Rule Exact<TOp>(string name, Func<TOp, Node, Facts, Node?> rewrite, Func<Sample, IEnumerable<Node>> samples, bool mayGrow = false, Op? root = null, params Type[] reads)
        where TOp : Op => new OpRule<TOp>(name, RuleClass.Exact, rewrite, samples, mayGrow, root, reads);

    /// <inheritdoc cref="Exact{TOp}"/>
    internal static Rule Real<TOp>(string name, Func<TOp, Node, Facts, Node?> rewrite, Func<Sample, IEnumerable<Node>> samples, bool mayGrow = false, Op? root = null, params Type[] reads)
        where TOp : Op => new OpRule<TOp>(name, RuleClass.Real, rewrite, samples, mayGrow, root, reads);

    private static string Named(string left, string right) => left + " -> " + (right.StartsWith("m => ", StringComparison.Ordinal) ? right.Substring(5) : right);

    private static Node Any(string name, DType dtype = DType.Float64, bool isNumber = false) => Patterns.Add(new Wildcard(name, dtype, isNumber), []);
}

/// <summary>Stands for any node in the left side of a rule; its type is only what lets the pattern be built.</summary>
internal sealed record Wildcard(string Label, DType DType, bool IsNumber) : LeafOp
{
    /// <inheritdoc/>
    public override string Name => Label;

    /// <inheritdoc/>
    public override TensorType InferType(System.Collections.Immutable.ImmutableArray<TensorType> inputs) => new(DType, Shape.Scalar);
}
