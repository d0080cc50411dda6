using System.Runtime.Intrinsics;

namespace SymDiff.Runtime;

public static partial class VectorKernels
{
    /// <summary>Σ x[i]·y[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static unsafe double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Kernels.CheckLength(y.Length, nameof(y), x.Length);
        fixed (double* px = x, py = y)
        {
            return VectorProduct<Doubles256, Vector256<double>, double>.Dot(px, py, x.Length);
        }
    }

    /// <inheritdoc cref="Dot(ReadOnlySpan{double}, ReadOnlySpan{double})"/>
    public static unsafe float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Kernels.CheckLength(y.Length, nameof(y), x.Length);
        fixed (float* px = x, py = y)
        {
            return VectorProduct<Floats256, Vector256<float>, float>.Dot(px, py, x.Length);
        }
    }

    /// <summary>y += s·x.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static unsafe void AddScaled(Span<double> y, double s, ReadOnlySpan<double> x)
    {
        Kernels.CheckLength(x.Length, nameof(x), y.Length);
        fixed (double* px = x, py = y)
        {
            VectorProduct<Doubles256, Vector256<double>, double>.AddScaled(py, &s, px, x.Length);
        }
    }

    /// <inheritdoc cref="AddScaled(Span{double}, double, ReadOnlySpan{double})"/>
    public static unsafe void AddScaled(Span<float> y, float s, ReadOnlySpan<float> x)
    {
        Kernels.CheckLength(x.Length, nameof(x), y.Length);
        fixed (float* px = x, py = y)
        {
            VectorProduct<Floats256, Vector256<float>, float>.AddScaled(py, &s, px, x.Length);
        }
    }
}
