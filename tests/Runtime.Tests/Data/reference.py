"""Reference values of ScalarMath in 80 digits: python3 reference.py [points per range] > reference.csv (needs mpmath).

Each line: function, first argument, second argument (or empty), the value rounded to double, what the rounding left over.
"""
import random
import sys
from mpmath import mp, mpf

mp.dps = 80

def sigmoid(x):
    return 1 / (1 + mp.exp(-x))

def softplus(x):
    return mp.log1p(mp.exp(x))

def log_gamma(x):
    return mp.log(abs(mp.gamma(x))) if abs(x) < 1000 else mp.loggamma(x).real

# Ranges of arguments: (low, high) uniform, ("log", low, high) log-uniform of both signs, ("+log", low, high) positive.
UNARY = {
    "Expm1": (mp.expm1, [(-1, 1), (-40, 45), (-0.4, 2), ("log", 1e-300, 1e-3), (45, 709)]),
    "Log1p": (mp.log1p, [(-0.99999, 3), ("log", 1e-300, 0.1), ("+log", 1e-17, 1e300)]),
    "Log2": (lambda x: mp.log(x, 2), [("+log", 5e-324, 1e308), (0.5, 2), (0.99, 1.01)]),
    "Exp2": (lambda x: mpf(2) ** x, [(-1000, 1000), (-2, 2)]),
    "Cbrt": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), [("log", 5e-324, 1e308), (-10, 10)]),
    "Asinh": (mp.asinh, [("log", 1e-300, 1e308), (-3, 3)]),
    "Acosh": (mp.acosh, [("+log", 1, 1e308), (1, 3)]),
    "Atanh": (mp.atanh, [("log", 1e-300, 0.5), (-1, 1)]),
    "Sigmoid": (sigmoid, [(-5, 5), (-40, 40), (-700, 0)]),
    "LogSigmoid": (lambda x: -softplus(-x), [(-5, 5), (-700, 700)]),
    "Softplus": (softplus, [(-5, 5), (-40, 40), (-700, 700)]),
    "Erf": (mp.erf, [(-1, 1), (-6, 6), ("log", 1e-300, 0.1)]),
    "Erfc": (mp.erfc, [(-6, 6), (0.2, 1.2), (0, 26.5)]),
    "Erfcx": (lambda x: mp.exp(x * x) * mp.erfc(x), [(-2, 3), (-26, 100), ("+log", 10, 1e3)]),
    "LGamma": (log_gamma, [(0, 12), (0.5, 3), ("+log", 1e-300, 1e300), (-20, 0), ("log", 1e-30, 1e-3)]),
    "Digamma": (mp.digamma, [(0, 12), ("+log", 1e-300, 1e300), (-20, 0)]),
    "Trigamma": (lambda x: mp.psi(1, x), [(0, 14), ("+log", 1e-100, 1e100), (-20, 0)]),
}

def hypot(x, y):
    return mp.sqrt(x * x + y * y)

BINARY = {
    "Hypot": (hypot, [("log", 1e-320, 1e307), (-10, 10)], lambda x: x * random.uniform(-3, 3)),
    "Polygamma": (lambda n, x: mp.psi(int(n), x), [2, 3, 4, 5, 8, 13, 30, 60], None),
}

def sample(spec):
    if spec[0] in ("log", "+log"):
        x = float(mp.exp(random.uniform(*(float(mp.log(mpf(v))) for v in spec[1:]))))
        return x if spec[0] == "+log" or random.random() < 0.5 else -x
    return random.uniform(*spec)

def line(name, value, x, y=""):
    rounded = float(value)
    rest = float(value - mpf(rounded))
    print(f"{name},{x!r},{y if y == '' else repr(y)},{rounded!r},{rest!r}")

def main(count):
    random.seed(20)
    print("function,x,y,value,rest")
    for name, (f, ranges) in UNARY.items():
        for spec in ranges:
            for _ in range(count):
                x = sample(spec)
                line(name, f(mpf(x)), x)
    f, ranges, other = BINARY["Hypot"]
    for spec in ranges:
        for _ in range(count):
            x = sample(spec)
            y = other(x)
            line("Hypot", f(mpf(x), mpf(y)), x, y)
    f, orders, _ = BINARY["Polygamma"]
    for n in orders:
        for spec in [(0.01, 20), ("+log", 0.5, 1000), (-6, 0)]:
            for _ in range(max(1, count // 4)):
                x = sample(spec)
                line("Polygamma", f(n, mpf(x)), float(n), x)

if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25)
