using SymDiff;

namespace SymDiff.Codegen.Loops;

/// <summary>Where a buffer's memory comes from.</summary>
public enum BufferRole
{
    /// <summary>Given by the caller, read only.</summary>
    Input,

    /// <summary>Given by the caller, written.</summary>
    Output,

    /// <summary>Scratch memory of one call.</summary>
    Workspace,

    /// <summary>Data that is part of the program.</summary>
    Constant,
}

/// <summary>A row-major tensor in memory, addressed by a flat offset. Each buffer is itself only.</summary>
public sealed class Buffer(string name, ScalarType type, Dim length, BufferRole role, Tensor? data = null)
{
    /// <summary>The name it goes by where it does not clash.</summary>
    public string Name { get; } = name;

    /// <summary>The type of the entries.</summary>
    public ScalarType Type { get; } = type;

    /// <summary>The number of entries.</summary>
    public Dim Length { get; } = length;

    /// <summary>Where the memory comes from.</summary>
    public BufferRole Role { get; } = role;

    /// <summary>The entries of a constant.</summary>
    public Tensor? Data { get; } = data;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A variable of loop code. Each is itself only.</summary>
public class Local(string name, ScalarType type)
{
    /// <summary>The name it goes by where it does not clash; a lone letter is numbered.</summary>
    public string Name { get; } = name;

    /// <summary>The type of the value.</summary>
    public ScalarType Type { get; } = type;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
