using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Codegen.Tests.Emit;

/// <summary>Emitted source compiles without warnings under the strictest settings, is the same text always, and holds no user text as code.</summary>
public sealed class StrictProjectTests
{
    private readonly Graph graph = new();

    [Theory, InlineData(false), InlineData(true)]
    public void EverySampleCompilesWithoutWarnings(bool vectorize)
    {
        var sources = OpSamples.All
            .Select((s, i) => (s, i))
            .Select(p => new Function("f", p.s.Inputs, p.s.Outputs.Concat(p.s.Active.IsEmpty ? [] : SampleDerivatives.Gradient(p.s))).ToCSharp(new() { Class = "Sample" + p.i.ToString(CultureInfo.InvariantCulture), Vectorize = vectorize }));
        Assert.Equal([], Diagnostics([.. sources]));
    }

    [Theory]
    [InlineData("class")]
    [InlineData("Math")]
    [InlineData("Span")]
    [InlineData("ReadOnlySpan")]
    [InlineData("ScalarMath")]
    [InlineData("ArrayPool")]
    [InlineData("work")]
    [InlineData("rented")]
    [InlineData("t1")]
    [InlineData("i")]
    [InlineData("sum")]
    [InlineData("_")]
    [InlineData("var")]
    [InlineData("value")]
    [InlineData("d_x")]
    [InlineData("параметр")]
    [InlineData("Arguments")]
    [InlineData("n")]
    [InlineData("Functions")]
    public void AnyNameServes(string name)
    {
        var (x, n) = (graph.Variable("x", [graph.Dim("n")]), graph.Variable(name, [graph.Dim("n"), 2]));
        var f = graph.Function(name, [x, n], [Sum(Erf(x)) * Sum(Exp(n)), Sum(n, [0])]);
        Assert.Equal([], Diagnostics([f.ToCSharp()]));
        Assert.Equal([], Diagnostics([f.ToCSharp(new() { Vectorize = true })]));
    }

    // U+212A is the Kelvin sign, which the compiler takes for a K.
    [Fact]
    public void NamesThatTheCompilerTakesForOneAreToldApart()
    {
        var (k, kelvin) = (graph.Variable("K"), graph.Variable("\u212A"));
        Assert.Equal([], Diagnostics([graph.Function("f", [k, kelvin], [k - kelvin]).ToCSharp()]));
    }

    [Fact]
    public void NoTextOfTheUsersIsCode()
    {
        foreach (var name in new[] { "", "x; System.Environment.Exit(1)", "a b", "1x", "x\n", "*/", "\"" })
        {
            Assert.Throws<ArgumentException>(() => graph.Variable(name));
            var f = graph.Function("f", [graph.Variable("x")], [graph.Variable("x")]);
            Assert.Throws<CodeGenerationException>(() => f.ToCSharp(new() { Class = name }));
            Assert.Throws<CodeGenerationException>(() => f.ToCSharp(new() { Method = name }));
            Assert.Throws<CodeGenerationException>(() => f.ToCSharp(new() { Namespace = name }));
        }

        var error = Assert.Throws<CodeGenerationException>(() => graph.Function("f", [graph.Variable("x")], [graph.Variable("x")]).ToCSharp(new() { Class = "1x" }));
        Assert.Equal("'1x' is no name for a class: expected letters, digits and underscores, starting with a letter or underscore.", error.Message);
    }

    [Fact]
    public void TheTextIsTheSameInEveryCultureAndGraph()
    {
        var expected = Build(new Graph()).ToCSharp();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (odd.NumberFormat.NumberDecimalSeparator, odd.NumberFormat.NegativeSign) = (",", "minus ");
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(expected, Build(new Graph()).ToCSharp());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        var crowded = new Graph();
        var junk = crowded.Variable("x", [crowded.Dim("n")]);
        for (var i = 0; i < 50; i++) junk = Exp(junk) * 0.5 + crowded.Variable("y");
        Assert.Equal(expected, Build(crowded).ToCSharp());
    }

    private static Function Build(Graph graph)
    {
        var (y, x) = (graph.Variable("y"), graph.Variable("x", [graph.Dim("n")]));
        return graph.Function("f", [x, y], [Sum(Exp(x * y) * 0.5 + Sin(x)) / 1e-7]).ValueAndGradient();
    }

    private static List<string> Diagnostics(IEnumerable<string> sources)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(f => MetadataReference.CreateFromFile(f));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999, checkOverflow: true, nullableContextOptions: NullableContextOptions.Enable);
        var parse = new CSharpParseOptions(LanguageVersion.CSharp9, DocumentationMode.Diagnose);
        var trees = sources.Select(s => CSharpSyntaxTree.ParseText(s.Replace("auto-generated", "generated", StringComparison.Ordinal), parse));
        return [.. CSharpCompilation.Create("strict", trees, references, options).GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString()).Take(10)];
    }
}
