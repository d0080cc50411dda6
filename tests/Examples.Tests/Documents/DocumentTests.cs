using SymDiff.Testing;

namespace SymDiff.Examples.Tests.Documents;

/// <summary>
/// What documents show is true: pieces of C# compile and run, print what stands below them, and commands print what is shown. Where it is
/// not, the test leaves the document with its new outputs beside the old one.
/// </summary>
public sealed class DocumentTests
{
    public static TheoryData<string> Documents => [.. Document.All().Where(path => Document.Read(path).Fences.Any(f => f.Language is "csharp" or "console"))];

    // ```csharp is code; ```text or ```cs right after it is what it prints. ```console shows commands with what they print.
    [Theory, MemberData(nameof(Documents))]
    public void WhatIsShownIsWhatIsPrinted(string path)
    {
        var lines = File.ReadAllText(Repository.Path(path)).ReplaceLineEndings("\n").Split('\n').ToList();
        var fences = Document.Read(path).Fences.ToList();
        foreach (var (fence, output) in Outputs(path, fences).OrderByDescending(o => o.Fence.Line))   // from the end: line numbers before stay true
        {
            var shown = fence.Text.Length == 0 ? 0 : fence.Text.Split('\n').Length;
            lines.RemoveRange(fence.Line, shown);
            if (output.Length > 0) lines.InsertRange(fence.Line, output.Split('\n'));
        }

        Verifier.VerifyDocument(string.Join("\n", lines), path);
    }

    private static IEnumerable<(Fence Fence, string Output)> Outputs(string path, List<Fence> fences)
    {
        var code = fences.Where(f => f.Language == "csharp").ToList();
        foreach (var (piece, output) in code.Zip(code.Count == 0 ? [] : DocumentProgram.Run([.. code.Select(f => f.Text)])))
        {
            var next = fences.ElementAtOrDefault(fences.IndexOf(piece) + 1);
            if (next is { Language: "text" or "cs", Argument: "" }) yield return (next, output);
            else Assert.True(output.Length == 0, $"{path}({piece.Line}): what the code prints is not shown:\n{output}");
        }

        foreach (var console in fences.Where(f => f.Language == "console")) yield return (console, CommandLine.Replay(console.Text));
    }
}
