// y₀' = x₀, yᵢ' = xᵢ·yᵢ₋₁ from y = 0 to the time 2 by Runge-Kutta steps of order 4, and the gradient of the last component. The forward pass keeps y before
// each step; the reverse pass computes the stages again.
#include <algorithm>
#include "baseline.hpp"

struct Chain {
    explicit Chain(baseline::Numbers& in)
        : n(in.integer()), s(in.integer()), h(2.0 / s), x(in.array(n)), y(n), k(n), at{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n)}, sum(n), gradient(n), yBar(n), kBar(n), total(n) {}

    void value() {
        std::fill(y.begin(), y.end(), 0.0);
        for (int step = 0; step < s; step++) advance(nullptr);
    }

    void derivative() {
        kept.resize(static_cast<std::size_t>(n) * s);
        std::fill(y.begin(), y.end(), 0.0);
        for (int step = 0; step < s; step++) advance(&kept[static_cast<std::size_t>(n) * step]);
        std::fill(gradient.begin(), gradient.end(), 0.0);
        std::fill(yBar.begin(), yBar.end(), 0.0);
        yBar[n - 1] = 1;
        for (int step = s - 1; step >= 0; step--) retreat(&kept[static_cast<std::size_t>(n) * step]);
    }

    std::vector<double> valueResult() const { return y; }

    std::vector<double> derivativeResult() const { return gradient; }

private:
    void slope(const double* of, double* result) const {
        result[0] = x[0];
        for (int i = 1; i < n; i++) result[i] = x[i] * of[i - 1];
    }

    void stage(const double* from, double length, std::vector<double>& result) {
        for (int i = 0; i < n; i++) result[i] = from[i] + length * k[i];
    }

    void advance(double* keep) {
        if (keep) std::copy(y.begin(), y.end(), keep);
        slope(y.data(), k.data());
        sum = k;
        const double lengths[3] = {h / 2, h / 2, h};
        for (int stage = 0; stage < 3; stage++) {
            this->stage(y.data(), lengths[stage], at[stage]);
            slope(at[stage].data(), k.data());
            const double weight = stage < 2 ? 2 : 1;
            for (int i = 0; i < n; i++) sum[i] += weight * k[i];
        }

        for (int i = 0; i < n; i++) y[i] += h / 6 * sum[i];
    }

    void retreat(const double* before) {
        const double lengths[3] = {h / 2, h / 2, h};
        slope(before, k.data());
        for (int stage = 0; stage < 3; stage++) {
            this->stage(before, lengths[stage], at[stage]);
            if (stage < 2) slope(at[stage].data(), k.data());
        }

        total = yBar;
        for (int i = 0; i < n; i++) kBar[i] = h / 6 * yBar[i];
        for (int stage = 2; stage >= 0; stage--) {
            // the adjoint of a slope at a place is that of x and of the place before
            const double* place = at[stage].data();
            gradient[0] += kBar[0];
            const double weight = stage > 0 ? h / 3 : h / 6, length = lengths[stage];
            for (int i = 0; i < n - 1; i++) {
                gradient[i + 1] += kBar[i + 1] * place[i];
                const double bar = kBar[i + 1] * x[i + 1];
                total[i] += bar;
                kBar[i] = weight * yBar[i] + length * bar;
            }

            kBar[n - 1] = weight * yBar[n - 1];
        }

        gradient[0] += kBar[0];
        for (int i = 0; i < n - 1; i++) {
            gradient[i + 1] += kBar[i + 1] * before[i];
            total[i] += kBar[i + 1] * x[i + 1];
        }

        yBar = total;
    }

    int n, s;
    double h;
    std::vector<double> x, y, k, at[3], sum, gradient, yBar, kBar, total, kept;
};

int main(int count, char** arguments) { return baseline::run<Chain>(count, arguments); }
