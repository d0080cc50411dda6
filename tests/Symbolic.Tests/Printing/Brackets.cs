using Xunit.Sdk;

namespace SymDiff.Symbolic.Tests.Printing;

/// <summary>Whether the brackets of a text match.</summary>
internal static class Brackets
{
    /// <summary>Fails unless every opening word is closed by its closing word, in the right nesting.</summary>
    public static void Match(string text, params string[] pairs)
    {
        var open = new Stack<string>();
        for (var i = 0; i < text.Length; i++)
        {
            for (var p = 0; p < pairs.Length; p++)
            {
                if (string.CompareOrdinal(text, i, pairs[p], 0, pairs[p].Length) != 0) continue;
                if (p % 2 == 0) open.Push(pairs[p + 1]);
                else if (open.Count == 0 || open.Pop() != pairs[p]) throw new XunitException($"'{pairs[p]}' at {i} closes nothing in:\n{text}");
            }
        }

        if (open.Count > 0) throw new XunitException($"'{open.Peek()}' is missing in:\n{text}");
    }
}
