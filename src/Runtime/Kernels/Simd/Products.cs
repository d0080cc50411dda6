using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SymDiff.Runtime;

/// <summary>The products of matrices of one type of entries.</summary>
internal unsafe interface IProducts<T>
    where T : unmanaged
{
    /// <summary>C = A·B, or C += A·B, for A of m×k and B of k×n.</summary>
    static abstract void Multiply(in Strided<T> a, in Strided<T> b, T* c, nint cRow, nint m, nint k, nint n, bool accumulate);
}

/// <summary>Products of doubles.</summary>
internal readonly unsafe struct DoubleProducts : IProducts<double>
{
    public static void Multiply(in Strided<double> a, in Strided<double> b, double* c, nint cRow, nint m, nint k, nint n, bool accumulate) =>
        Products.Multiply<Doubles256, Vector256<double>, Doubles512, Vector512<double>, double>(a, b, c, cRow, m, k, n, accumulate);
}

/// <summary>Products of floats.</summary>
internal readonly unsafe struct SingleProducts : IProducts<float>
{
    public static void Multiply(in Strided<float> a, in Strided<float> b, float* c, nint cRow, nint m, nint k, nint n, bool accumulate) =>
        Products.Multiply<Floats256, Vector256<float>, Floats512, Vector512<float>, float>(a, b, c, cRow, m, k, n, accumulate);
}

/// <summary>The products of matrices by the widest vectors of the processor; with a vector, as products of vectors.</summary>
internal static unsafe class Products
{
    /// <inheritdoc cref="IProducts{T}.Multiply"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<TNarrow, TNarrowVector, TWide, TWideVector, T>(in Strided<T> a, in Strided<T> b, T* c, nint cRow, nint m, nint k, nint n, bool accumulate)
        where TNarrow : struct, ILanes<TNarrowVector, T>
        where TNarrowVector : struct
        where TWide : struct, ILanes<TWideVector, T>
        where TWideVector : struct
        where T : unmanaged, INumber<T>
    {
        if ((m == 1 || n == 1) && TryVector<TNarrow, TNarrowVector, T>(a, b, c, cRow, m, k, n, accumulate))
        {
            return;
        }

        if (Vector512.IsHardwareAccelerated && (m >= TWide.Count || n >= TWide.Count))
        {
            MatrixProduct<TWide, TWideVector, T>.Multiply(a, b, c, cRow, m, k, n, accumulate);
        }
        else
        {
            MatrixProduct<TNarrow, TNarrowVector, T>.Multiply(a, b, c, cRow, m, k, n, accumulate);
        }
    }

    private static bool TryVector<TLanes, TVector, T>(in Strided<T> a, in Strided<T> b, T* c, nint cRow, nint m, nint k, nint n, bool accumulate)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, INumber<T>
    {
        switch (m, n)
        {
            case (_, 1) when a.Step == 1 && b.Row == 1:
                VectorProduct<TLanes, TVector, T>.Rows(a.At(0, 0), a.Row, b.At(0, 0), c, cRow, m, k, accumulate);
                return true;
            case (1, _) when b.Step == 1:
                VectorProduct<TLanes, TVector, T>.Combination(a.At(0, 0), a.Step, b.At(0, 0), b.Row, c, k, n, accumulate);
                return true;
            case (1, _) when b.Row == 1 && a.Step == 1:
                VectorProduct<TLanes, TVector, T>.Rows(b.At(0, 0), b.Step, a.At(0, 0), c, 1, n, k, accumulate);
                return true;
            case (_, 1) when a.Row == 1 && cRow == 1:
                VectorProduct<TLanes, TVector, T>.Combination(b.At(0, 0), b.Row, a.At(0, 0), a.Step, c, k, m, accumulate);
                return true;
            default:
                return false;
        }
    }
}
