// A chain y₀' = x₀, yᵢ' = xᵢ·yᵢ₋₁ from zero to the time 2 by steps of Runge-Kutta's method of order 4, and the gradient of its last component: back through
// the steps, whose states are stored, with the stages computed again.
#include <algorithm>
#include "baseline.hpp"

struct Chain {
    explicit Chain(baseline::Numbers& in) : steps(in.integer()), n(in.integer()), x(in.array(n)), h(2.0 / steps), states((steps + 1) * static_cast<std::size_t>(n)), gradient(n), bar(n) {
        for (auto* stage : {&k1, &k2, &k3, &k4, &a1, &a2, &a3, &a4}) stage->resize(n);
    }

    void value() {
        std::fill(states.begin(), states.begin() + n, 0.0);
        for (int s = 0; s < steps; s++) {
            double* y = states.data();
            stages(y);
            for (int i = 0; i < n; i++) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }
    }

    void derivative() {
        std::fill(states.begin(), states.begin() + n, 0.0);
        for (int s = 0; s < steps; s++) {
            const double* y = &states[s * static_cast<std::size_t>(n)];
            double* next = &states[(s + 1) * static_cast<std::size_t>(n)];
            stages(y);
            for (int i = 0; i < n; i++) next[i] = y[i] + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }

        std::fill(gradient.begin(), gradient.end(), 0.0);
        std::fill(bar.begin(), bar.end(), 0.0);
        bar[n - 1] = 1;
        for (int s = steps; s-- > 0;) {
            const double* y = &states[s * static_cast<std::size_t>(n)];
            stages(y);
            back(a4, k3, h, y, [&](int i) { return h / 6 * bar[i]; });
            back(a3, k2, h / 2, y, [&](int i) { return h / 3 * bar[i] + h * a4[i]; });
            back(a2, k1, h / 2, y, [&](int i) { return h / 3 * bar[i] + h / 2 * a3[i]; });
            back(a1, k1, 0, y, [&](int i) { return h / 6 * bar[i] + h / 2 * a2[i]; });
            for (int i = 0; i < n; i++) bar[i] += a1[i] + a2[i] + a3[i] + a4[i];
        }
    }

    std::vector<double> valueResult() const { return {states.begin(), states.begin() + n}; }

    std::vector<double> derivativeResult() const { return gradient; }

private:
    using Vector = std::vector<double>;

    void stages(const double* y) {
        slope(k1, y, k1, 0);
        slope(k2, y, k1, h / 2);
        slope(k3, y, k2, h / 2);
        slope(k4, y, k3, h);
    }

    // k = f(y + step·before)
    void slope(Vector& k, const double* y, const Vector& before, double step) const {
        k[0] = x[0];
        if (step == 0) for (int i = 1; i < n; i++) k[i] = x[i] * y[i - 1];
        else for (int i = 1; i < n; i++) k[i] = x[i] * (y[i - 1] + step * before[i - 1]);
    }

    // The adjoint of a stage k = f(y + step·before): of x it is added, of the argument it is a.
    template <class Bar>
    void back(Vector& a, const Vector& before, double step, const double* y, Bar kBar) {
        gradient[0] += kBar(0);
        for (int i = 1; i < n; i++) {
            const double k = kBar(i);
            gradient[i] += k * (y[i - 1] + step * before[i - 1]);
            a[i - 1] = x[i] * k;
        }

        a[n - 1] = 0;
    }

    int steps, n;
    Vector x;
    double h;
    Vector states, gradient, bar, k1, k2, k3, k4, a1, a2, a3, a4;
};

int main(int count, char** arguments) { return baseline::run<Chain>(count, arguments); }
