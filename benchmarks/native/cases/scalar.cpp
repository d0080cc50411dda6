// Values and gradients by hand; a gradient of null asks for the value alone.
#include <cmath>
#include <cstring>

extern "C" double rosenbrock(int n, const double* x, double* g) {
    double value = 0;
    if (g) std::memset(g, 0, n * sizeof(double));
    for (int i = 0; i + 1 < n; i++) {
        double t = x[i + 1] - x[i] * x[i], u = 1 - x[i];
        value += 100 * t * t + u * u;
        if (!g) continue;
        g[i] += -400 * t * x[i] - 2 * u;
        g[i + 1] += 200 * t;
    }
    return value;
}

extern "C" double speelpenning(int n, const double* x, double* g) {
    double before = 1, after = 1;
    if (!g) {
        for (int i = 0; i < n; i++) before *= x[i];
        return before;
    }
    for (int i = 0; i < n; i++) { g[i] = before; before *= x[i]; }
    for (int i = n - 1; i >= 0; i--) { g[i] *= after; after *= x[i]; }
    return before;
}

extern "C" double helmholtz(int n, const double* a, const double* b, const double* x, double* w, double* g) {
    const double upper = 1 + std::sqrt(2.0), lower = 1 - std::sqrt(2.0), root8 = std::sqrt(8.0);
    double *ax = w, *xa = w + n, s = 0, entropy = 0, energy = 0, total = 0;
    for (int i = 0; i < n; i++) s += b[i] * x[i];
    if (g) std::memset(xa, 0, n * sizeof(double));
    for (int i = 0; i < n; i++) {
        const double* row = a + i * n;
        double sum = 0;
        for (int j = 0; j < n; j++) sum += row[j] * x[j];
        ax[i] = sum;
        if (g) for (int j = 0; j < n; j++) xa[j] += row[j] * x[i];
    }
    for (int i = 0; i < n; i++) {
        double log = std::log(x[i] / (1 - s));
        entropy += x[i] * log;
        energy += x[i] * ax[i];
        total += x[i];
        if (g) g[i] = log;
    }
    double quotient = std::log((1 + upper * s) / (1 + lower * s));
    if (g) {
        double slope = total / (1 - s) - energy / root8 * (-quotient / (s * s) + (upper / (1 + upper * s) - lower / (1 + lower * s)) / s);
        double factor = quotient / (root8 * s);
        for (int i = 0; i < n; i++) g[i] += 1 + b[i] * slope - (ax[i] + xa[i]) * factor;
    }
    return entropy - energy / (root8 * s) * quotient;
}

extern "C" double logistic(int n, int d, const double* a, const double* y, const double* w, double* g) {
    double value = 0, norm = 0;
    for (int j = 0; j < d; j++) {
        norm += w[j] * w[j];
        if (g) g[j] = 0.01 * w[j];
    }
    for (int i = 0; i < n; i++) {
        const double* row = a + i * d;
        double margin = 0;
        for (int j = 0; j < d; j++) margin += row[j] * w[j];
        double e = std::exp(-std::fabs(margin)), t = y[i] * margin;
        value += std::fmax(-t, 0) + std::log1p(e);
        if (!g) continue;
        double scale = -y[i] * (t > 0 ? e : 1) / (1 + e) / n;
        for (int j = 0; j < d; j++) g[j] += scale * row[j];
    }
    return value / n + 0.005 * norm;
}

extern "C" double black_scholes(int n, const double* strike, const double* spot, const double* sigma, const double* time, const double* rate, double* g) {
    const double root_half = std::sqrt(0.5), density_scale = 1 / std::sqrt(2 * M_PI);
    double total = 0;
    for (int i = 0; i < n; i++) {
        double root = std::sqrt(time[i]);
        double d1 = (std::log(spot[i] / strike[i]) + (rate[i] + 0.5 * sigma[i] * sigma[i]) * time[i]) / (sigma[i] * root), d2 = d1 - sigma[i] * root;
        double p1 = 0.5 * std::erfc(-d1 * root_half), p2 = 0.5 * std::erfc(-d2 * root_half), discounted = strike[i] * std::exp(-rate[i] * time[i]);
        total += spot[i] * p1 - discounted * p2;
        if (!g) continue;
        double density = spot[i] * std::exp(-0.5 * d1 * d1) * density_scale;
        g[i] = p1;
        g[n + i] = density * root;
        g[2 * n + i] = density * sigma[i] / (2 * root) + rate[i] * discounted * p2;
        g[3 * n + i] = time[i] * discounted * p2;
    }
    return total;
}

struct operation { int kind, x, y; };

extern "C" double tape(int inputs, int count, const operation* ops, const double* x, double* values, double* bars, double* g) {
    std::memcpy(values, x, inputs * sizeof(double));
    double* out = values + inputs;
    for (int i = 0; i < count; i++) {
        double u = values[ops[i].x], v = values[ops[i].y];
        switch (ops[i].kind) {
            case 0: out[i] = 0.6 * u + v; break;
            case 1: out[i] = u - 0.7 * v; break;
            case 2: out[i] = u * v; break;
            case 3: out[i] = std::sin(u); break;
            default: out[i] = 0.4 * (u + v);
        }
    }
    double result = 0;
    for (int last = 1; last <= 3; last++) result += std::sin(out[count - last]);
    if (!g) return result;
    std::memset(bars, 0, (inputs + count) * sizeof(double));
    for (int last = 1; last <= 3; last++) bars[inputs + count - last] = std::cos(out[count - last]);
    for (int i = count - 1; i >= 0; i--) {
        double bar = bars[inputs + i], u = values[ops[i].x], v = values[ops[i].y];
        switch (ops[i].kind) {
            case 0: bars[ops[i].x] += 0.6 * bar; bars[ops[i].y] += bar; break;
            case 1: bars[ops[i].x] += bar; bars[ops[i].y] -= 0.7 * bar; break;
            case 2: bars[ops[i].x] += v * bar; bars[ops[i].y] += u * bar; break;
            case 3: bars[ops[i].x] += std::cos(u) * bar; break;
            default: bars[ops[i].x] += 0.4 * bar; bars[ops[i].y] += 0.4 * bar;
        }
    }
    std::memcpy(g, bars, inputs * sizeof(double));
    return result;
}
