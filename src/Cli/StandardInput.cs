namespace SymDiff.Cli;

/// <summary>What some programs put at the beginning of a stream of text.</summary>
internal static class StandardInput
{
    public const char ByteOrderMark = '\uFEFF';

    /// <summary>All of it.</summary>
    public static string Read(TextReader input) => input.ReadToEnd().TrimStart(ByteOrderMark);
}
