using System.Text.RegularExpressions;
using SymDiff.Testing;

namespace SymDiff.Architecture.Tests;

/// <summary>Links in documents resolve, files that they name exist, and excerpts are what the files say.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents => [.. Document.All()];

    [Theory, MemberData(nameof(Documents))]
    public void LinksResolve(string path)
    {
        foreach (var link in Document.Read(path).Links.Where(l => !l.StartsWith("http", StringComparison.Ordinal)))
        {
            var (file, anchor) = (link.Split('#')[0], link.Split('#').ElementAtOrDefault(1));
            var target = file.Length == 0 ? path : Relative(path, file);
            Assert.True(Path.Exists(Repository.Path(target)), $"{path} links to {link}, which does not exist.");
            if (anchor is not null) Assert.True(Document.Read(target).Anchors.Contains(anchor), $"{path} links to {link}: there is no such heading.");
        }
    }

    // `src/Codegen/Compiler.cs`, `docs/kinks.md`: anything in code marks that starts with a folder or ends like a file of the project
    [Theory, MemberData(nameof(Documents))]
    public void NamedFilesExist(string path)
    {
        foreach (var name in Document.Read(path).Code.Where(c => ProjectPath().IsMatch(c)))
            Assert.True(Path.Exists(Repository.Path(name)), $"{path} names {name}, which does not exist.");
    }

    [Theory, MemberData(nameof(Documents))]
    public void ExcerptsAreWhatTheFileSays(string path)
    {
        foreach (var fence in Document.Read(path).Fences.Where(f => f.Language == "cs" && f.Argument.Length > 0))
        {
            var file = Squeezed(File.ReadAllText(Repository.Path(fence.Argument)));
            Assert.True(file.Contains(Squeezed(fence.Text), StringComparison.Ordinal), $"{path}({fence.Line}): the excerpt is not in {fence.Argument}.");
        }
    }

    // Every folder of the sources has its line in the tree, and every line a folder.
    [Fact]
    public void TheTreeIsComplete()
    {
        var text = File.ReadAllText(Repository.Path("ARCHITECTURE.md"));
        var folders = Directory.EnumerateFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .Where(folder => !folder.Split('/').Any(part => part is "bin" or "obj") && folder.Count(c => c == '/') <= 3)
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal([], folders.Where(folder => folder.Count(c => c == '/') > 1 && !text.Contains($"`{folder}`", StringComparison.Ordinal) && !IsCovered(folder, text)));
    }

    // A folder below one with a line needs none of its own.
    private static bool IsCovered(string folder, string text) =>
        folder.Count(c => c == '/') > 2 && text.Contains($"`{folder[..folder.LastIndexOf('/')]}`", StringComparison.Ordinal);

    private static string Relative(string document, string link) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Repository.Path(document))!, link)));

    private static string Squeezed(string text) => Spaces().Replace(text, " ");

    [GeneratedRegex(@"^(src|tests|docs|examples|benchmarks)/[\w./-]+$|^[\w-]+\.(md|props|sln|json)$")]
    private static partial Regex ProjectPath();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
