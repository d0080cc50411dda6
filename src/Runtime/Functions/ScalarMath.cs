namespace SymDiff.Runtime;

/// <summary>
/// The scalar functions that ops name and System.Math lacks, there or on netstandard2.0: defined for every argument, they
/// never throw, propagate NaN, and give the same bits for the same argument on every call.
/// </summary>
/// <remarks>Float overloads of functions of our own compute in double precision and round once.</remarks>
public static partial class ScalarMath;
