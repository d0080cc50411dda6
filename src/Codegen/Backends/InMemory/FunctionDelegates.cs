using System.Runtime.Intrinsics;
using SymDiff.Codegen;
using SymDiff.Codegen.Backends;
using SymDiff.Codegen.Backends.ExpressionTree;
using SymDiff.Codegen.Backends.InMemory;
using SymDiff.Codegen.Backends.Roslyn;
using SymDiff.Codegen.Loops;

namespace SymDiff;

/// <summary>Functions as delegates.</summary>
public static class FunctionDelegates
{
    extension(Function function)
    {
        /// <summary>
        /// A delegate that computes the outputs. Its parameters are the inputs in order (scalars by value; tensors as arrays or spans, row-major),
        /// sizes that do not follow from their lengths (int), and the outputs that are not returned (out, or arrays and spans that the caller gives).
        /// It holds no state, may be called from any thread and allocates nothing when the caller gives the outputs.
        /// </summary>
        /// <typeparam name="TDelegate">The delegate type.</typeparam>
        /// <exception cref="CodeGenerationException">The delegate type does not fit the function.</exception>
        /// <exception cref="OperationCanceledException">The compilation was cancelled.</exception>
        public TDelegate Compile<TDelegate>(CompileOptions? options = null)
            where TDelegate : Delegate => (TDelegate)function.Compile(typeof(TDelegate), options);

        /// <inheritdoc cref="extension(Function).Compile{TDelegate}(CompileOptions?)"/>
        /// <param name="delegateType">The delegate type.</param>
        /// <param name="options">How to compile.</param>
        public Delegate Compile(Type delegateType, CompileOptions? options = null)
        {
            options ??= CompileOptions.Default;
            return options.UseCache
                ? DelegateCache.Shared.GetOrAdd(function, delegateType, options, () => Make(function, delegateType, options))
                : Make(function, delegateType, options);
        }
    }

    private static Delegate Make(Function function, Type delegateType, CompileOptions options)
    {
        var program = Compiler.Compile(function, options.Numerics, vectorize: true, options.Parallelism, options.VectorBits ?? (Vector512.IsHardwareAccelerated ? 512 : 256), Begin);
        var signature = Signature.Of(delegateType, program);
        var usesTrees = options.Backend != Backend.Roslyn;
        Begin(usesTrees ? "Compile expression trees" : "Compile source");
        return usesTrees ? ExpressionTreeBackend.Compile(program, signature) : RoslynBackend.Compile(program, signature);

        void Begin(string step)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            options.Progress?.Report(step);
        }
    }
}
