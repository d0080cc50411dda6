"""Reference values of VectorMath in 80 digits: python3 vector_reference.py [points per range] > vector_reference.csv (needs mpmath).

The lines are those of reference.py with the range at the end. Beside the ranges there are points where functions of this kind go wrong: denormal arguments and
results, the ends of the range, neighbours of 1, arguments next to multiples of pi/2.
"""
import math
import random
import struct
import sys
from mpmath import mp, mpf
import reference
from reference import UNARY, sample, softplus

LARGE_ANGLES = [1e15, 1e22, 1.5e100, 1.7e308, 6381956970095103 * 2.0 ** 797]
TINY = [5e-324, 1e-320, 2.2250738585072014e-308, 1e-300, 1e-160, 1e-20, 1e-17, 1e-16, 1e-9, 1e-8, 1e-5]

def both(values):
    return list(values) + [-v for v in values]

def neighbours(value, count):
    bits = struct.unpack("<q", struct.pack("<d", value))[0]
    return [struct.unpack("<d", struct.pack("<q", bits + i))[0] for i in range(-count, count + 1)]

def quadrants():
    """Doubles next to n*pi/2 for n up to 2^39, the worst among the continued fraction's convergents."""
    result, (p0, q0), (p1, q1), rest = [], (0, 1), (1, 0), mp.pi / 2
    while p1 < 2 ** 39:
        a = int(mp.floor(rest))
        (p0, q0), (p1, q1), rest = (p1, q1), (a * p1 + p0, a * q1 + q0), 1 / (rest - a)
        result += [float(k * q1 * mp.pi / 2) for k in (1, 2, 3)]
    result += [float(n * mp.pi / 2) for n in list(range(1, 9)) + [random.randrange(1, 2 ** 39) for _ in range(60)]]
    return both(result)

def exp_points():
    return both(TINY) + [709.782712893384, 709.7, 708.4, -708.3, -708.4, -710, -740, -744.9, -745.1, -745.13]

ANGLES = [(-1, 1), (-10, 10), (-1e5, 1e5), ("log", 1e-300, 1e12), ("log", 1e12, 1e300)]
UNIT = [(-1, 1), (0.99, 1), (-1, -0.99), ("log", 1e-300, 1)]

# Function, ranges as in reference.py, single points.
TABLE = {
    "Exp": (mp.exp, [(-1, 1), (-745, 709.7), (-745, -707), ("log", 1e-300, 1)], exp_points),
    "Exp2": (lambda x: mpf(2) ** x, [(-1, 1), (-1074, 1023.9), (-1074, -1020)], lambda: both(TINY) + list(map(float, range(-1074, 1024, 97)))),
    "Expm1": (mp.expm1, UNARY["Expm1"][1] + [(-0.5, 1)], lambda: both(TINY) + [709.78, 709.0, -37, -40, -800]),
    "Log": (mp.log, [("+log", 5e-324, 1e308), ("+log", 5e-324, 1e-307), (0.5, 2), (0.99, 1.01)], lambda: TINY + [1.7976931348623157e308] + neighbours(1.0, 6)),
    "Log2": (lambda x: mp.log(x, 2), UNARY["Log2"][1], lambda: TINY + [2.0 ** k for k in range(-1074, 1024, 113)] + neighbours(1.0, 4)),
    "Log10": (mp.log10, [("+log", 5e-324, 1e308), (0.5, 2), (0.99, 1.01)], lambda: TINY + [10.0 ** k for k in range(-300, 308, 43)] + neighbours(1.0, 4)),
    "Log1p": (mp.log1p, UNARY["Log1p"][1] + [(-0.5, 0.5)], lambda: both(TINY) + [1.7976931348623157e308, 1e308, 0.41421356237309503, -0.9999999999999999]),
    "Sinh": (mp.sinh, [(-1, 1), (-25, 25), (-710.4, 710.4), ("log", 1e-300, 1)], lambda: both(TINY + [710.4758600739439])),
    "Cosh": (mp.cosh, [(-1, 1), (-25, 25), (-710.4, 710.4)], lambda: both(TINY + [710.4758600739439])),
    "Tanh": (mp.tanh, [(-1, 1), (-0.2, 0.2), (-25, 25), ("log", 1e-300, 1)], lambda: both(TINY + [19.0, 19.1, 20.5, 1e300])),
    "Sigmoid": (reference.sigmoid, UNARY["Sigmoid"][1] + [(-745, -700)], lambda: both(TINY + [36.7, 37, 708.4, 745])),
    "Softplus": (softplus, UNARY["Softplus"][1] + [(-745, -700)], lambda: both(TINY + [0.88, 36.7, 37, 708.4, 745])),
    "LogSigmoid": (lambda x: -softplus(-x), UNARY["LogSigmoid"][1], lambda: both(TINY)),
    "Sin": (mp.sin, ANGLES, lambda: both(TINY + LARGE_ANGLES) + quadrants()),
    "Cos": (mp.cos, ANGLES, lambda: both(TINY + LARGE_ANGLES) + quadrants()),
    "Tan": (mp.tan, ANGLES, lambda: both(TINY + LARGE_ANGLES) + quadrants()),
    "Asin": (mp.asin, UNIT, lambda: both(TINY) + neighbours(0.5, 3) + [0.9999999999999999]),
    "Acos": (mp.acos, UNIT, lambda: both(TINY) + neighbours(0.5, 3) + [0.9999999999999999, -0.9999999999999999]),
    "Atan": (mp.atan, [(-1, 1), (-10, 10), ("log", 1e-300, 1e308)], lambda: both(TINY) + neighbours(1.0, 3)),
    "Asinh": (mp.asinh, UNARY["Asinh"][1], lambda: both(TINY + [1.7e308])),
    "Acosh": (mp.acosh, UNARY["Acosh"][1], lambda: neighbours(1.0, 4)[4:] + [1.7e308]),
    "Atanh": (mp.atanh, UNARY["Atanh"][1] + [(0.99, 1)], lambda: both(TINY) + [0.9999999999999999]),
    "Erf": (mp.erf, UNARY["Erf"][1], lambda: both(TINY + [1.0, 2.0, 5.8, 5.95, 7.0])),
    "Erfc": (mp.erfc, UNARY["Erfc"][1] + [(26, 27.2)], lambda: both(TINY + [1.0, 5.8, 26.5]) + [27.2]),
    "Cbrt": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), UNARY["Cbrt"][1], lambda: both(TINY + [8.0, 27.0, 1.7e308])),
}

def power(x, y):
    return mpf(x) ** mpf(y) if x > 0 or y != int(y) else mp.sign(mpf(x)) ** int(y) * abs(mpf(x)) ** mpf(y)

def pow_pairs(count):
    def near_one():
        return 1 + random.choice([-1, 1]) * 10 ** random.uniform(-15, -1)
    for _ in range(count):
        yield "x 1e-3 to 1e3 log", sample(("+log", 1e-3, 1e3)), random.uniform(-100, 100)
    for _ in range(count):
        yield "x 5e-324 to 1e308 log", sample(("+log", 5e-324, 1e308)), random.uniform(-2, 2)
    for _ in range(count):
        yield "x 0.5 to 2 and y to 1000", random.uniform(0.5, 2), random.uniform(-1000, 1000)
    for _ in range(count):
        x = near_one()
        yield "x near 1", x, random.uniform(-700, 700) / math.log(x)
    for _ in range(count):
        yield "y an integer", random.uniform(-10, 10), float(random.randint(-20, 20))
    for x, y in [(2.0, 1023.5), (2.0, -1074.0), (2.0, -1073.3), (10.0, 308.0), (5e-324, 1.0), (5e-324, 0.5), (-3.0, 3.0), (-2.0, -1073.0), (-1.5, 4.0)]:
        yield "corners", x, y

def plane_pairs(count):
    for _ in range(count):
        yield "-1 to 1", random.uniform(-1, 1), random.uniform(-1, 1)
    for _ in range(count):
        yield "1e-320 to 1e308 log", sample(("log", 1e-320, 1e308)), sample(("log", 1e-320, 1e308))
    for _ in range(count):
        y = random.uniform(-10, 10)
        yield "of one magnitude", y, y * random.uniform(-3, 3)

BINARY = {
    "Pow": (power, pow_pairs),
    "Atan2": (lambda y, x: mp.atan2(y, x), plane_pairs),
    "Hypot": (reference.hypot, plane_pairs),
}

def text(spec):
    low, high = (f"{v:g}" for v in spec[-2:])
    return f"{low} to {high}" + {"log": " log, both signs", "+log": " log"}.get(spec[0], "").replace(",", " of")

def line(name, value, x, y, label):
    if abs(value) < mpf(2) ** 1024 - mpf(2) ** 970:
        rounded = float(value)
        print(f"{name},{x!r},{y if y == '' else repr(y)},{rounded!r},{float(value - mpf(rounded))!r},{label}")

def main(count):
    random.seed(21)
    print("function,x,y,value,rest,range")
    for name, (f, ranges, points) in TABLE.items():
        for spec in ranges:
            for x in [sample(spec) for _ in range(count)]:
                line(name, f(mpf(x)), x, "", text(spec))
        for x in points():
            line(name, f(mpf(x)), x, "", "corners")
    for name, (f, pairs) in BINARY.items():
        for label, x, y in pairs(count):
            line(name, f(mpf(x), mpf(y)), x, y, label)

if __name__ == "__main__":
    mp.dps = 80
    mp.prec = max(mp.prec, 270)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
