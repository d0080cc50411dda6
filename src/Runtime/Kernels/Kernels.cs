namespace SymDiff.Runtime;

/// <summary>
/// Dense linear algebra over row-major spans: plain reference versions, which never allocate beyond pooled workspace and check
/// every length before they write.
/// </summary>
/// <remarks>
/// A result must not overlap an operand unless its method says so. A matrix that a method cannot handle (singular, not
/// positive definite) gives NaN instead of an exception, so that a batch or an optimiser can go on.
/// </remarks>
public static partial class Kernels
{
    internal static void CheckSize(int size, string name)
    {
        if (size < 0)
        {
            throw new ArgumentException($"{name} is {size}; a size must not be negative.", name);
        }
    }

    internal static void CheckLength(int actual, string name, int length)
    {
        if (actual != length)
        {
            throw WrongLength(actual, name, length, $"{length}");
        }
    }

    internal static void CheckLength(int actual, string name, int rows, int columns)
    {
        if (actual != (long)rows * columns)
        {
            throw WrongLength(actual, name, (long)rows * columns, $"{rows}×{columns}");
        }
    }

    internal static void CheckLength(int actual, string name, int outer, int rows, int columns)
    {
        if (actual != (long)outer * rows * columns)
        {
            throw WrongLength(actual, name, (long)outer * rows * columns, $"{outer}×{rows}×{columns}");
        }
    }

    private static ArgumentException WrongLength(int actual, string name, long expected, string shape) =>
        new($"{name} has {actual} elements; expected {expected} ({shape}).", name);
}
