using System.CommandLine;

namespace SymDiff.Cli.Commands;

/// <summary>A command about a function that is given as text.</summary>
internal abstract class FunctionCommand : Command, IHasExamples
{
    private readonly TextReader input;

    protected FunctionCommand(string name, string description, TextReader input)
        : base(name, description)
    {
        this.input = input;
        Arguments.Add(Text);
    }

    /// <summary>Command lines that the help shows.</summary>
    public abstract IEnumerable<string> Examples { get; }

    protected Argument<string> Text { get; } = new("function") { Description = "The function: \"(x, y) => x*y\", or an expression whose free names in alphabetical order are the inputs; - reads it from standard input." };

    protected Option<string[]> At { get; } = new("--at") { Description = "Values of the inputs: x=1,y=[1,2].", HelpName = "values" };

    protected Option<string[]> Wrt { get; } = new("--wrt") { Description = "The inputs to differentiate by: x,y. All by default.", HelpName = "inputs" };

    protected Option<bool> Json { get; } = new("--json") { Description = "Print JSON." };

    /// <summary>The function, and the values of its inputs where they are given.</summary>
    protected (Function Function, Dictionary<string, Tensor> At) Read(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(Text);
        var at = Assignments.Parse(parsed.GetValue(At) ?? [], "--at");
        return (Function.Parse(text == "-" ? StandardInput.Read(input) : text, Binding.Types(at)), at);
    }

    protected string[] WrtOf(ParseResult parsed) =>
        [.. (parsed.GetValue(Wrt) ?? []).SelectMany(w => w.Split(',')).Select(w => w.Trim()).Where(w => w.Length > 0)];
}

/// <summary>A command that answers a question about a function: with numbers where values are given, with formulas elsewhere.</summary>
internal abstract class QuestionCommand : FunctionCommand
{
    protected QuestionCommand(string name, string description, TextReader input)
        : base(name, description, input)
    {
        Options.Add(At);
        Options.Add(Json);
        SetAction(Answer);
    }

    protected abstract Question Ask(ParseResult parsed);

    private int Answer(ParseResult parsed)
    {
        var output = parsed.InvocationConfiguration.Output;
        var (function, at) = Read(parsed);
        var question = Ask(parsed);
        if (at.Count > 0 || function.Inputs.IsEmpty)
        {
            var answer = Cli.Answer.To(question with { Wants = question.Wants | Wants.Value }, function, at);
            if (parsed.GetValue(Json)) JsonLine.WriteObject(output, answer.WriteMembers);
            else answer.WriteText(output);
        }
        else
        {
            var formulas = new Formulas(Quantities.Of(function, question));
            if (parsed.GetValue(Json)) JsonLine.WriteObject(output, formulas.WriteMembers);
            else formulas.WriteText(output);
        }

        return ExitCode.Fine;
    }
}
