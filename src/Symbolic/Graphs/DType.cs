namespace SymDiff;

/// <summary>The type of a tensor's entries.</summary>
public enum DType
{
    /// <summary>IEEE 754 double precision.</summary>
    Float64,

    /// <summary>IEEE 754 single precision; every operation on it rounds to single precision.</summary>
    Float32,

    /// <summary>Signed 32-bit integer; arithmetic wraps around.</summary>
    Int32,

    /// <summary>Signed 64-bit integer; arithmetic wraps around.</summary>
    Int64,

    /// <summary>True or false.</summary>
    Bool,
}

/// <summary>What a dtype is called and which of the number families it belongs to.</summary>
public static class DTypes
{
    extension(DType dtype)
    {
        /// <summary>True for the types a derivative exists for.</summary>
        public bool IsFloat => dtype is DType.Float64 or DType.Float32;

        /// <summary>True for Int32 and Int64.</summary>
        public bool IsInteger => dtype is DType.Int32 or DType.Int64;

        /// <summary>The short name used in printed types: f64, f32, i32, i64, bool.</summary>
        public string Symbol => dtype switch
        {
            DType.Float64 => "f64",
            DType.Float32 => "f32",
            DType.Int32 => "i32",
            DType.Int64 => "i64",
            DType.Bool => "bool",
            _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "not a dtype"),
        };

        /// <summary>The C# keyword of the type.</summary>
        public string Keyword => dtype switch
        {
            DType.Float64 => "double",
            DType.Float32 => "float",
            DType.Int32 => "int",
            DType.Int64 => "long",
            DType.Bool => "bool",
            _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "not a dtype"),
        };
    }
}
