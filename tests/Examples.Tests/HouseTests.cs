using SymDiff.Testing;

namespace SymDiff.Examples.Tests;

/// <summary>What holds for every example: it is short, belongs to the solution and is listed in the README.</summary>
public sealed class HouseTests
{
    public static TheoryData<string> Projects => [.. Directory.EnumerateDirectories(Repository.Path("examples")).Select(folder => Path.GetFileName(folder)!).Order()];

    [Theory, MemberData(nameof(Projects))]
    public void IsShort(string name) =>
        Assert.InRange(Directory.EnumerateFiles(Repository.Path("examples", name), "*.cs").Sum(file => File.ReadLines(file).Count()), 1, 149);

    [Theory, MemberData(nameof(Projects))]
    public void IsKnown(string name)
    {
        Assert.Contains($@"examples\{name}\{name}.csproj", File.ReadAllText(Repository.Path("SymDiff.sln")));
        Assert.Contains($"[{name}](examples/{name}/Program.cs)", File.ReadAllText(Repository.Path("README.md")));
    }
}
