namespace SymDiff;

/// <summary>A function that cannot be compiled or written as source as it was asked for.</summary>
public sealed class CodeGenerationException : Exception
{
    /// <summary>An error without words.</summary>
    public CodeGenerationException()
    {
    }

    /// <summary>An error that says what came, what was expected and what to do.</summary>
    public CodeGenerationException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    public CodeGenerationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
