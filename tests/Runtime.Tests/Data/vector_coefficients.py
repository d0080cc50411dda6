"""Polynomial coefficients and constants of VectorMath, in 60 digits (python3, mpmath)."""
import math
from mpmath import mp, mpf, atanh, cos, exp, log, pi, sin, sqrt
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

def exp_rest(r):
    return (exp(r) - 1 - r) / r**2

def log_series(z):                                  # ln((1 + s)/(1 - s)) = 2s + s^3 R(s^2)
    s = sqrt(z)
    return (2 * atanh(s) - 2 * s) / s**3

def sin_series(z):
    r = sqrt(z)
    return (sin(r) / r - 1) / z

def cos_series(z):
    return (cos(sqrt(z)) - 1 + z / 2) / z**2

if __name__ == "__main__":
    bound = log(2) / 2 * mpf("1.0001")
    report("(e^r - 1 - r)/r^2", off_zero(exp_rest), -bound, bound, 9)
    report("R(z), z = s^2", off_zero(log_series), 0, ((sqrt(2) - 1) / (sqrt(2) + 1))**2 * mpf("1.0001"), 6)
    quarter = (pi / 4 * mpf("1.001"))**2
    report("(sin r/r - 1)/z, z = r^2", off_zero(sin_series), 0, quarter, 5)
    report("(cos r - 1 + z/2)/z^2, z = r^2", off_zero(cos_series), 0, quarter, 5)
    in_parts("ln 2:", log(2))
    in_parts("1/ln 2:", 1 / log(2))
    in_parts("1/ln 10:", 1 / log(10))
    in_parts("ln 2/ln 10:", log(2) / log(10))
    in_parts("2/pi:", 2 / pi, 1)
    head = float(pi / 2)
    middle = math.nextafter(float(pi / 2 - mpf(head)), 0)
    print("pi/2, the middle part rounded down:", head, middle, float(pi / 2 - mpf(head) - mpf(middle)))
