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
    private static void CheckSize(int size, string name)
    {
        if (size < 0)
        {
            throw new ArgumentException($"{name} is {size}; a size must not be negative.", name);
        }
    }

    private static void CheckLength(int actual, long expected, string name, string shape)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"{name} has {actual} elements; expected {expected} ({shape}).", name);
        }
    }
}
