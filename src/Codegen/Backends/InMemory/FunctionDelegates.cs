using SymDiff.Codegen;
using SymDiff.Codegen.Backends;
using SymDiff.Codegen.Backends.ExpressionTree;
using SymDiff.Codegen.Backends.Roslyn;
using SymDiff.Codegen.Loops;

namespace SymDiff;

/// <summary>Functions as delegates.</summary>
public static class FunctionDelegates
{
    private const int LargestForExpressionTrees = 2000;   // operations: above, Roslyn's start-up is earned back

    extension(Function function)
    {
        /// <summary>
        /// A delegate that computes the outputs. Its parameters are the inputs in order (scalars by value; tensors as arrays or spans, row-major),
        /// sizes that do not follow from their lengths (int), and the outputs that are not returned (out, or arrays and spans that the caller gives).
        /// It holds no state, may be called from any thread and allocates nothing when the caller gives the outputs.
        /// </summary>
        /// <typeparam name="TDelegate">The delegate type.</typeparam>
        /// <exception cref="CodeGenerationException">The delegate type does not fit the function.</exception>
        public TDelegate Compile<TDelegate>(CompileOptions? options = null)
            where TDelegate : Delegate => (TDelegate)function.Compile(typeof(TDelegate), options);

        /// <inheritdoc cref="extension(Function).Compile{TDelegate}(CompileOptions?)"/>
        /// <param name="delegateType">The delegate type.</param>
        /// <param name="options">How to compile.</param>
        public Delegate Compile(Type delegateType, CompileOptions? options = null)
        {
            options ??= CompileOptions.Default;
            var program = Compiler.Compile(function, options.Numerics, vectorize: true, options.MaxDegreeOfParallelism);
            return Make(program, Signature.Of(delegateType, program), options.Backend);
        }
    }

    private static Delegate Make(LoopProgram program, Signature signature, Backend backend) => backend switch
    {
        Backend.ExpressionTree => ExpressionTreeBackend.Compile(program, signature),
        Backend.Roslyn => RoslynBackend.Compile(program, signature),
        _ when program.Body.Concat(program.Parts.SelectMany(p => p.Body)).Sum(OperationCount.Of) <= LargestForExpressionTrees => ExpressionTreeBackend.Compile(program, signature),
        _ => RoslynBackend.Compile(program, signature),
    };
}
