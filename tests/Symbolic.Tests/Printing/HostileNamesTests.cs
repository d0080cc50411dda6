using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Printing;

/// <summary>Names that are words of a language, of other alphabets or hostile break no printed form.</summary>
public sealed class HostileNamesTests
{
    private readonly Graph graph = new();

    [Theory]
    [InlineData("while")]
    [InlineData("true")]
    [InlineData("NaN")]
    public void WordsOfCSharpStandBehindAnAt(string name)
    {
        var x = graph.Variable(name);
        Assert.Equal($"@{name} => 2*@{name}", graph.Function("f", [x], [2 * x]).ToMath());
    }

    [Theory]
    [InlineData("end", "\\mathrm{end}")]
    [InlineData("graph", "\\mathrm{graph}")]
    [InlineData("größe", "\\mathrm{größe}")]
    [InlineData("_", "\\mathrm{\\_}")]
    [InlineData("x__y", "\\mathrm{x\\_\\_y}")]
    [InlineData("x_1", "x_{1}")]
    [InlineData("x12", "x_{12}")]
    [InlineData("d_x_y", "d_{x,y}")]
    [InlineData("d_w_1", "d_{w_{1}}")]
    [InlineData("alpha_max", "\\alpha_{\\mathrm{max}}")]
    [InlineData("theta0", "\\theta_{0}")]
    [InlineData("sha256", "\\mathrm{sha256}")]
    public void NamesInLatex(string name, string latex)
    {
        var x = graph.Variable(name);
        Assert.Contains($"&= 2 \\, {latex}\n", graph.Function("f", [x], [2 * x]).ToLatex());
    }

    [Fact]
    public void WordsOfDiagramLanguagesAreLabelsOnly()
    {
        var x = graph.Variable("end");
        var f = graph.Function("subgraph", [x], [Exp(x)]);
        Assert.Equal(
            """
            digraph "subgraph" {
                node [shape=box, fontname="Helvetica"];
                n1 [label="end : f64", shape=ellipse];
                n2 [label="Exp\nf64"];
                o1 [label="value", shape=doubleoctagon];
                n1 -> n2;
                n2 -> o1;
            }
            """.ReplaceLineEndings("\n"),
            f.ToDot());
        Assert.Equal(
            """
            flowchart TD
                n1(["end : f64"])
                n2["Exp<br/>f64"]
                o1[["value"]]
                n1 --> n2
                n2 --> o1
            """.ReplaceLineEndings("\n"),
            f.ToMermaid());
    }

    // An op of the user's may have any text as its name and attributes.
    [Fact]
    public void HostileOpsAreMadeHarmless()
    {
        var y = graph.Add(new Hostile("a\"]; } \n\\ {0} <b> #quot; `x` & end"), graph.Variable("x"));
        var f = graph.Function("f", [graph.Variable("x")], [y + y * y]);
        Assert.Equal(
            """
            f(x : f64)
                t1 = evil "]; {0} _^~ <br>(x) : f64, text: "a\"]; }  \\ {0} <b> #quot; `x` & end"
                t2 = Multiply(t1, t1) : f64
                t3 = Add(t1, t2) : f64
                value = t3
            """.ReplaceLineEndings("\n"),
            f.ToText());
        Assert.Contains("""n2 [label="evil \"]; {0} _^~ <br>, text: \"a\\\"]; }  \\\\ {0} <b> #quot; `x` & end\"\nf64", style=filled""", f.ToDot());
        Assert.Contains("""n2["evil #34;]#59; {0} _^~ #60;br#62;, text: #34;a#92;#34;]#59; }  #92;#92; {0} #60;b#62; #35;quot#59; #96;x#96; #38; end#34;<br/>f64"]""", f.ToMermaid());
        Brackets.Match(f.ToLatex().Replace("\\{", "").Replace("\\}", ""), "{", "}", "\\left", "\\right");
        Assert.Equal(4, f.ToLatex().Split('\n').Length);
        Assert.Equal(2, f.ToEquations().Split('\n').Length);
    }

    private sealed record Hostile(string Text) : ElementwiseOp
    {
        public override string Name => "evil \"]; {0} _^~ <br>";

        public override Element Apply(ImmutableArray<Element> x) => x[0];

        public override Node? Scale(Node t, Node y, int input) => t;

        protected override DType InferDType(ImmutableArray<TensorType> inputs) => inputs[0].DType;
    }
}
