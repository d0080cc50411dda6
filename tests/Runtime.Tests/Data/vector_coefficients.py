"""Polynomial coefficients and constants of VectorMath (python3, mpmath): Chebyshev interpolants, and fits of small weighted error."""
import math
from mpmath import asin, atan, atanh, cos, erf, erfc, exp, log, lu_solve, matrix, mp, mpf, pi, sin, sqrt
from coefficients import report

mp.dps = 60

def off_zero(f):                                    # f has a removable singularity at 0
    return lambda x: f(x if abs(x) > mpf(10)**-12 else mpf(10)**-12)

def in_parts(name, value, parts=2):
    """Doubles that add up to the value, the largest first."""
    result = []
    for _ in range(parts):
        result.append(float(value - sum(map(mpf, result))))
    print(name, ", ".join(map(repr, result)))

def fit(name, f, low, high, degree, weight, points=120, rounds=25, centred=False):
    """Lawson's reweighted least squares in Chebyshev polynomials, turned into powers of x (centred: of x moved and scaled to [-1, 1])."""
    low, high, n = mpf(low), mpf(high), degree + 1
    mid, half = (low + high) / 2, (high - low) / 2
    angles = [pi * (i + mpf("0.5")) / points for i in range(points)]
    xs = [mid + half * cos(a) for a in angles]
    values, weights = [f(x) for x in xs], [weight(x) for x in xs]
    basis = [[cos(j * a) for j in range(n)] for a in angles]
    lawson, best = [mpf(1) / points] * points, None
    for _ in range(rounds):
        normal, right = matrix(n, n), matrix(n, 1)
        for row, value, w, l in zip(basis, values, weights, lawson):
            for j in range(n):
                right[j] += row[j] * value * w * w * l
                for k in range(n):
                    normal[j, k] += row[j] * row[k] * w * w * l
        c = lu_solve(normal, right)
        errors = [abs(sum(c[j] * row[j] for j in range(n)) - value) * w for row, value, w in zip(basis, values, weights)]
        if best is None or max(errors) < best[0]:
            best = max(errors), c
        total = sum(l * e for l, e in zip(lawson, errors))
        lawson = [l * e / total for l, e in zip(lawson, errors)]
    chebyshev = [[mpf(1)], [mpf(0), mpf(1)]]
    for j in range(2, n):
        chebyshev.append([mpf(0)] + [2 * v for v in chebyshev[-1]])
        for i, v in enumerate(chebyshev[-3]):
            chebyshev[-1][i] -= v
    powers = [sum(best[1][j] * chebyshev[j][i] for j in range(n) if i <= j) for i in range(n)]
    if not centred:
        result = [powers[-1]]
        for p in powers[-2::-1]:                    # Horner's scheme on polynomials: result*(x - mid)/half + p
            result = [((result[i - 1] if i else 0) - (result[i] * mid if i < len(result) else 0)) / half for i in range(len(result) + 1)]
            result[0] += p
        powers = result
    print(f"{name} on [{float(low):.3g}, {float(high):.3g}], degree {degree}: weighted error {float(best[0]):.1e}")
    for c in powers:
        print(f"    {float(c)!r},")

def odd_rest(f):                                    # (f(s)/s - 1)/z, z = s^2
    return off_zero(lambda z: (f(sqrt(z)) / sqrt(z) - 1) / z)

def log_series(z):                                  # ln((1 + s)/(1 - s)) = 2s + s^3 R(s^2)
    s = sqrt(z)
    return (2 * atanh(s) - 2 * s) / s**3

def pow_series(z):                                  # log2((1 + s)/(1 - s)) = (2/ln 2)(s + s^3/3) + s^5 Q(s^2)
    s = sqrt(z)
    return 2 / log(2) * (atanh(s) - s - s**3 / 3) / s**5

def two_over_pi_bits():
    mp.prec = 1400
    bits = int(mp.floor(2 / mp.pi * mpf(2)**(64 * 19)))
    print("2/pi:", ", ".join(f"0x{(bits >> (64 * (18 - i))) & (2**64 - 1):016X}" for i in range(19)))

if __name__ == "__main__":
    bound = log(2) / 2 * mpf("1.0001")
    report("(e^r - 1 - r)/r^2", off_zero(lambda r: (exp(r) - 1 - r) / r**2), -bound, bound, 9)
    largest = ((sqrt(2) - 1) / (sqrt(2) + 1))**2 * mpf("1.0001")
    report("R(z), z = s^2", off_zero(log_series), 0, largest, 6)
    fit("Q(z), z = s^2", pow_series, mpf(10)**-8, largest, 6, lambda z: z * z)
    quarter = (pi / 4 * mpf("1.001"))**2
    report("(sin r/r - 1)/z, z = r^2", odd_rest(sin), 0, quarter, 5)
    report("(cos r - 1 + z/2)/z^2, z = r^2", off_zero(lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2), 0, quarter, 5)
    fit("(atan t/t - 1)/z, z = t^2", odd_rest(atan), mpf(10)**-12, (sqrt(2) - 1)**2 * mpf("1.0001"), 10, lambda z: z)
    fit("(asin s/s - 1)/z, z = s^2", odd_rest(asin), mpf(10)**-12, "0.25", 11, lambda z: z)
    fit("erf(x)/x - 1, z = x^2", lambda z: erf(sqrt(z)) / sqrt(z) - 1, mpf(10)**-12, 1, 11, lambda z: sqrt(z) / erf(sqrt(z)))
    fit("-ln erfc(1 + v)", lambda v: -log(erfc(1 + v)), "-0.001", "4.95", 17, lambda v: erfc(1 + v) / erf(1 + v))
    fit("m^(-1/3), u = (2m - 9)/7", lambda m: m**(-mpf(1) / 3), 1, 8, 5, lambda m: m**(mpf(1) / 3), centred=True)
    in_parts("ln 2:", log(2))
    in_parts("1/ln 2:", 1 / log(2))
    in_parts("2/ln 2:", 2 / log(2))
    in_parts("2/(3 ln 2):", 2 / (3 * log(2)))
    in_parts("1/ln 10:", 1 / log(10))
    in_parts("ln 2/ln 10:", log(2) / log(10))
    in_parts("pi/4:", pi / 4)
    in_parts("pi/2:", pi / 2)
    head = float(pi / 2)
    middle = math.nextafter(float(pi / 2 - mpf(head)), 0)
    print("pi/2, the middle part rounded down:", head, middle, float(pi / 2 - mpf(head) - mpf(middle)))
    two_over_pi_bits()
