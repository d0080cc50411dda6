namespace SymDiff.Cli.Commands;

/// <summary>A command whose help shows examples.</summary>
internal interface IHasExamples
{
    /// <summary>The command lines.</summary>
    IEnumerable<string> Examples { get; }
}
