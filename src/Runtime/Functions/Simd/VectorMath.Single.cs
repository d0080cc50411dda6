using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SymDiff.Runtime;

// Single precision: the functions of doubles on both halves, rounded once, as in ScalarMath.
public static partial class VectorMath
{
    /// <inheritdoc cref="Exp(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x) => Vector256.Narrow(Exp(Vector256.WidenLower(x)), Exp(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Exp2(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp2(Vector256<float> x) => Vector256.Narrow(Exp2(Vector256.WidenLower(x)), Exp2(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Expm1(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Expm1(Vector256<float> x) => Vector256.Narrow(Expm1(Vector256.WidenLower(x)), Expm1(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Log(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> x) => Vector256.Narrow(Log(Vector256.WidenLower(x)), Log(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Log2(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log2(Vector256<float> x) => Vector256.Narrow(Log2(Vector256.WidenLower(x)), Log2(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Log10(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log10(Vector256<float> x) => Vector256.Narrow(Log10(Vector256.WidenLower(x)), Log10(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Log1p(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log1p(Vector256<float> x) => Vector256.Narrow(Log1p(Vector256.WidenLower(x)), Log1p(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Sin(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sin(Vector256<float> x) => Vector256.Narrow(Sin(Vector256.WidenLower(x)), Sin(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Cos(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Cos(Vector256<float> x) => Vector256.Narrow(Cos(Vector256.WidenLower(x)), Cos(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Tan(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tan(Vector256<float> x) => Vector256.Narrow(Tan(Vector256.WidenLower(x)), Tan(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Asin(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Asin(Vector256<float> x) => Vector256.Narrow(Asin(Vector256.WidenLower(x)), Asin(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Acos(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Acos(Vector256<float> x) => Vector256.Narrow(Acos(Vector256.WidenLower(x)), Acos(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Atan(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Atan(Vector256<float> x) => Vector256.Narrow(Atan(Vector256.WidenLower(x)), Atan(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Sinh(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sinh(Vector256<float> x) => Vector256.Narrow(Sinh(Vector256.WidenLower(x)), Sinh(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Cosh(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Cosh(Vector256<float> x) => Vector256.Narrow(Cosh(Vector256.WidenLower(x)), Cosh(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Tanh(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x) => Vector256.Narrow(Tanh(Vector256.WidenLower(x)), Tanh(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Asinh(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Asinh(Vector256<float> x) => Vector256.Narrow(Asinh(Vector256.WidenLower(x)), Asinh(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Acosh(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Acosh(Vector256<float> x) => Vector256.Narrow(Acosh(Vector256.WidenLower(x)), Acosh(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Atanh(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Atanh(Vector256<float> x) => Vector256.Narrow(Atanh(Vector256.WidenLower(x)), Atanh(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Sigmoid(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x) => Vector256.Narrow(Sigmoid(Vector256.WidenLower(x)), Sigmoid(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Softplus(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Softplus(Vector256<float> x) => Vector256.Narrow(Softplus(Vector256.WidenLower(x)), Softplus(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="LogSigmoid(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LogSigmoid(Vector256<float> x) => Vector256.Narrow(LogSigmoid(Vector256.WidenLower(x)), LogSigmoid(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Erf(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Erf(Vector256<float> x) => Vector256.Narrow(Erf(Vector256.WidenLower(x)), Erf(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Erfc(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Erfc(Vector256<float> x) => Vector256.Narrow(Erfc(Vector256.WidenLower(x)), Erfc(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Cbrt(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Cbrt(Vector256<float> x) => Vector256.Narrow(Cbrt(Vector256.WidenLower(x)), Cbrt(Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Pow(Vector256{double}, Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Pow(Vector256<float> x, Vector256<float> y) =>
        Vector256.Narrow(Pow(Vector256.WidenLower(x), Vector256.WidenLower(y)), Pow(Vector256.WidenUpper(x), Vector256.WidenUpper(y)));

    /// <inheritdoc cref="Atan2(Vector256{double}, Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Atan2(Vector256<float> y, Vector256<float> x) =>
        Vector256.Narrow(Atan2(Vector256.WidenLower(y), Vector256.WidenLower(x)), Atan2(Vector256.WidenUpper(y), Vector256.WidenUpper(x)));

    /// <inheritdoc cref="Hypot(Vector256{double}, Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Hypot(Vector256<float> x, Vector256<float> y) =>
        Vector256.Narrow(Hypot(Vector256.WidenLower(x), Vector256.WidenLower(y)), Hypot(Vector256.WidenUpper(x), Vector256.WidenUpper(y)));

    /// <inheritdoc cref="Sqrt(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sqrt(Vector256<float> x) => Vector256.Sqrt(x);

    /// <inheritdoc cref="Square(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Square(Vector256<float> x) => x * x;

    /// <inheritdoc cref="Abs(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Abs(Vector256<float> x) => Vector256.Abs(x);

    /// <inheritdoc cref="Floor(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Floor(Vector256<float> x) => Vector256.Floor(x);

    /// <inheritdoc cref="Ceiling(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Ceiling(Vector256<float> x) => Vector256.Ceiling(x);

    /// <inheritdoc cref="Round(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Round(Vector256<float> x) => Vector256.Round(x);

    /// <inheritdoc cref="Truncate(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Truncate(Vector256<float> x) => Vector256.Truncate(x);

    /// <inheritdoc cref="Relu(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Relu(Vector256<float> x) => Vector256.AndNot(x, Vector256.LessThanOrEqual(x, Vector256<float>.Zero));

    /// <inheritdoc cref="Sign(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sign(Vector256<float> x)
    {
        var one = Vector256.Create(1f) | (x & Vector256.Create(-0f));
        return Vector256.ConditionalSelect(Vector256.GreaterThan(Vector256.Abs(x), Vector256<float>.Zero), one, x);
    }

    /// <inheritdoc cref="Min(Vector256{double}, Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Min(Vector256<float> x, Vector256<float> y) => Vector256.Min(x, y);

    /// <inheritdoc cref="Max(Vector256{double}, Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> x, Vector256<float> y) => Vector256.Max(x, y);

    /// <inheritdoc cref="Clamp(Vector256{double}, Vector256{double}, Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Clamp(Vector256<float> x, Vector256<float> low, Vector256<float> high) => Vector256.Min(Vector256.Max(x, low), high);

    /// <inheritdoc cref="CopySign(Vector256{double}, Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> CopySign(Vector256<float> x, Vector256<float> sign) => Vector256.CopySign(x, sign);

    /// <inheritdoc cref="FusedMultiplyAdd(Vector256{double}, Vector256{double}, Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FusedMultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> z) => Vector256.FusedMultiplyAdd(x, y, z);
}
