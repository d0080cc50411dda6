namespace SymDiff.Runtime;

/// <summary>A growing symmetric tridiagonal matrix T and the ends of its spectrum, by bisection on Sturm counts.</summary>
internal sealed class Tridiagonal
{
    private readonly List<double> _diagonal = [];
    private readonly List<double> _below = []; // _below[k] couples rows k and k + 1; the last one leads out of T

    public int Count => _diagonal.Count;

    /// <summary>Largest row sum of magnitudes, a bound of all |λ| (Gershgorin).</summary>
    public double Bound { get; private set; }

    public void Add(double diagonal, double below)
    {
        Bound = Math.Max(Bound, Math.Abs(diagonal) + below + (Count > 0 ? _below[Count - 1] : 0));
        _diagonal.Add(diagonal);
        _below.Add(below);
    }

    public double Smallest() => Bisect(1);

    public double Largest() => Bisect(Count);

    /// <summary>β·|last component| of the eigenvectors at both ends, the larger: the Ritz vectors' residual.</summary>
    public double ResidualBound(double beta) =>
        beta * Math.Max(Math.Abs(Eigenvector(Smallest())[Count - 1]), Math.Abs(Eigenvector(Largest())[Count - 1]));

    /// <summary>
    /// The unit eigenvector for an end of the spectrum, from the last row up: in that direction it grows once converged, and
    /// the recurrence s[k−1] = ((λ − α[k])·s[k] − β[k]·s[k+1])/β[k−1] is stable.
    /// </summary>
    public double[] Eigenvector(double value)
    {
        var s = new double[Count];
        s[Count - 1] = 1;
        for (var k = Count - 1; k > 0; k--)
        {
            var above = k + 1 < Count ? _below[k] * s[k + 1] : 0;
            s[k - 1] = (((value - _diagonal[k]) * s[k]) - above) / _below[k - 1];
            if (Math.Abs(s[k - 1]) > 1e100)
            {
                Vectors.Scale(s, 1e-100);
            }
        }

        Vectors.Divide(s, Vectors.Norm(s));
        return s;
    }

    // The order-th smallest eigenvalue, by halving [−Bound, Bound] down to the rounding error of T
    private double Bisect(int order)
    {
        var (low, high) = (-Bound, Bound);
        while (high - low > 1e-16 * Bound)
        {
            var middle = low + ((high - low) / 2);
            if (middle == low || middle == high)
            {
                break;
            }

            if (CountBelow(middle) >= order)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return low + ((high - low) / 2);
    }

    // How many eigenvalues are below x: negative pivots of T − x (Sylvester's law of inertia)
    private int CountBelow(double x)
    {
        var count = 0;
        var pivot = 1.0;
        for (var k = 0; k < Count; k++)
        {
            var coupling = k > 0 ? _below[k - 1] : 0;
            pivot = _diagonal[k] - x - (coupling * coupling / pivot);
            pivot = pivot == 0 ? -double.Epsilon : pivot; // as if x were a little larger
            count += pivot < 0 ? 1 : 0;
        }

        return count;
    }
}
