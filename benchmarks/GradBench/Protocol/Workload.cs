namespace SymDiff.GradBench.Protocol;

/// <summary>An input of one of the sizes that a driver sends: what it is called, and how it is made.</summary>
internal sealed record Workload<TInput>(string Name, Func<TInput> Make);

/// <summary>A workload of an eval, whatever its inputs are.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Prepare">Gets a function ready to run on it.</param>
/// <param name="Flat">The input as numbers, as the native baseline reads it; null where there is none.</param>
internal sealed record Workload(string Name, Func<string, Evaluation> Prepare, double[]? Flat);
