namespace SymDiff.Runtime;

/// <summary>
/// The SIMD twins of the functions of <see cref="Math"/> and <see cref="ScalarMath"/>, by the same names: defined for every lane's
/// value as the scalar function is, within 2.5 units in the last place (<c>Pow</c> 4), and the same on every processor.
/// </summary>
/// <remarks>
/// They are inlined into the loops of generated code: straight-line code that calls nothing, so that vectors stay in registers. Only
/// trigonometric functions leave it, when a lane's magnitude is above 2⁴⁰. The coefficients are those of
/// tests/Runtime.Tests/Data/vector_coefficients.py.
/// </remarks>
public static partial class VectorMath
{
    private const double Ln2 = 0.6931471805599453;
    private const double Ln2Low = 2.3190468138462996e-17; // ln 2 − Ln2
    private const double Log2E = 1.4426950408889634;
}
