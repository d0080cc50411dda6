using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace SymDiff.Testing;

/// <summary>A fenced block of a document: the word behind the fence, what follows it, the lines between, and where it begins.</summary>
public sealed record Fence(string Language, string Argument, string Text, int Line);

/// <summary>A Markdown document of the project.</summary>
public sealed class Document
{
    private readonly MarkdownDocument root;

    private Document(string path)
    {
        Path = path;
        root = Markdown.Parse(File.ReadAllText(Repository.Path(path)), new MarkdownPipelineBuilder().UsePipeTables().Build());
    }

    /// <summary>Its path from the root of the checkout.</summary>
    public string Path { get; }

    /// <summary>The fenced blocks in order.</summary>
    public IEnumerable<Fence> Fences => root.Descendants<FencedCodeBlock>()
        .Select(b => new Fence(b.Info ?? "", b.Arguments ?? "", b.Lines.ToString().ReplaceLineEndings("\n"), b.Line + 1));

    /// <summary>The targets of links and images.</summary>
    public IEnumerable<string> Links => root.Descendants<LinkInline>().Select(l => l.Url ?? "");

    /// <summary>What stands between single back-ticks.</summary>
    public IEnumerable<string> Code => root.Descendants<CodeInline>().Select(c => c.Content);

    /// <summary>The anchors that a link may name: one for each heading.</summary>
    public IEnumerable<string> Anchors => root.Descendants<HeadingBlock>().Select(h => Anchor(string.Concat(h.Inline!.Descendants().Select(i => i switch
    {
        LiteralInline text => text.Content.ToString(),
        CodeInline code => code.Content,
        _ => "",
    }))));

    public static Document Read(string path) => new(path);

    /// <summary>Every Markdown file under version control, by its path.</summary>
    public static IEnumerable<string> All() =>
        new[] { "*.md", "docs", "examples", "benchmarks", "src", "tests" }
            .SelectMany(place => place == "*.md" ? Directory.EnumerateFiles(Repository.Root, place) : Below(Repository.Path(place)))
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(folder => folder is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Below(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories) : [];

    // as GitHub makes them
    private static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c));
}
