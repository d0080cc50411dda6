using System.Diagnostics;

namespace SymDiff;

/// <summary>What is done where a derivative is undefined or zero for a reason that its caller may not know.</summary>
public enum Undefined
{
    /// <summary>An error.</summary>
    Throw,

    /// <summary>As <see cref="Zero"/>, and <see cref="DifferentiationOptions.Warning"/> is called.</summary>
    Warn,

    /// <summary>Zero; at a kink what the op's convention says.</summary>
    Zero,
}

/// <summary>What is done with what a <see cref="GradientReport"/> finds. The report can be asked for whatever is chosen here.</summary>
public sealed record DifferentiationOptions
{
    /// <summary>The choices that hold when none are given.</summary>
    public static DifferentiationOptions Default { get; } = new();

    /// <summary>For an input that the output does not depend on. Null: an error where the input was named, zero where all inputs are meant.</summary>
    public Undefined? Disconnected { get; init; }

    /// <summary>For an op on the way whose derivative is zero almost everywhere, and for a way that leads through integers.</summary>
    public Undefined Flat { get; init; } = Undefined.Zero;

    /// <summary>For an op on the way that has points at which its derivative is undefined or one-sided.</summary>
    public Undefined Kinks { get; init; } = Undefined.Zero;

    /// <summary>Takes the warnings; by default they go to <see cref="Trace"/>.</summary>
    public Action<Finding> Warning { get; init; } = finding => Trace.TraceWarning(finding.ToString());
}
