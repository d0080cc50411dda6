using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using SymDiff.Codegen.Loops;
using SymDiff.Testing;

namespace SymDiff.Architecture.Tests;

/// <summary>Invariants 2 and 3: the compiler knows families of ops and no op, and emitters are visitors of the loop language.</summary>
public class ClosedLanguageTests
{
    // Leaves are the graph's own vocabulary: inputs, constants, projections of tuples. The loop and the branch are families of one.
    private static readonly string[] Families = ["LeafOp", "Variable", "Constant", "Output", "IClosedFunction", "LoopOp", "LoopInput", "LoopOutput", "BranchOp", "Body"];

    [Theory]
    [InlineData("SymDiff.Codegen")]
    [InlineData("SymDiff.Runtime")]
    public void NoOpIsNamed(string assembly)
    {
        using var reader = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));
        var metadata = reader.GetMetadataReader();
        var named = metadata.TypeReferences
            .Select(metadata.GetTypeReference)
            .Where(t => metadata.GetString(t.Namespace) == "SymDiff.Ops")
            .Select(t => metadata.GetString(t.Name));
        Assert.Empty(named.Except(Families));
    }

    // Printing is part of the assembly that the ops are in, so its sources are read. An op has another namespace there: it is written Ops.MatMul.
    [Fact]
    public void PrintingNamesNoOp()
    {
        var sources = Directory.EnumerateFiles(Repository.Path("src", "Symbolic", "Printing"), "*.cs").Select(File.ReadAllText).ToList();
        Assert.DoesNotContain(sources, source => source.Contains("using SymDiff.Ops", StringComparison.Ordinal));
        Assert.Empty(sources.SelectMany(source => Regex.Matches(source, @"\bOps\.(\w+)")).Select(match => match.Groups[1].Value).Except(Families));
    }

    // A case that no visitor has a method for could be added without breaking an emitter.
    [Theory]
    [InlineData(typeof(Expression), typeof(IExpressionVisitor<>))]
    [InlineData(typeof(Statement), typeof(IStatementVisitor))]
    public void EveryCaseHasItsMethod(Type language, Type visitor)
    {
        var cases = language.Assembly.GetTypes().Where(t => t.IsSubclassOf(language) && !t.IsAbstract).Select(t => t.Name).Order();
        Assert.Equal(cases, visitor.GetMethods().Select(m => m.GetParameters()[0].ParameterType.Name).Order());
    }
}
