using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SymDiff.Runtime;

/// <summary>Copies of panels of a matrix, so that a tile reads them in a row.</summary>
internal static unsafe class Packing<T>
    where T : unmanaged
{
    /// <summary>target[p·stride + i] = source[i·row + p·step] for i below the width.</summary>
    public static void Pack(T* source, nint row, nint step, T* target, nint stride, nint width, nint k)
    {
        if (row == 1)
        {
            PackRows(source, step, target, stride, width, k);
            return;
        }

        if (step == 1 && Vector512.IsHardwareAccelerated && width >= Vector512<T>.Count && k >= Vector512<T>.Count)
        {
            Transposition.Pack(source, row, target, stride, width, k);
            return;
        }

        nint done = 0;
        if (step == 1 && Avx.IsSupported)
        {
            for (; done + 4 <= width; done += 4)
            {
                PackFour(source + (done * row), row, target + done, stride, k);
            }
        }

        for (; done < width; done++)
        {
            PackOne(source + (done * row), step, target + done, stride, k);
        }
    }

    private static void PackRows(T* source, nint step, T* target, nint stride, nint width, nint k)
    {
        for (nint p = 0; p < k; p++, source += step, target += stride)
        {
            nint i = 0;
            for (; i + Vector256<T>.Count <= width; i += Vector256<T>.Count)
            {
                Vector256.Load(source + i).Store(target + i);
            }

            for (; i < width; i++)
            {
                target[i] = source[i];
            }
        }
    }

    // Four rows become four columns, four entries at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackFour(T* source, nint row, T* target, nint stride, nint k)
    {
        T* s0 = source, s1 = s0 + row, s2 = s1 + row, s3 = s2 + row;
        nint p = 0;
        for (; p + 4 <= k; p += 4, target += 4 * stride)
        {
            if (sizeof(T) == 8)
            {
                var (a, b) = (Vector256.Load((double*)(s0 + p)), Vector256.Load((double*)(s1 + p)));
                var (c, d) = (Vector256.Load((double*)(s2 + p)), Vector256.Load((double*)(s3 + p)));
                var (ab, cd) = (Avx.UnpackLow(a, b), Avx.UnpackLow(c, d));
                Avx.Permute2x128(ab, cd, 0x20).Store((double*)target);
                Avx.Permute2x128(ab, cd, 0x31).Store((double*)(target + (2 * stride)));
                (ab, cd) = (Avx.UnpackHigh(a, b), Avx.UnpackHigh(c, d));
                Avx.Permute2x128(ab, cd, 0x20).Store((double*)(target + stride));
                Avx.Permute2x128(ab, cd, 0x31).Store((double*)(target + (3 * stride)));
            }
            else
            {
                var (a, b) = (Vector128.Load((float*)(s0 + p)), Vector128.Load((float*)(s1 + p)));
                var (c, d) = (Vector128.Load((float*)(s2 + p)), Vector128.Load((float*)(s3 + p)));
                var (ab, cd) = (Sse.UnpackLow(a, b), Sse.UnpackLow(c, d));
                Sse.MoveLowToHigh(ab, cd).Store((float*)target);
                Sse.MoveHighToLow(cd, ab).Store((float*)(target + stride));
                (ab, cd) = (Sse.UnpackHigh(a, b), Sse.UnpackHigh(c, d));
                Sse.MoveLowToHigh(ab, cd).Store((float*)(target + (2 * stride)));
                Sse.MoveHighToLow(cd, ab).Store((float*)(target + (3 * stride)));
            }
        }

        for (; p < k; p++, target += stride)
        {
            (target[0], target[1], target[2], target[3]) = (s0[p], s1[p], s2[p], s3[p]);
        }
    }

    private static void PackOne(T* source, nint step, T* target, nint stride, nint k)
    {
        for (nint p = 0; p < k; p++)
        {
            target[p * stride] = source[p * step];
        }
    }
}
