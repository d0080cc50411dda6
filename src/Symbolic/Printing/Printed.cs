using SymDiff.Printing;

namespace SymDiff;

/// <summary>The printed forms of a function: all depend on its structure alone, not on the graph's history, the culture or the thread.</summary>
public sealed partial class Function
{
    /// <summary>The graph as numbered lines: <c>t1 = Exp(x) : f64</c>.</summary>
    public string ToText() => TextPrinter.Print(this);

    /// <summary>
    /// Readable mathematics as a lambda: <c>(x, y) => 2*x*exp(y) + 1</c>. Formulas that are used more than once become <c>var</c> lines, so the
    /// size is linear in that of the graph. What is printed of a scalar function, the text front end reads.
    /// </summary>
    public string ToMath() => MathPrinter.Lambda(this);

    /// <summary>Readable mathematics as equations, one line for each formula that is used more than once and for each output: <c>value = 2*x*exp(y) + 1</c>.</summary>
    public string ToEquations() => MathPrinter.Equations(this);

    /// <summary>LaTeX: an <c>aligned</c> block with one equation for each formula that is used more than once and for each output.</summary>
    public string ToLatex() => LatexPrinter.Print(this);

    /// <summary>The graph in the language of Graphviz, which <c>dot -Tsvg</c> draws.</summary>
    public string ToDot() => DotPrinter.Print(this);

    /// <summary>The graph as a flowchart of Mermaid, which Markdown viewers draw.</summary>
    public string ToMermaid() => MermaidPrinter.Print(this);
}
