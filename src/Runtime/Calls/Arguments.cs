using System.ComponentModel;
using System.Globalization;

namespace SymDiff.Runtime;

/// <summary>What generated code asks of its arguments before it computes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Arguments
{
    /// <summary>The size n for which length = slope·n + rest, where there is one; 0 for slope 0, and where it would be less.</summary>
    public static int Size(int length, int rest, int slope) => slope == 0 ? 0 : Math.Max(0, (length - rest) / slope);

    /// <summary>Checks a size that the caller gives.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static void CheckSize(int size, string name)
    {
        if (size < 0) ThrowSize(size, name);
    }

    /// <summary>Checks that an argument is there, before its length is read.</summary>
    /// <param name="argument">An array.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="shape">The shape as the function declares it.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public static void CheckNotNull(Array? argument, string name, string shape)
    {
        if (argument is null) ThrowNull(name, shape);
    }

    /// <summary>Checks the number of entries of an argument.</summary>
    /// <param name="actual">The number it has.</param>
    /// <param name="expected">The number it must have.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="shape">The shape as the function declares it.</param>
    /// <exception cref="ArgumentException">The numbers differ.</exception>
    public static void CheckLength(int actual, long expected, string name, string shape)
    {
        if (actual != expected) ThrowLength(actual, expected, name, shape);
    }

    /// <summary>Checks that memory to be written is not memory that is read.</summary>
    /// <typeparam name="T">The type of the entries.</typeparam>
    /// <exception cref="ArgumentException">They overlap.</exception>
    public static void CheckDisjoint<T>(ReadOnlySpan<T> output, ReadOnlySpan<T> other, string outputName, string otherName)
    {
        if (output.Overlaps(other)) ThrowOverlap(outputName, otherName);
    }

    /// <summary>An index that comes from data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 0 to below the length.</exception>
    public static int CheckIndex(int index, int length)
    {
        if ((uint)index >= (uint)length) ThrowIndex(index, length);
        return index;
    }

    /// <summary>A 64-bit integer as an index; -1, which no check accepts, where it does not fit.</summary>
    public static int Index(long value) => value is >= 0 and <= int.MaxValue ? (int)value : -1;

    /// <summary>A demand on the values of the arguments.</summary>
    /// <exception cref="ArgumentException">It is not met.</exception>
    public static void Require(bool condition, string message)
    {
        if (!condition) ThrowDemand(message);
    }

    private static void ThrowSize(int size, string name) => throw new ArgumentOutOfRangeException(name, $"The size '{name}' is {Text(size)}; expected 0 or more.");

    private static void ThrowDemand(string message) => throw new ArgumentException(message);

    private static void ThrowNull(string name, string shape) => throw new ArgumentNullException(name, $"'{name}' is null; expected an array for its shape {shape}.");

    private static void ThrowLength(int actual, long expected, string name, string shape) =>
        throw new ArgumentException($"'{name}' has {Text(actual)} entries; expected {Text(expected)} for its shape {shape}.", name);

    private static void ThrowOverlap(string outputName, string otherName) =>
        throw new ArgumentException($"The output '{outputName}' overlaps '{otherName}', which is read or written too; give it memory of its own.", outputName);

    private static void ThrowIndex(int index, int length) => throw new ArgumentOutOfRangeException(nameof(index), length == 0
        ? "There is no index into an axis of length 0."
        : $"The index {Text(index)} is outside of an axis of length {Text(length)}; expected 0 to {Text(length - 1)}.");

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
