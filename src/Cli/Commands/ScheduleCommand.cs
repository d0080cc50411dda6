using System.CommandLine;

namespace SymDiff.Cli.Commands;

/// <summary><c>symdiff schedule</c>: how a function or its derivative is computed.</summary>
internal sealed class ScheduleCommand : FunctionCommand
{
    private readonly Option<string> of = new("--of") { Description = "What is computed: function, gradient, both, hessian, hvp or jacobian.", DefaultValueFactory = _ => "both" };
    private readonly Option<Numerics> numerics = new("--numerics") { Description = "Which rounding is allowed: Strict, Standard or Fast.", DefaultValueFactory = _ => Numerics.Standard };

    private readonly Option<int> threads = new("--threads") { Description = "The most threads that a call may use.", DefaultValueFactory = _ => 1 };

    public ScheduleCommand(TextReader input)
        : base("schedule", "Prints how a function and its derivatives are computed: which nodes get a buffer, which are computed inside of which loops, the bytes, and why.", input)
    {
        of.AcceptOnlyFromAmong(Derivative.Names);
        foreach (var option in new Option[] { of, Wrt, numerics, threads, Json }) Options.Add(option);
        threads.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() < 1) given.AddError("--threads: expected the number of threads that a call may use, at least 1.");
        });
        SetAction(Show);
    }

    public override IEnumerable<string> Examples =>
    [
        "symdiff schedule \"(double[] x) => sum(exp(x)^2)\"",
        "symdiff schedule \"(double[] x, double[] w) => x.Zip(w, (a, b) => exp(a*b)).Sum()\" --of gradient --json",
        "symdiff schedule \"(double[] x, double[] w) => x.Zip(w, (a, b) => exp(a*b)).Sum()\" --threads 4",
    ];

    private int Show(ParseResult parsed)
    {
        var schedule = Derivative.Of(Read(parsed).Function, parsed.GetValue(of)!, WrtOf(parsed)).ToSchedule(new() { Numerics = parsed.GetValue(numerics), MaxDegreeOfParallelism = parsed.GetValue(threads) });
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json)) JsonLine.WriteObject(output, json => ScheduleJson.WriteMembers(json, schedule));
        else output.WriteLine(schedule);
        return ExitCode.Fine;
    }
}
