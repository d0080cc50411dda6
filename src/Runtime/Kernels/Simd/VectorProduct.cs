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

    /// <summary>c[i] (+)= Σ A[i,p]·x[p] for rows of A that lie in a row of memory each, by the bits of <see cref="Dot"/>.</summary>
    public static void Rows(T* a, nint aRow, T* x, T* c, nint cStep, nint m, nint k, bool accumulate)
    {
        nint i = 0;
        for (; i + 2 <= m; i += 2)
        {
            var (first, second) = TwoDots(a + (i * aRow), a + ((i + 1) * aRow), x, k);
            Put(c + (i * cStep), first, accumulate);
            Put(c + ((i + 1) * cStep), second, accumulate);
        }

        if (i < m)
        {
            Put(c + (i * cStep), Dot(a + (i * aRow), x, k), accumulate);
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

    private static void Put(T* target, T sum, bool accumulate) => *target = accumulate ? *target + sum : sum;

    // Σ x[i]·z[i] and Σ y[i]·z[i], so that z is loaded once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (T First, T Second) TwoDots(T* x, T* y, T* z, nint n)
    {
        var (s0, s1, s2, s3) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
        var (t0, t1, t2, t3) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
        nint lanes = TLanes.Count, i = 0;
        for (; i + (4 * lanes) <= n; i += 4 * lanes)
        {
            var (z0, z1) = (TLanes.Load(z + i), TLanes.Load(z + i + lanes));
            s0 = TLanes.MultiplyAdd(TLanes.Load(x + i), z0, s0);
            t0 = TLanes.MultiplyAdd(TLanes.Load(y + i), z0, t0);
            s1 = TLanes.MultiplyAdd(TLanes.Load(x + i + lanes), z1, s1);
            t1 = TLanes.MultiplyAdd(TLanes.Load(y + i + lanes), z1, t1);
            (z0, z1) = (TLanes.Load(z + i + (2 * lanes)), TLanes.Load(z + i + (3 * lanes)));
            s2 = TLanes.MultiplyAdd(TLanes.Load(x + i + (2 * lanes)), z0, s2);
            t2 = TLanes.MultiplyAdd(TLanes.Load(y + i + (2 * lanes)), z0, t2);
            s3 = TLanes.MultiplyAdd(TLanes.Load(x + i + (3 * lanes)), z1, s3);
            t3 = TLanes.MultiplyAdd(TLanes.Load(y + i + (3 * lanes)), z1, t3);
        }

        for (; i + lanes <= n; i += lanes)
        {
            s0 = TLanes.MultiplyAdd(TLanes.Load(x + i), TLanes.Load(z + i), s0);
            t0 = TLanes.MultiplyAdd(TLanes.Load(y + i), TLanes.Load(z + i), t0);
        }

        var first = TLanes.Sum(TLanes.Add(TLanes.Add(s0, s1), TLanes.Add(s2, s3)));
        var second = TLanes.Sum(TLanes.Add(TLanes.Add(t0, t1), TLanes.Add(t2, t3)));
        for (; i < n; i++)
        {
            first += x[i] * z[i];
            second += y[i] * z[i];
        }

        return (first, second);
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
