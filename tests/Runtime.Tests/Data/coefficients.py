"""Polynomial coefficients of ScalarMath, from Chebyshev interpolation in 60 digits (python3, mpmath)."""
from mpmath import mp, mpf, cos, pi, erf, erfc, exp, sqrt, loggamma, polyval, digamma, findroot

mp.dps = 60

def interpolate(f, low, high, degree):
    """Monomial coefficients (constant first) of the interpolant of f in degree + 1 Chebyshev points of [low, high]."""
    n = degree + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * n)) for i in range(n)]
    table = [f(x) for x in nodes]
    for level in range(1, n):                       # Newton's divided differences
        for i in range(n - 1, level - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (nodes[i] - nodes[i - level])
    result = [table[-1]]
    for i in range(n - 2, -1, -1):                  # Newton form -> monomials
        result = [mpf(0)] + result
        for j in range(len(result) - 1):
            result[j] -= nodes[i] * result[j + 1]
        result[0] += table[i]
    return result

def report(name, f, low, high, degree):
    low, high = mpf(low), mpf(high)
    c = interpolate(f, low, high, degree)
    rounded = [mpf(float(x)) for x in c]
    grid = [low + (high - low) * mpf(i) / 997 for i in range(1, 997)]
    error = max(abs(polyval(rounded[::-1], x) - f(x)) for x in grid)
    print(f"{name} on [{float(low)}, {float(high)}], degree {degree}: absolute error {float(error):.1e}")
    for x in c:
        print(f"    {float(x)!r},")

def erfcx(x):
    return exp(x * x) * erfc(x)

def shepherd(t):                                    # Shepherd & Laframboise 1981: (1 + 2x) erfcx(x), x = k (1 + t) / (1 - t)
    if t == 1:
        return 2 / sqrt(pi)
    x = K * (1 + t) / (1 - t)
    return (1 + 2 * x) * (erfcx(x) if x < 100 else asymptotic(x))

def asymptotic(x):                                  # DLMF 7.12.1
    term = total = 1 / (x * sqrt(pi))
    for m in range(1, 40):
        term *= -(2 * m - 1) / (2 * x * x)
        total += term
    return total

def erf_even(z):                                    # (erf(x)/x - 1), z = x^2
    x = sqrt(z)
    return erf(x) / x - 1 if z > mpf(10)**-40 else 2 / sqrt(pi) - 1

def log_gamma(d):                                   # lgamma(2 + d) / (d (1 + d))
    if abs(d) < mpf(10)**-30:
        return 1 - mp.euler
    return loggamma(2 + d) / (d * (1 + d))

ROOT = findroot(digamma, mpf("1.46"))                # the positive zero of digamma

def digamma_less_root(d):                           # digamma(3/2 + d)/(3/2 + d - ROOT)
    x = mpf("1.5") + d
    return digamma(x) / (x - ROOT)

if __name__ == "__main__":
    K = mpf("3.75")
    report("(1 + 2x) erfcx(x) - 1, t = (x - 3.75)/(x + 3.75)", lambda t: shepherd(t) - 1, -1, 1, 24)
    report("erf(x)/x - 1, z = x^2", erf_even, 0, "0.25", 9)
    report("lgamma(2 + d)/(d (1 + d))", log_gamma, "-0.5", "0.5", 18)
    report("digamma(3/2 + d)/(3/2 + d - root)", digamma_less_root, "-0.5", "0.5", 22)
    high = mpf(float(ROOT))
    print("root", repr(float(high)), repr(float(ROOT - high)))
