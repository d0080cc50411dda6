using System.Collections.Concurrent;
using SymDiff.Ops;

namespace SymDiff.Codegen.Backends.InMemory;

/// <summary>
/// The delegates that were compiled last, by the structure of their functions: two functions that were built apart and compute the same, under the same
/// names, share one. The oldest leave when there are many.
/// </summary>
internal sealed class DelegateCache(int capacity)
{
    private readonly ConcurrentDictionary<Key, Delegate> known = [];
    private readonly ConcurrentQueue<Key> order = [];

    /// <summary>The cache that all compilations use.</summary>
    public static DelegateCache Shared { get; } = new(256);

    /// <summary>The delegate of a function, compiled where it is not known. Two threads that ask at once may both compile; they get the same one.</summary>
    public Delegate GetOrAdd(Function function, Type delegateType, CompileOptions options, Func<Delegate> compile)
    {
        var key = new Key(new Body(function), string.Join("\n", function.InputNames.Concat(function.OutputNames)), delegateType, options.Backend, options.Numerics, options.Parallelism, options.VectorBits);
        if (known.TryGetValue(key, out var found)) return found;
        var compiled = known.GetOrAdd(key, compile());
        order.Enqueue(key);
        while (known.Count > capacity && order.TryDequeue(out var oldest)) known.TryRemove(oldest, out _);
        return compiled;
    }

    private sealed record Key(Body Body, string Names, Type DelegateType, Backend Backend, Numerics Numerics, Parallelism Threads, int? VectorBits);
}
