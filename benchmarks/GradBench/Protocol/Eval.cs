using System.Text.Json;

namespace SymDiff.GradBench.Protocol;

/// <summary>An eval of GradBench: functions by their names there, compiled when it is made.</summary>
internal abstract class Eval
{
    /// <summary>The names of the functions.</summary>
    public abstract IEnumerable<string> Functions { get; }

    /// <summary>Reads an input and gets a function ready to run on it.</summary>
    /// <exception cref="EvaluationException">The eval has no such function.</exception>
    public abstract Evaluation Prepare(string function, JsonElement input);

    /// <summary>Whether the first function is the value of which the others are derivatives.</summary>
    public virtual bool FirstIsValue => true;

    /// <summary>What the inputs of the sizes that the driver sends are called.</summary>
    public abstract IEnumerable<string> WorkloadNames { get; }

    /// <summary>An input of one of the sizes that the driver sends.</summary>
    public abstract Workload MakeWorkload(string name);

    /// <summary>Runs every function on a small input, so that nothing is compiled where time is taken.</summary>
    public abstract void WarmUp();
}

/// <summary>An eval whose functions take inputs of one type.</summary>
internal abstract class Eval<TInput> : Eval
{
    private readonly Dictionary<string, Func<TInput, Evaluation>> functions = new(StringComparer.Ordinal);

    public override IEnumerable<string> Functions => functions.Keys;

    public override Evaluation Prepare(string function, JsonElement input) => Prepare(function, Read(input));

    /// <summary>Gets a function ready to run on an input.</summary>
    /// <exception cref="EvaluationException">The eval has no such function.</exception>
    public Evaluation Prepare(string function, TInput input) => functions.TryGetValue(function, out var prepare)
        ? prepare(input)
        : throw new EvaluationException($"there is no function '{function}' in this module; expected {string.Join(" or ", Functions)}");

    /// <summary>Inputs of the sizes that the driver sends.</summary>
    public virtual IEnumerable<Workload<TInput>> Workloads => [];

    /// <summary>An input as numbers, as the native baseline reads it; null where there is none.</summary>
    public virtual double[]? Flat(TInput input) => null;

    public override IEnumerable<string> WorkloadNames => Workloads.Select(w => w.Name);

    public override Workload MakeWorkload(string name)
    {
        var input = Workloads.First(w => w.Name == name).Make();
        return new(name, function => Prepare(function, input), Flat(input));
    }

    public override void WarmUp()
    {
        foreach (var prepare in functions.Values)
        {
            var evaluation = prepare(Example());
            for (var i = 0; i < 3; i++) evaluation.Run();
        }
    }

    /// <summary>The input that a message brings.</summary>
    protected abstract TInput Read(JsonElement input);

    /// <summary>A small input.</summary>
    protected abstract TInput Example();

    /// <summary>Adds a function under its name in the protocol.</summary>
    protected void Add(string function, Func<TInput, Evaluation> prepare) => functions.Add(function, prepare);
}
