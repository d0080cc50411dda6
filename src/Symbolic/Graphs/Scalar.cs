using SymDiff.Runtime;

namespace SymDiff;

/// <summary>One entry of a tensor, of whichever dtype: the bits of a double, an integer, or 0 and 1 for false and true.</summary>
public readonly record struct Scalar
{
    private Scalar(long bits) => Integer = bits;

    /// <summary>The value as an integer; meaningful for integer and Bool entries.</summary>
    public long Integer { get; }

    /// <summary>The value as a double; meaningful for Float64 and Float32 entries.</summary>
    public double Real => BitConverter.Int64BitsToDouble(Integer);

    /// <summary>The value as a truth; meaningful for Bool entries.</summary>
    public bool Truth => Integer != 0;

    /// <summary>A floating-point entry.</summary>
    public static Scalar Of(double value) => new(BitConverter.DoubleToInt64Bits(value));

    /// <summary>An integer entry.</summary>
    public static Scalar Of(long value) => new(value);

    /// <summary>A Bool entry.</summary>
    public static Scalar Of(bool value) => new(value ? 1 : 0);

    /// <summary>The entry of a dtype that a number means: rounded to single precision, cut to an integer, or compared with 0.</summary>
    public static Scalar Of(double value, DType dtype) => dtype switch
    {
        DType.Float64 => Of(value),
        DType.Float32 => Of((double)(float)value),
        DType.Int32 => Of((long)ScalarMath.ToInt32(value)),
        DType.Int64 => Of(ScalarMath.ToInt64(value)),
        _ => Of(value != 0),
    };

    /// <summary>The entry as a number, whatever its dtype.</summary>
    public double ToDouble(DType dtype) => dtype.IsFloat ? Real : Integer;

    /// <summary>The entry converted: floats to integers towards zero and saturating, integers wrapping around, rounding to single precision; Bool is 0 and 1.</summary>
    public Scalar Cast(DType from, DType to)
    {
        if (from == to) return this;
        if (from.IsFloat) return Of(Real, to);
        return to switch
        {
            DType.Float64 => Of((double)Integer),
            DType.Float32 => Of((double)(float)Integer),
            DType.Int32 => Of((long)unchecked((int)Integer)),
            DType.Int64 => Of(Integer),
            _ => Of(Integer != 0),
        };
    }
}
