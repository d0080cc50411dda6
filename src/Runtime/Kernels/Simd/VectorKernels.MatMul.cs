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
    public static void MatMul(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int m, int k, int n,
        bool transposeA, bool transposeB = false, bool accumulate = false, int maxDegreeOfParallelism = 1) =>
        Multiply<DoubleProducts, double>(a, b, c, m, k, n, transposeA, transposeB, accumulate, maxDegreeOfParallelism);

    /// <inheritdoc cref="MatMul(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int, bool, bool, bool, int)"/>
    public static void MatMul(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int k, int n,
        bool transposeA, bool transposeB = false, bool accumulate = false, int maxDegreeOfParallelism = 1) =>
        Multiply<SingleProducts, float>(a, b, c, m, k, n, transposeA, transposeB, accumulate, maxDegreeOfParallelism);

    /// <summary>Cᵢ = Aᵢ·Bᵢ for a stack of matrices each; an operand of one matrix is a factor of all products. Flags as for a single product.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void BatchedMatMul(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int batch, int m, int k, int n,
        bool transposeA = false, bool transposeB = false, bool accumulate = false, int maxDegreeOfParallelism = 1) =>
        MultiplyStack<DoubleProducts, double>(a, b, c, batch, m, k, n, transposeA, transposeB, accumulate, maxDegreeOfParallelism);

    /// <inheritdoc cref="BatchedMatMul(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int, int, bool, bool, bool, int)"/>
    public static void BatchedMatMul(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int batch, int m, int k, int n,
        bool transposeA = false, bool transposeB = false, bool accumulate = false, int maxDegreeOfParallelism = 1) =>
        MultiplyStack<SingleProducts, float>(a, b, c, batch, m, k, n, transposeA, transposeB, accumulate, maxDegreeOfParallelism);

    /// <summary>C = Σᵢ Aᵢ·Bᵢ, or C += that when accumulated, over stacks of as many matrices. Flags as for a single product.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void SummedMatMul(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int batch, int m, int k, int n,
        bool transposeA = false, bool transposeB = false, bool accumulate = false, int maxDegreeOfParallelism = 1) =>
        MultiplySum<DoubleProducts, double>(a, b, c, batch, m, k, n, transposeA, transposeB, accumulate, maxDegreeOfParallelism);

    /// <inheritdoc cref="SummedMatMul(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int, int, bool, bool, bool, int)"/>
    public static void SummedMatMul(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int batch, int m, int k, int n,
        bool transposeA = false, bool transposeB = false, bool accumulate = false, int maxDegreeOfParallelism = 1) =>
        MultiplySum<SingleProducts, float>(a, b, c, batch, m, k, n, transposeA, transposeB, accumulate, maxDegreeOfParallelism);

    // The steps are those from a matrix to the next one: 0 where there is one for all.
    private readonly record struct Stack<T>(Product<T> First, nint StepA, nint StepB)
        where T : unmanaged;

    private readonly record struct SummedStack<T>(Stack<T> Stack, int Height)
        where T : unmanaged;

    private readonly record struct Product<T>(Strided<T> A, Strided<T> B, nint C, int M, int K, int N, bool Accumulate)
        where T : unmanaged;

    private static unsafe void Multiply<TProducts, T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int m, int k, int n, bool transposeA, bool transposeB, bool accumulate, int degree)
        where TProducts : IProducts<T>
        where T : unmanaged
    {
        Kernels.CheckMatMul(1, m, k, n, a.Length, b.Length, c.Length);
        fixed (T* pa = a, pb = b, pc = c)
        {
            var (left, right) = (Strided<T>.Of(pa, m, k, transposeA), Strided<T>.Of(pb, k, n, transposeB));
            if (degree == 1)
            {
                TProducts.Multiply(left, right, pc, n, m, k, n, accumulate);   // of small matrices, further calls would show
            }
            else
            {
                Multiply<TProducts, T>(new(left, right, (nint)pc, m, k, n, accumulate), degree);
            }
        }
    }

    // In parts: whole tiles of rows, or of columns where there are few rows.
    private static void Multiply<TProducts, T>(in Product<T> product, int degree)
        where TProducts : IProducts<T>
        where T : unmanaged
    {
        if (degree == 1 || (long)product.M * product.K * product.N < SmallestParallelProduct)
        {
            MultiplyRows<TProducts, T>(product, 0, product.M);
        }
        else if (product.M >= 8 * degree)
        {
            Chunks.Run(product.M, degree, 8, product, static (product, from, to) => MultiplyRows<TProducts, T>(product, from, to));
        }
        else
        {
            Chunks.Run(product.N, degree, 48, product, static (product, from, to) => MultiplyColumns<TProducts, T>(product, from, to));
        }
    }

    // In parts: products, or the parts of each where there are few.
    private static unsafe void MultiplyStack<TProducts, T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int batch, int m, int k, int n, bool transposeA, bool transposeB, bool accumulate, int degree)
        where TProducts : IProducts<T>
        where T : unmanaged
    {
        var (isSharedA, isSharedB) = (a.Length == (long)m * k, b.Length == (long)k * n);
        Kernels.CheckMatMul(batch, m, k, n, (isSharedA ? 1 : batch, a.Length), (isSharedB ? 1 : batch, b.Length), c.Length);
        fixed (T* pa = a, pb = b, pc = c)
        {
            var first = new Product<T>(Strided<T>.Of(pa, m, k, transposeA), Strided<T>.Of(pb, k, n, transposeB), (nint)pc, m, k, n, accumulate);
            var stack = new Stack<T>(first, isSharedA ? 0 : (nint)m * k, isSharedB ? 0 : (nint)k * n);
            if (degree == 1 || batch < degree || (long)batch * m * k * n < SmallestParallelProduct)
            {
                MultiplyEach<TProducts, T>(stack, 0, batch, degree);
            }
            else
            {
                Chunks.Run(batch, degree, 1, stack, static (stack, from, to) => MultiplyEach<TProducts, T>(stack, from, to, 1));
            }
        }
    }

    // In parts: rows of C, to which every product of the stack adds in turn.
    private static unsafe void MultiplySum<TProducts, T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int batch, int m, int k, int n, bool transposeA, bool transposeB, bool accumulate, int degree)
        where TProducts : IProducts<T>
        where T : unmanaged
    {
        Kernels.CheckSum(batch, m, k, n, a.Length, b.Length, c.Length);
        if (batch == 0 && !accumulate)
        {
            c.Clear();
        }

        fixed (T* pa = a, pb = b, pc = c)
        {
            var first = new Product<T>(Strided<T>.Of(pa, m, k, transposeA), Strided<T>.Of(pb, k, n, transposeB), (nint)pc, m, k, n, accumulate);
            var stack = new SummedStack<T>(new(first, (nint)m * k, (nint)k * n), batch);
            var parts = (long)batch * m * k * n < SmallestParallelProduct ? 1 : degree;
            Chunks.Run(m, parts, 8, stack, static (stack, from, to) => AddRows<TProducts, T>(stack, from, to));
        }
    }

    private static unsafe void AddRows<TProducts, T>(in SummedStack<T> sum, nint from, nint to)
        where TProducts : IProducts<T>
        where T : unmanaged
    {
        var (p, stepA, stepB) = sum.Stack;
        for (nint i = 0; i < sum.Height; i++)
        {
            var (a, b) = (p.A.From(from, 0), (nint)((T*)p.B.Address + (i * stepB)));
            TProducts.Multiply(a with { Address = (nint)((T*)a.Address + (i * stepA)) }, p.B with { Address = b }, (T*)p.C + (from * p.N), p.N, to - from, p.K, p.N, p.Accumulate || i > 0);
        }
    }

    private static unsafe void MultiplyEach<TProducts, T>(in Stack<T> stack, nint from, nint to, int degree)
        where TProducts : IProducts<T>
        where T : unmanaged
    {
        var p = stack.First;
        for (var i = from; i < to; i++)
        {
            var (a, b) = ((nint)((T*)p.A.Address + (i * stack.StepA)), (nint)((T*)p.B.Address + (i * stack.StepB)));
            Multiply<TProducts, T>(p with { A = p.A with { Address = a }, B = p.B with { Address = b }, C = (nint)((T*)p.C + (i * p.M * p.N)) }, degree);
        }
    }

    private static unsafe void MultiplyRows<TProducts, T>(in Product<T> p, nint from, nint to)
        where TProducts : IProducts<T>
        where T : unmanaged =>
        TProducts.Multiply(p.A.From(from, 0), p.B, (T*)p.C + (from * p.N), p.N, to - from, p.K, p.N, p.Accumulate);

    private static unsafe void MultiplyColumns<TProducts, T>(in Product<T> p, nint from, nint to)
        where TProducts : IProducts<T>
        where T : unmanaged =>
        TProducts.Multiply(p.A, p.B.From(0, from), (T*)p.C + from, p.N, p.M, p.K, to - from, p.Accumulate);
}
