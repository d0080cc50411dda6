using SymDiff;

namespace SymDiff.Codegen.Loops;

/// <summary>The type of a value in loop code: a dtype, an index, or a vector of 256 or 512 bits.</summary>
public enum ScalarType
{
    /// <summary>A double.</summary>
    Float64,

    /// <summary>A float.</summary>
    Float32,

    /// <summary>A 32-bit integer.</summary>
    Int32,

    /// <summary>A 64-bit integer.</summary>
    Int64,

    /// <summary>A truth.</summary>
    Bool,

    /// <summary>A loop counter, a length or an offset; never a value of the user's.</summary>
    Index,

    /// <summary>Four doubles.</summary>
    Float64x4,

    /// <summary>Eight floats.</summary>
    Float32x8,

    /// <summary>Four truths beside doubles: all bits of a lane or none.</summary>
    Mask64x4,

    /// <summary>Eight truths beside floats: all bits of a lane or none.</summary>
    Mask32x8,

    /// <summary>Eight doubles.</summary>
    Float64x8,

    /// <summary>Sixteen floats.</summary>
    Float32x16,

    /// <summary>Eight truths beside doubles: all bits of a lane or none.</summary>
    Mask64x8,

    /// <summary>Sixteen truths beside floats: all bits of a lane or none.</summary>
    Mask32x16,
}

/// <summary>How the types of loop code relate to dtypes and to the types of .NET.</summary>
public static class ScalarTypes
{
    extension(DType dtype)
    {
        /// <summary>The type of loop code that holds an entry of this dtype.</summary>
        public ScalarType ScalarType => (ScalarType)dtype;
    }

    extension(ScalarType type)
    {
        /// <summary>True for Float64 and Float32.</summary>
        public bool IsFloat => type is ScalarType.Float64 or ScalarType.Float32;

        /// <summary>True for vectors of numbers.</summary>
        public bool IsVector => type is ScalarType.Float64x4 or ScalarType.Float32x8 or ScalarType.Float64x8 or ScalarType.Float32x16;

        /// <summary>True for vectors of truths.</summary>
        public bool IsMask => type is ScalarType.Mask64x4 or ScalarType.Mask32x8 or ScalarType.Mask64x8 or ScalarType.Mask32x16;

        /// <summary>The number of lanes; 1 for what is no vector.</summary>
        public int LaneCount => type switch
        {
            ScalarType.Float64x4 or ScalarType.Mask64x4 => 4,
            ScalarType.Float32x8 or ScalarType.Mask32x8 or ScalarType.Float64x8 or ScalarType.Mask64x8 => 8,
            ScalarType.Float32x16 or ScalarType.Mask32x16 => 16,
            _ => 1,
        };

        /// <summary>The type of one lane; of what is no vector, the type itself.</summary>
        public ScalarType Element => type switch
        {
            ScalarType.Float64x4 or ScalarType.Float64x8 => ScalarType.Float64,
            ScalarType.Float32x8 or ScalarType.Float32x16 => ScalarType.Float32,
            _ when type.IsMask => ScalarType.Bool,
            _ => type,
        };

        /// <summary>The bits of a vector or mask, 256 or 512; 0 for what is none.</summary>
        public int VectorBits => type switch
        {
            ScalarType.Float64x8 or ScalarType.Float32x16 or ScalarType.Mask64x8 or ScalarType.Mask32x16 => 512,
            _ => type.IsVector || type.IsMask ? 256 : 0,
        };

        /// <summary>The type of a vector of floats.</summary>
        public ScalarType VectorOf(int bits) => (type, bits) switch
        {
            (ScalarType.Float64, 256) => ScalarType.Float64x4,
            (ScalarType.Float32, 256) => ScalarType.Float32x8,
            (ScalarType.Float64, 512) => ScalarType.Float64x8,
            (ScalarType.Float32, 512) => ScalarType.Float32x16,
            _ => throw new InvalidOperationException($"There are no vectors of {bits} bits of {type}."),
        };

        /// <summary>The type of the truths beside a vector.</summary>
        public ScalarType Mask => type switch
        {
            ScalarType.Float64x4 => ScalarType.Mask64x4,
            ScalarType.Float32x8 => ScalarType.Mask32x8,
            ScalarType.Float64x8 => ScalarType.Mask64x8,
            ScalarType.Float32x16 => ScalarType.Mask32x16,
            _ => throw new InvalidOperationException($"There are no masks for {type}."),
        };

        /// <summary>The vectors that a mask stands beside.</summary>
        public ScalarType Masked => type switch
        {
            ScalarType.Mask64x4 => ScalarType.Float64x4,
            ScalarType.Mask32x8 => ScalarType.Float32x8,
            ScalarType.Mask64x8 => ScalarType.Float64x8,
            ScalarType.Mask32x16 => ScalarType.Float32x16,
            _ => throw new InvalidOperationException($"{type} is no mask."),
        };

        /// <summary>The dtype; an index counts as Int32, a vector as its lanes.</summary>
        public DType DType => type.Element is ScalarType.Index ? DType.Int32 : (DType)type.Element;

        /// <summary>The bytes of an entry in memory; of a vector, of one lane.</summary>
        public int Bytes => type.DType switch
        {
            DType.Float64 or DType.Int64 => 8,
            DType.Bool => 1,
            _ => 4,
        };

        /// <summary>The .NET type; of a vector, that of its lanes.</summary>
        public Type Type => type.Element switch
        {
            ScalarType.Float64 => typeof(double),
            ScalarType.Float32 => typeof(float),
            ScalarType.Int64 => typeof(long),
            ScalarType.Bool => typeof(bool),
            _ => typeof(int),
        };
    }
}
