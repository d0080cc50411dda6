using SymDiff.Testing;

namespace SymDiff.Symbolic.Tests.Elementwise;

/// <summary>How the rows of the rule books are written: each with its derivative, as text and as LaTeX, and read back.</summary>
public sealed class NotationTests
{
    [Fact]
    public void RowsAndTheirDerivatives() => Verifier.Verify(string.Join("\n", Functions().SelectMany(f => new[] { f.ToMath(), Derivative(f) }.OfType<string>().Append(""))));

    [Fact]
    public void RowsInLatex() => Verifier.Verify(string.Join("\n", Functions().Select(f => f.ToLatex())));

    // text -> graph -> text is the identity
    [Fact]
    public void RowsAreReadBack() => Assert.All(Functions().Where(f => f.Inputs.All(i => i.Type == TensorType.Float64)), f => Assert.Equal(f.ToMath(), Function.Parse(f.ToMath()).ToMath()));

    private static IEnumerable<Function> Functions() => RowSamples.Methods.Select(m =>
    {
        var graph = new Graph();
        var dtype = m.Key.Accepts == SymDiff.Ops.Accepts.Truths ? DType.Bool : DType.Float64;
        Node[] x = [.. m.Value.GetParameters().Select(p => graph.Variable(p.Name!, dtype: dtype))];
        return new Function("f", x, [(Node)m.Value.Invoke(null, x)!]);
    });

    // as the rows have it, before any rewriting
    private static string? Derivative(Function f)
    {
        if (!f.Outputs[0].DType.IsFloat) return null;
        var table = ReverseMode.BuildGrad(f.Outputs[0], f.Inputs);
        return new Function("gradient", f.Inputs, f.Inputs.Select(x => ("d_" + x.Op.Name, table[x]?.Value ?? x.Literal(0)))).ToMath();
    }
}
