namespace SymDiff.Cli.Tests;

/// <summary>What a run of the program printed, and how it ended.</summary>
internal sealed record Run(int Code, string Output, string Error)
{
    public static Run Of(params string[] args) => WithInput("", args);

    public static Run WithInput(string input, params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var code = Application.Run(args, new StringReader(input), output, error);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>The output of a run that must have ended well.</summary>
    public static string Fine(params string[] args)
    {
        var run = Of(args);
        Assert.Equal((0, ""), (run.Code, run.Error));
        return run.Output;
    }

    /// <summary>The message of a run that must have ended with bad input.</summary>
    public static string Bad(params string[] args)
    {
        var run = Of(args);
        Assert.Equal((2, ""), (run.Code, run.Output));
        return run.Error;
    }
}
