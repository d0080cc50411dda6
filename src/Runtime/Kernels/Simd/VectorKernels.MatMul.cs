namespace SymDiff.Runtime;

/// <summary>
/// The SIMD twins of <see cref="Kernels"/>, by the same names: sums are reassociated and fused, nothing else differs. Nothing is allocated
/// beyond pooled workspace.
/// </summary>
public static partial class VectorKernels
{
    private const long SmallestParallelProduct = 1 << 20;

    /// <inheritdoc cref="Kernels.MatMul(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int)"/>
    public static void MatMul(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int m, int k, int n) =>
        MatMul(a, b, c, m, k, n, transposeA: false);

    /// <inheritdoc cref="MatMul(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int)"/>
    public static void MatMul(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int k, int n) =>
        MatMul(a, b, c, m, k, n, transposeA: false);

    /// <summary>
    /// C = A·B, or C += A·B when accumulated, for A of m×k and B of k×n; a transposed operand is stored as k×m or n×k. With a higher degree
    /// parts of C are computed at once, with the same bits.
    /// </summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static unsafe void MatMul(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int m, int k, int n,
        bool transposeA, bool transposeB = false, bool accumulate = false, int maxDegreeOfParallelism = 1)
    {
        Kernels.CheckMatMul(1, m, k, n, a.Length, b.Length, c.Length);
        fixed (double* pa = a, pb = b, pc = c)
        {
            Multiply(Strided<double>.Of(pa, m, k, transposeA), Strided<double>.Of(pb, k, n, transposeB), pc, m, k, n, accumulate, maxDegreeOfParallelism);
        }
    }

    /// <inheritdoc cref="MatMul(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int, bool, bool, bool, int)"/>
    public static unsafe void MatMul(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int k, int n,
        bool transposeA, bool transposeB = false, bool accumulate = false, int maxDegreeOfParallelism = 1)
    {
        Kernels.CheckMatMul(1, m, k, n, a.Length, b.Length, c.Length);
        fixed (float* pa = a, pb = b, pc = c)
        {
            Multiply(Strided<float>.Of(pa, m, k, transposeA), Strided<float>.Of(pb, k, n, transposeB), pc, m, k, n, accumulate, maxDegreeOfParallelism);
        }
    }

    /// <summary>Cᵢ = Aᵢ·Bᵢ for a stack of matrices each; flags as for a single product.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static unsafe void BatchedMatMul(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int batch, int m, int k, int n,
        bool transposeA = false, bool transposeB = false, bool accumulate = false, int maxDegreeOfParallelism = 1)
    {
        Kernels.CheckMatMul(batch, m, k, n, a.Length, b.Length, c.Length);
        fixed (double* pa = a, pb = b, pc = c)
        {
            var stack = new Stack<double>((nint)pa, (nint)pb, (nint)pc, m, k, n, transposeA, transposeB, accumulate);
            if (maxDegreeOfParallelism == 1 || (long)batch * m * k * n < SmallestParallelProduct)
            {
                Multiply(stack, 0, batch);
            }
            else
            {
                Chunks.Run(batch, maxDegreeOfParallelism, 1, stack, static (stack, from, to) => Multiply(stack, from, to));
            }
        }
    }

    /// <inheritdoc cref="BatchedMatMul(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int, int, bool, bool, bool, int)"/>
    public static unsafe void BatchedMatMul(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int batch, int m, int k, int n,
        bool transposeA = false, bool transposeB = false, bool accumulate = false, int maxDegreeOfParallelism = 1)
    {
        Kernels.CheckMatMul(batch, m, k, n, a.Length, b.Length, c.Length);
        fixed (float* pa = a, pb = b, pc = c)
        {
            var stack = new Stack<float>((nint)pa, (nint)pb, (nint)pc, m, k, n, transposeA, transposeB, accumulate);
            if (maxDegreeOfParallelism == 1 || (long)batch * m * k * n < SmallestParallelProduct)
            {
                Multiply(stack, 0, batch);
            }
            else
            {
                Chunks.Run(batch, maxDegreeOfParallelism, 1, stack, static (stack, from, to) => Multiply(stack, from, to));
            }
        }
    }

    private readonly record struct Stack<T>(nint A, nint B, nint C, int M, int K, int N, bool TransposeA, bool TransposeB, bool Accumulate);

    private readonly record struct Product<T>(Strided<T> A, Strided<T> B, nint C, int M, int K, int N, bool Accumulate)
        where T : unmanaged;

    private static unsafe void Multiply(Stack<double> stack, nint from, nint to)
    {
        var (a, b, c, m, k, n, transposeA, transposeB, accumulate) = stack;
        for (var i = from; i < to; i++)
        {
            var left = Strided<double>.Of((double*)a + (i * m * k), m, k, transposeA);
            var right = Strided<double>.Of((double*)b + (i * k * n), k, n, transposeB);
            Products.Multiply(left, right, (double*)c + (i * m * n), n, m, k, n, accumulate);
        }
    }

    // In parts: whole tiles of rows, or of columns where there are few rows.
    private static unsafe void Multiply(Strided<double> a, Strided<double> b, double* c, int m, int k, int n, bool accumulate, int degree)
    {
        var product = new Product<double>(a, b, (nint)c, m, k, n, accumulate);
        if (degree == 1 || (long)m * k * n < SmallestParallelProduct)
        {
            MultiplyRows(product, 0, m);
        }
        else if (m >= 8 * degree)
        {
            Chunks.Run(m, degree, 8, product, static (product, from, to) => MultiplyRows(product, from, to));
        }
        else
        {
            Chunks.Run(n, degree, 48, product, static (product, from, to) => MultiplyColumns(product, from, to));
        }
    }

    private static unsafe void MultiplyRows(Product<double> p, nint from, nint to) =>
        Products.Multiply(p.A.From(from, 0), p.B, (double*)p.C + (from * p.N), p.N, to - from, p.K, p.N, p.Accumulate);

    private static unsafe void MultiplyColumns(Product<double> p, nint from, nint to) =>
        Products.Multiply(p.A, p.B.From(0, from), (double*)p.C + from, p.N, p.M, p.K, to - from, p.Accumulate);

    private static unsafe void Multiply(Stack<float> stack, nint from, nint to)
    {
        var (a, b, c, m, k, n, transposeA, transposeB, accumulate) = stack;
        for (var i = from; i < to; i++)
        {
            var left = Strided<float>.Of((float*)a + (i * m * k), m, k, transposeA);
            var right = Strided<float>.Of((float*)b + (i * k * n), k, n, transposeB);
            Products.Multiply(left, right, (float*)c + (i * m * n), n, m, k, n, accumulate);
        }
    }

    // In parts: whole tiles of rows, or of columns where there are few rows.
    private static unsafe void Multiply(Strided<float> a, Strided<float> b, float* c, int m, int k, int n, bool accumulate, int degree)
    {
        var product = new Product<float>(a, b, (nint)c, m, k, n, accumulate);
        if (degree == 1 || (long)m * k * n < SmallestParallelProduct)
        {
            MultiplyRows(product, 0, m);
        }
        else if (m >= 8 * degree)
        {
            Chunks.Run(m, degree, 8, product, static (product, from, to) => MultiplyRows(product, from, to));
        }
        else
        {
            Chunks.Run(n, degree, 48, product, static (product, from, to) => MultiplyColumns(product, from, to));
        }
    }

    private static unsafe void MultiplyRows(Product<float> p, nint from, nint to) =>
        Products.Multiply(p.A.From(from, 0), p.B, (float*)p.C + (from * p.N), p.N, to - from, p.K, p.N, p.Accumulate);

    private static unsafe void MultiplyColumns(Product<float> p, nint from, nint to) =>
        Products.Multiply(p.A, p.B.From(0, from), (float*)p.C + from, p.N, p.M, p.K, to - from, p.Accumulate);
}
