namespace SymDiff;

/// <summary>Which rewrites and which kinds of rounding compiled code may use.</summary>
public enum Numerics
{
    /// <summary>The interpreter's result bit for bit: exact rules only, its order of operations, System.Math.</summary>
    Strict,

    /// <summary>Rules that hold up to rounding, fused multiply-add, sums in another order, vector functions within 2.5 ulp.</summary>
    Standard,

    /// <summary>As Standard, with vector functions within 4 ulp.</summary>
    Fast,
}

/// <summary>How source is written.</summary>
public sealed record SourceOptions
{
    /// <summary>The namespace; none by default.</summary>
    public string? Namespace { get; init; }

    /// <summary>The class that holds the method.</summary>
    public string Class { get; init; } = "Functions";

    /// <summary>The method's name; the function's in Pascal case by default.</summary>
    public string? Method { get; init; }

    /// <summary>Whether class and method are public.</summary>
    public bool IsPublic { get; init; } = true;

    /// <summary>Which rewrites are used.</summary>
    public Numerics Numerics { get; init; } = Numerics.Standard;

    /// <summary>
    /// Whether loops are written with vectors, fused multiplication and raw memory: as fast as compiled delegates, but longer, and for .NET 10 only.
    /// With strict numerics only the memory is raw.
    /// </summary>
    public bool Vectorize { get; init; }

    /// <summary>The bits of those vectors, 256 or 512: the text does not depend on the machine that writes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither.</exception>
    public int VectorBits
    {
        get;
        init => field = value is 256 or 512 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "VectorBits: expected 256 or 512.");
    } = 256;

    /// <summary>Whether memory is read and written through references, without checks of bounds; lowering has proved the offsets.</summary>
    internal bool IsRaw { get; init; }
}
