#if !NET
using MathF = System.Math;
#endif

namespace SymDiff.Runtime;

// MathF for the targets that lack it: there the double function, rounded once.
public static partial class ScalarMath
{
    /// <summary>eˣ in single precision; special values as in <see cref="Math.Exp(double)"/>.</summary>
    public static float Exp(float x) => (float)MathF.Exp(x);

    /// <summary>Natural logarithm in single precision; special values as in <see cref="Math.Log(double)"/>.</summary>
    public static float Log(float x) => (float)MathF.Log(x);

    /// <summary>Base 10 logarithm in single precision; special values as in <see cref="Math.Log10(double)"/>.</summary>
    public static float Log10(float x) => (float)MathF.Log10(x);

    /// <summary>xʸ in single precision; special values as in <see cref="Math.Pow(double, double)"/>.</summary>
    public static float Pow(float x, float y) => (float)MathF.Pow(x, y);

    /// <summary>√x in single precision; special values as in <see cref="Math.Sqrt(double)"/>.</summary>
    public static float Sqrt(float x) => (float)MathF.Sqrt(x);

    /// <summary>Sine in single precision; special values as in <see cref="Math.Sin(double)"/>.</summary>
    public static float Sin(float x) => (float)MathF.Sin(x);

    /// <summary>Cosine in single precision; special values as in <see cref="Math.Cos(double)"/>.</summary>
    public static float Cos(float x) => (float)MathF.Cos(x);

    /// <summary>Tangent in single precision; special values as in <see cref="Math.Tan(double)"/>.</summary>
    public static float Tan(float x) => (float)MathF.Tan(x);

    /// <summary>Inverse sine in single precision; special values as in <see cref="Math.Asin(double)"/>.</summary>
    public static float Asin(float x) => (float)MathF.Asin(x);

    /// <summary>Inverse cosine in single precision; special values as in <see cref="Math.Acos(double)"/>.</summary>
    public static float Acos(float x) => (float)MathF.Acos(x);

    /// <summary>Inverse tangent in single precision; special values as in <see cref="Math.Atan(double)"/>.</summary>
    public static float Atan(float x) => (float)MathF.Atan(x);

    /// <summary>Angle of the point (x, y) in single precision; special values as in <see cref="Math.Atan2(double, double)"/>.</summary>
    public static float Atan2(float y, float x) => (float)MathF.Atan2(y, x);

    /// <summary>Hyperbolic sine in single precision; special values as in <see cref="Math.Sinh(double)"/>.</summary>
    public static float Sinh(float x) => (float)MathF.Sinh(x);

    /// <summary>Hyperbolic cosine in single precision; special values as in <see cref="Math.Cosh(double)"/>.</summary>
    public static float Cosh(float x) => (float)MathF.Cosh(x);

    /// <summary>Hyperbolic tangent in single precision; special values as in <see cref="Math.Tanh(double)"/>.</summary>
    public static float Tanh(float x) => (float)MathF.Tanh(x);

    /// <summary>Largest integer not above x in single precision; special values as in <see cref="Math.Floor(double)"/>.</summary>
    public static float Floor(float x) => (float)MathF.Floor(x);

    /// <summary>Smallest integer not below x in single precision; special values as in <see cref="Math.Ceiling(double)"/>.</summary>
    public static float Ceiling(float x) => (float)MathF.Ceiling(x);

    /// <summary>Nearest integer, ties to even in single precision; special values as in <see cref="Math.Round(double)"/>.</summary>
    public static float Round(float x) => (float)MathF.Round(x);

    /// <summary>Integer part, towards 0 in single precision; special values as in <see cref="Math.Truncate(double)"/>.</summary>
    public static float Truncate(float x) => (float)MathF.Truncate(x);
}
