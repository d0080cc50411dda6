using System.Xml.Linq;
using SymDiff.Testing;

namespace SymDiff.Architecture.Tests;

/// <summary>References point one way: Cli, Generator -> Codegen -> Symbolic -> Runtime.</summary>
public class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Runtime"] = [],
        ["Symbolic"] = ["Runtime"],
        ["Codegen"] = ["Symbolic", "Runtime"],
        ["Generator"] = ["Codegen", "Symbolic", "Runtime"],
        ["Cli"] = ["Codegen", "Symbolic", "Runtime"],
    };

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories).Select(Name).Order()];

    [Theory, MemberData(nameof(Projects))]
    public void ReferencesPointOneWay(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"{project} is new: give it a place in the order of references.");
        var references = Load(project).Descendants("ProjectReference").Select(r => Name(Include(r)));
        Assert.Empty(references.Except(Allowed[project]));
    }

    // A source generator is loaded into the compiler, which brings these two packages and no other.
    [Theory]
    [InlineData("Runtime", "System.Memory")]
    [InlineData("Symbolic", "System.Collections.Immutable", "System.Memory")]
    [InlineData("Codegen", "System.Collections.Immutable", "System.Memory")]
    public void NothingButThePackagesOfACompilerHostOnNetStandard(string project, params string[] allowed)
    {
        var packages = Load(project).Descendants("PackageReference").Where(IsOnNetStandard).Select(Include);
        Assert.Empty(packages.Except(allowed));
    }

    [Theory]
    [InlineData("Runtime")]
    [InlineData("Symbolic")]
    public void NoPackageAtAllOnNet(string project) =>
        Assert.All(Load(project).Descendants("PackageReference"), package => Assert.Equal("'$(TargetFramework)' == 'netstandard2.0'", Condition(package)));

    private static bool IsOnNetStandard(XElement item) => Condition(item) != "'$(TargetFramework)' == 'net10.0'";

    private static string? Condition(XElement item) => ((string?)item.Attribute("Condition") ?? (string?)item.Parent!.Attribute("Condition"))?.Trim();

    private static string Include(XElement item) => (string)item.Attribute("Include")!;

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')).Replace("SymDiff.", "", StringComparison.Ordinal);

    private static XDocument Load(string project) => XDocument.Load(Repository.Path("src", project, $"SymDiff.{project}.csproj"));
}
