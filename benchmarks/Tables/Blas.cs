using System.Runtime.InteropServices;

namespace SymDiff.Benchmarks;

/// <summary>OpenBLAS on one thread, by matrices whose rows lie one after the other.</summary>
internal sealed unsafe class Blas
{
    public const int NotTransposed = 111;
    public const int Transposed = 112;
    private const int RowMajor = 101, Left = 141, Lower = 122, NonUnit = 131;

    private readonly delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void> dgemm;
    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> sgemm;
    private readonly delegate* unmanaged<int, int, int, int, int, int, int, double, double*, int, double*, int, void> dtrsm;
    private readonly delegate* unmanaged<byte*, int*, double*, int*, int*, void> dpotrf;

    private Blas(nint library)
    {
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads"))(1);
        dgemm = (delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void>)NativeLibrary.GetExport(library, "cblas_dgemm");
        sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)NativeLibrary.GetExport(library, "cblas_sgemm");
        dtrsm = (delegate* unmanaged<int, int, int, int, int, int, int, double, double*, int, double*, int, void>)NativeLibrary.GetExport(library, "cblas_dtrsm");
        dpotrf = (delegate* unmanaged<byte*, int*, double*, int*, int*, void>)NativeLibrary.GetExport(library, "dpotrf_");
    }

    /// <summary>The library, where it is installed.</summary>
    public static Blas? Load() => NativeLibrary.TryLoad("libopenblas.so.0", out var library) ? new(library) : null;

    /// <summary>C = A·B for square matrices, or a factor transposed.</summary>
    public void Multiply(double[] a, double[] b, double[] c, int n, int transposeA = NotTransposed, int transposeB = NotTransposed)
    {
        fixed (double* pa = a, pb = b, pc = c) dgemm(RowMajor, transposeA, transposeB, n, n, n, 1, pa, n, pb, n, 0, pc, n);
    }

    /// <inheritdoc cref="Multiply(double[], double[], double[], int, int, int)"/>
    public void Multiply(float[] a, float[] b, float[] c, int n, int transposeA = NotTransposed, int transposeB = NotTransposed)
    {
        fixed (float* pa = a, pb = b, pc = c) sgemm(RowMajor, transposeA, transposeB, n, n, n, 1, pa, n, pb, n, 0, pc, n);
    }

    /// <summary>Cᵢ = Aᵢ·Bᵢ by a call each; one B may be a factor of all.</summary>
    public void MultiplyEach(double[] a, double[] b, double[] c, int batch, int n)
    {
        fixed (double* pa = a, pb = b, pc = c)
        {
            for (var i = 0; i < batch; i++)
                dgemm(RowMajor, NotTransposed, NotTransposed, n, n, n, 1, pa + (i * n * n), n, b.Length == n * n ? pb : pb + (i * n * n), n, 0, pc + (i * n * n), n);
        }
    }

    /// <summary>X := L⁻¹·X for square matrices.</summary>
    public void Solve(double[] l, double[] x, int n)
    {
        fixed (double* pl = l, px = x) dtrsm(RowMajor, Left, Lower, NotTransposed, NonUnit, n, n, 1, pl, n, px, n);
    }

    /// <summary>The factor L of a matrix in its lower triangle: the upper one for a library that takes columns for rows.</summary>
    public void Factorise(double[] a, int n)
    {
        int failed;
        var upper = (byte)'U';
        fixed (double* pa = a) dpotrf(&upper, &n, pa, &n, &failed);
    }
}
