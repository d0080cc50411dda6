using System.Globalization;
using SymDiff.GradBench.Evals;
using SymDiff.GradBench.Protocol;

namespace SymDiff.GradBench.Measuring;

/// <summary>
/// <c>--sizes [eval ...] [--seconds 1] [--only text] [--few]</c>: runs evals on inputs of the sizes that the drivers send, beside C++ by hand, and prints a table in Markdown.
/// </summary>
internal static class SizesCommand
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var (seconds, only, few, evals) = (1.0, "", false, new List<string>());
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--seconds" && i + 1 < arguments.Count) seconds = double.Parse(arguments[++i], CultureInfo.InvariantCulture);
            else if (arguments[i] == "--only" && i + 1 < arguments.Count) only = arguments[++i];
            else if (arguments[i] == "--few") few = true;
            else if (EvalList.All.ContainsKey(arguments[i])) evals.Add(arguments[i]);
            else return Misuse(arguments[i]);
        }

        var folder = Directory.CreateTempSubdirectory("symdiff-native-");
        try
        {
            Console.WriteLine("| eval | size | function | ms | to the value | C++ ms | to C++ |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            foreach (var name in evals.Count > 0 ? evals : EvalList.All.Keys) Print(name, EvalList.All[name](), NativeBaseline.Compile(name, folder), seconds, only, few);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static void Print(string name, Eval eval, NativeBaseline? baseline, double seconds, string only, bool few)
    {
        eval.WarmUp();
        foreach (var workload in Chosen(eval, only, few))
        {
            var native = workload.Flat is null ? null : baseline;
            native?.WriteInput(workload.Flat!);
            double? value = null;
            foreach (var function in eval.Functions)
            {
                var measured = Measurement.Of($"{name}, {workload.Name}, {function}", workload.Prepare(function), native, derivative: value is not null, seconds);
                Console.WriteLine($"| {name} | {workload.Name} | {function} | {Milliseconds(measured.Nanoseconds)} | {Ratio(measured.Nanoseconds, value)} | {Milliseconds(measured.Native)} | {Ratio(measured.Nanoseconds, measured.Native)} |");
                if (eval.FirstIsValue) value ??= measured.Nanoseconds;
            }
        }
    }

    // Of the sizes in question, on request the first, the middle and the last alone.
    private static IEnumerable<Workload> Chosen(Eval eval, string only, bool few)
    {
        var names = eval.WorkloadNames.Where(n => n.Contains(only, StringComparison.Ordinal)).ToList();
        if (few && names.Count > 3) names = [names[0], names[names.Count / 2], names[^1]];
        return names.Select(eval.MakeWorkload);
    }

    private static string Milliseconds(double? nanoseconds) => nanoseconds is { } time ? (time / 1e6).ToString(time < 1e4 ? "F6" : time < 1e6 ? "F4" : "F2", CultureInfo.InvariantCulture) : "";

    private static string Ratio(double time, double? to) => to is > 0 and var other ? (time / other).ToString("F2", CultureInfo.InvariantCulture) : "";

    private static int Misuse(string argument)
    {
        Console.Error.WriteLine($"There is no eval '{argument}'; expected some of {string.Join(", ", EvalList.All.Keys)}, --seconds with a number, --only with a part of a size's name, --few.");
        return 2;
    }
}
