using SymDiff;

namespace SymDiff.Codegen.Loops;

/// <summary>The type of a value in loop code: a dtype, or an index.</summary>
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

        /// <summary>The dtype; an index counts as Int32.</summary>
        public DType DType => type == ScalarType.Index ? DType.Int32 : (DType)type;

        /// <summary>The .NET type.</summary>
        public Type Type => type switch
        {
            ScalarType.Float64 => typeof(double),
            ScalarType.Float32 => typeof(float),
            ScalarType.Int64 => typeof(long),
            ScalarType.Bool => typeof(bool),
            _ => typeof(int),
        };
    }
}
