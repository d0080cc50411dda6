using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SymDiff.Runtime;

namespace SymDiff.Codegen.Backends.ExpressionTree;

/// <summary>Entries of spans as raw memory: expression trees know neither references nor indexers that return one. Lowering has proved the offsets.</summary>
internal static class Entry
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Get<T>(Span<T> span, long index) => Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set<T>(Span<T> span, long index, T value) => Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index) = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> GetVector256<T>(Span<T> span, long index) => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetVector256<T>(Span<T> span, long index, Vector256<T> value) => value.StoreUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> GetVector512<T>(Span<T> span, long index) => Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetVector512<T>(Span<T> span, long index, Vector512<T> value) => value.StoreUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetRows(Span<double> span, long index, long stride, Vector256<double> a, Vector256<double> b) =>
        VectorLanes.StoreRows(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index), (nint)stride, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetRows(Span<double> span, long index, long stride, Vector256<double> a, Vector256<double> b, Vector256<double> c, Vector256<double> d) =>
        VectorLanes.StoreRows(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index), (nint)stride, a, b, c, d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetRows(Span<double> span, long index, long stride, Vector512<double> a, Vector512<double> b) =>
        VectorLanes.StoreRows(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index), (nint)stride, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetRows(Span<double> span, long index, long stride, Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d) =>
        VectorLanes.StoreRows(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index), (nint)stride, a, b, c, d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetRows(Span<double> span, long index, long stride, Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d, Vector512<double> e, Vector512<double> f, Vector512<double> g, Vector512<double> h) =>
        VectorLanes.StoreRows(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index), (nint)stride, a, b, c, d, e, f, g, h);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetRows(Span<float> span, long index, long stride, Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d) =>
        VectorLanes.StoreRows(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index), (nint)stride, a, b, c, d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetRows(Span<float> span, long index, long stride, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d) =>
        VectorLanes.StoreRows(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index), (nint)stride, a, b, c, d);

    /// <summary>The memory from an offset on; its length is of no meaning.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<T> Row<T>(Span<T> span, long offset) => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)offset), 0);

    /// <summary>Memory that is only read, in the type of all memory.</summary>
    public static Span<T> Open<T>(ReadOnlySpan<T> span) => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(span), span.Length);
}
