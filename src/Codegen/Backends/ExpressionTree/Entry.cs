using System.Runtime.CompilerServices;

namespace SymDiff.Codegen.Backends.ExpressionTree;

/// <summary>Entries of spans: expression trees cannot write an indexer that returns a reference.</summary>
internal static class Entry
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ReadOnlySpan<T> span, int index) => span[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Get<T>(Span<T> span, int index) => span[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set<T>(Span<T> span, int index, T value) => span[index] = value;

    public static Span<T> Rent<T>(T[] rented, int length) => rented.AsSpan(0, length);

    public static ReadOnlySpan<T> AsReadOnly<T>(Span<T> span) => span;
}
