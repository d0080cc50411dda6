using SymDiff.Codegen;
using SymDiff.Codegen.Backends;
using SymDiff.Codegen.Emit;

namespace SymDiff;

/// <summary>Functions as C# source.</summary>
public static class FunctionSource
{
    extension(Function function)
    {
        /// <summary>
        /// A C# file with one class and one method that computes the outputs: scalars by value, tensors as spans in row-major order. It needs
        /// SymDiff.Runtime where it uses what the framework lacks, and is the same text on every machine.
        /// </summary>
        /// <exception cref="CodeGenerationException">A name is no identifier, or a user's scalar function is not public.</exception>
        public string ToCSharp(SourceOptions? options = null)
        {
            options ??= new();
            var program = Compiler.Compile(function, options.Numerics, options.Vectorize, vectorBits: options.VectorBits);
            return CSharpFile.Of(program, Signature.Default(program), options with { IsRaw = options.Vectorize });
        }
    }
}
