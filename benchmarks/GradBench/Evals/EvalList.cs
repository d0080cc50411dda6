using SymDiff.GradBench.Protocol;

namespace SymDiff.GradBench.Evals;

/// <summary>The evals by their modules' names.</summary>
internal static class EvalList
{
    public static IReadOnlyDictionary<string, Func<Eval>> All { get; } = new Dictionary<string, Func<Eval>>(StringComparer.Ordinal)
    {
        ["hello"] = () => new Hello(),
        ["gmm"] = () => new Gmm(),
        ["ba"] = () => new Ba(),
        ["lstm"] = () => new Lstm(),
        ["kmeans"] = () => new Kmeans(),
        ["llsq"] = () => new Llsq(),
        ["lse"] = () => new Lse(),
        ["ode"] = () => new Ode(),
        ["det"] = () => new Det(),
        ["ht"] = () => new Ht(),
        ["particle"] = () => new ParticleControl(),
        ["saddle"] = () => new SaddlePoint(),
    };
}
