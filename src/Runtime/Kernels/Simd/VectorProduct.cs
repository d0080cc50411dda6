using System.Runtime.CompilerServices;

namespace SymDiff.Runtime;

/// <summary>Products with a vector: bound by memory, so of one width on every processor.</summary>
internal static unsafe class VectorProduct<TLanes, TVector, T>
    where TLanes : struct, ILanes<TVector, T>
    where TVector : struct
    where T : unmanaged, System.Numerics.INumber<T>
{
    /// <summary>Σ x[i]·y[i] in four sums of lanes, which are added at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Dot(T* x, T* y, nint n)
    {
        var (s0, s1, s2, s3) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
        nint lanes = TLanes.Count, i = 0;
        for (; i + (4 * lanes) <= n; i += 4 * lanes)
        {
            s0 = TLanes.MultiplyAdd(TLanes.Load(x + i), TLanes.Load(y + i), s0);
            s1 = TLanes.MultiplyAdd(TLanes.Load(x + i + lanes), TLanes.Load(y + i + lanes), s1);
            s2 = TLanes.MultiplyAdd(TLanes.Load(x + i + (2 * lanes)), TLanes.Load(y + i + (2 * lanes)), s2);
            s3 = TLanes.MultiplyAdd(TLanes.Load(x + i + (3 * lanes)), TLanes.Load(y + i + (3 * lanes)), s3);
        }

        for (; i + lanes <= n; i += lanes)
        {
            s0 = TLanes.MultiplyAdd(TLanes.Load(x + i), TLanes.Load(y + i), s0);
        }

        var sum = TLanes.Sum(TLanes.Add(TLanes.Add(s0, s1), TLanes.Add(s2, s3)));
        for (; i < n; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    /// <summary>c[i] (+)= Σ A[i,p]·x[p] for rows of A that lie in a row of memory each.</summary>
    public static void Rows(T* a, nint aRow, T* x, T* c, nint cStep, nint m, nint k, bool accumulate)
    {
        for (nint i = 0; i < m; i++)
        {
            var sum = Dot(a + (i * aRow), x, k);
            c[i * cStep] = accumulate ? c[i * cStep] + sum : sum;
        }
    }

    /// <summary>c (+)= Σ x[p]·B[p,:], row by row in the order of p: every entry is a chain of fused multiply-adds.</summary>
    public static void Combination(T* x, nint xStep, T* b, nint bRow, T* c, nint k, nint n, bool accumulate)
    {
        if (!accumulate)
        {
            new Span<T>(c, (int)n).Clear();
        }

        nint p = 0;
        for (; p + 4 <= k; p += 4)
        {
            AddFour(x + (p * xStep), xStep, b + (p * bRow), bRow, c, n);
        }

        for (; p < k; p++)
        {
            AddScaled(c, x + (p * xStep), b + (p * bRow), n);
        }
    }

    /// <summary>y += s·x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(T* y, T* s, T* x, nint n)
    {
        var factor = TLanes.Broadcast(s);
        nint i = 0;
        for (; i + TLanes.Count <= n; i += TLanes.Count)
        {
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(x + i), factor, TLanes.Load(y + i)), y + i);
        }

        for (; i < n; i++)
        {
            y[i] = T.MultiplyAddEstimate(*s, x[i], y[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFour(T* x, nint xStep, T* b, nint bRow, T* c, nint n)
    {
        var (x0, x1) = (TLanes.Broadcast(x), TLanes.Broadcast(x + xStep));
        var (x2, x3) = (TLanes.Broadcast(x + (2 * xStep)), TLanes.Broadcast(x + (3 * xStep)));
        T* b1 = b + bRow, b2 = b1 + bRow, b3 = b2 + bRow;
        nint i = 0;
        for (; i + TLanes.Count <= n; i += TLanes.Count)
        {
            var sum = TLanes.MultiplyAdd(TLanes.Load(b + i), x0, TLanes.Load(c + i));
            sum = TLanes.MultiplyAdd(TLanes.Load(b1 + i), x1, sum);
            sum = TLanes.MultiplyAdd(TLanes.Load(b2 + i), x2, sum);
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(b3 + i), x3, sum), c + i);
        }

        for (; i < n; i++)
        {
            var sum = T.MultiplyAddEstimate(*x, b[i], c[i]);
            sum = T.MultiplyAddEstimate(x[xStep], b1[i], sum);
            sum = T.MultiplyAddEstimate(x[2 * xStep], b2[i], sum);
            c[i] = T.MultiplyAddEstimate(x[3 * xStep], b3[i], sum);
        }
    }
}
