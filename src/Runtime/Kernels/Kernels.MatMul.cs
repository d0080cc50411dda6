namespace SymDiff.Runtime;

public static partial class Kernels
{
    /// <summary>C = A·B for A of m×k, B of k×n and C of m×n; every element sums its products in the order of k.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void MatMul(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int m, int k, int n)
    {
        CheckMatMul(1, m, k, n, a.Length, b.Length, c.Length);
        c.Clear();
        AddProduct(a, b, c, k, n);
    }

    /// <inheritdoc cref="MatMul(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int)"/>
    public static void MatMul(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int k, int n)
    {
        CheckMatMul(1, m, k, n, a.Length, b.Length, c.Length);
        c.Clear();
        AddProduct(a, b, c, k, n);
    }

    /// <summary>Cᵢ = Aᵢ·Bᵢ for a stack of matrices each.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void BatchedMatMul(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int batch, int m, int k, int n)
    {
        CheckMatMul(batch, m, k, n, a.Length, b.Length, c.Length);
        c.Clear();
        for (var i = 0; i < batch; i++)
        {
            AddProduct(a.Slice(i * m * k, m * k), b.Slice(i * k * n, k * n), c.Slice(i * m * n, m * n), k, n);
        }
    }

    /// <inheritdoc cref="BatchedMatMul(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int, int)"/>
    public static void BatchedMatMul(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int batch, int m, int k, int n)
    {
        CheckMatMul(batch, m, k, n, a.Length, b.Length, c.Length);
        c.Clear();
        for (var i = 0; i < batch; i++)
        {
            AddProduct(a.Slice(i * m * k, m * k), b.Slice(i * k * n, k * n), c.Slice(i * m * n, m * n), k, n);
        }
    }

    /// <summary>C = Σᵢ Aᵢ·Bᵢ over stacks of as many matrices.</summary>
    /// <exception cref="ArgumentException">A length does not fit the sizes.</exception>
    public static void SummedMatMul(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int batch, int m, int k, int n)
    {
        CheckSum(batch, m, k, n, a.Length, b.Length, c.Length);
        c.Clear();
        for (var i = 0; i < batch; i++)
        {
            AddProduct(a.Slice(i * m * k, m * k), b.Slice(i * k * n, k * n), c, k, n);
        }
    }

    /// <inheritdoc cref="SummedMatMul(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double}, int, int, int, int)"/>
    public static void SummedMatMul(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int batch, int m, int k, int n)
    {
        CheckSum(batch, m, k, n, a.Length, b.Length, c.Length);
        c.Clear();
        for (var i = 0; i < batch; i++)
        {
            AddProduct(a.Slice(i * m * k, m * k), b.Slice(i * k * n, k * n), c, k, n);
        }
    }

    internal static void CheckMatMul(int batch, int m, int k, int n, int a, int b, int c) => CheckMatMul(batch, m, k, n, (batch, a), (batch, b), c);

    // Operands may be stacks of another height.
    internal static void CheckMatMul(int batch, int m, int k, int n, (int Batch, int Length) a, (int Batch, int Length) b, int c)
    {
        CheckSize(batch, nameof(batch));
        CheckSize(m, nameof(m));
        CheckSize(k, nameof(k));
        CheckSize(n, nameof(n));
        CheckStack(a.Length, nameof(a), a.Batch, m, k);
        CheckStack(b.Length, nameof(b), b.Batch, k, n);
        CheckStack(c, nameof(c), batch, m, n);
    }

    internal static void CheckSum(int batch, int m, int k, int n, int a, int b, int c)
    {
        CheckSize(batch, nameof(batch));
        CheckSize(m, nameof(m));
        CheckSize(k, nameof(k));
        CheckSize(n, nameof(n));
        CheckLength(a, nameof(a), batch, m, k);
        CheckLength(b, nameof(b), batch, k, n);
        CheckLength(c, nameof(c), m, n);
    }

    // A single matrix is named by its rows and columns.
    private static void CheckStack(int actual, string name, int batch, int rows, int columns)
    {
        if (batch == 1)
        {
            CheckLength(actual, name, rows, columns);
        }
        else
        {
            CheckLength(actual, name, batch, rows, columns);
        }
    }

    // Rows of B stream through the cache: C[i,:] += A[i,p]·B[p,:]
    private static void AddProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int k, int n)
    {
        for (var (aAt, cAt) = (0, 0); cAt < c.Length; cAt += n)
        {
            var row = c.Slice(cAt, n);
            for (var p = 0; p < k; p++, aAt++)
            {
                Vectors.AddScaled(row, a[aAt], b.Slice(p * n, n));
            }
        }
    }

    private static void AddProduct(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int k, int n)
    {
        for (var (aAt, cAt) = (0, 0); cAt < c.Length; cAt += n)
        {
            var row = c.Slice(cAt, n);
            for (var p = 0; p < k; p++, aAt++)
            {
                Vectors.AddScaled(row, a[aAt], b.Slice(p * n, n));
            }
        }
    }
}
