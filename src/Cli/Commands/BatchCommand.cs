using System.CommandLine;
using System.Text.Json;

namespace SymDiff.Cli.Commands;

/// <summary><c>symdiff batch</c>: one question in JSON a line on standard input, one answer a line on standard output.</summary>
internal sealed class BatchCommand : Command, IHasExamples
{
    public BatchCommand(TextReader input)
        : base("batch", "Answers questions in JSON, one a line: {\"id\": 1, \"function\": \"x^2*y\", \"at\": {\"x\": 3, \"y\": 2}, \"want\": [\"value\", \"gradient\", \"hessian\", \"hvp\", \"jacobian\"], \"v\": {\"x\": 1, \"y\": 0}}. An answer is {\"id\": 1, \"value\": ...} or {\"id\": 1, \"error\": \"...\"}.") =>
        SetAction(parsed => Run(input, parsed.InvocationConfiguration.Output));

    public IEnumerable<string> Examples =>
    [
        "echo '{\"id\": 1, \"function\": \"x^2*y\", \"at\": {\"x\": 3, \"y\": 2}, \"want\": [\"value\", \"gradient\"]}' | symdiff batch",
    ];

    private static int Run(TextReader input, TextWriter output)
    {
        while (input.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            BatchLine.Answer(line.TrimStart(StandardInput.ByteOrderMark), output);
            output.Flush();
        }

        return ExitCode.Fine;
    }
}
