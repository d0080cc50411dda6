namespace SymDiff;

/// <summary>Operands whose shapes or dtypes an op does not accept, or values that do not fit a type.</summary>
public sealed class ShapeException : Exception
{
    /// <summary>An error without words.</summary>
    public ShapeException()
    {
    }

    /// <summary>An error that names the op, the operands, what was expected and what to do.</summary>
    public ShapeException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    public ShapeException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>A derivative that does not exist as it was asked for.</summary>
public sealed class DifferentiationException : Exception
{
    /// <summary>An error without words.</summary>
    public DifferentiationException()
    {
    }

    /// <summary>An error that names the output, the input and what to do.</summary>
    public DifferentiationException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    public DifferentiationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
