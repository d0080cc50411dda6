using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace SymDiff.Testing;

/// <summary>
/// Snapshot tests: a text is compared with <c>{TestFile}.{Method}.verified.{extension}</c> beside the test's source file.
/// A mismatch leaves <c>.received.</c> beside it; renaming that file accepts the change. The convention is that of the package Verify.
/// </summary>
public static class Verifier
{
    /// <param name="text">What the test produced.</param>
    /// <param name="extension">Of the snapshot file, without a dot.</param>
    /// <param name="suffix">Tells the cases of a theory apart; becomes part of the file name.</param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <param name="method">Filled in by the compiler.</param>
    public static void Verify(
        string text, string extension = "txt", string? suffix = null,
        [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "")
    {
        var stem = Path.Combine(Path.GetDirectoryName(sourceFile)!, Name(sourceFile, method, suffix));
        Compare(Normalise(text), $"{stem}.verified.{extension}", $"{stem}.received.{extension}");
    }

    /// <summary>Compares a text with a document of the project; a mismatch leaves <c>name.received.ext</c> beside it.</summary>
    public static void VerifyDocument(string text, params string[] path)
    {
        var document = Repository.Path(path);
        Compare(Normalise(text), document, Path.ChangeExtension(document, ".received" + Path.GetExtension(document)));
    }

    private static void Compare(string text, string verified, string received)
    {
        var expected = File.Exists(verified) ? Normalise(File.ReadAllText(verified)) : null;
        if (text == expected)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        throw new XunitException($"""
            {(expected is null ? "There is no snapshot yet." : FirstDifference(expected, text))}
            verified: {verified}
            received: {received}
            To accept: mv '{received}' '{verified}'
            """);
    }

    private static string Name(string sourceFile, string method, string? suffix)
    {
        var name = $"{Path.GetFileNameWithoutExtension(sourceFile)}.{method}{(suffix is null ? "" : "_" + suffix)}";
        return string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '=' or ',' ? c : '-'));
    }

    // One line end, and exactly one at the end of the file, whatever an editor does to the snapshot.
    private static string Normalise(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static string FirstDifference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var line = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"""
            The text differs from its snapshot, first in line {line + 1}:
              verified: {left.ElementAtOrDefault(line) ?? "(end)"}
              received: {right.ElementAtOrDefault(line) ?? "(end)"}
            """;
    }
}
