// ½ Σᵢ (sign tᵢ - Σⱼ xⱼ tᵢʲ)² at equidistant tᵢ, and its gradient -Σᵢ rᵢ tᵢʲ.
#include <algorithm>
#include <cmath>
#include "baseline.hpp"

struct LeastSquares {
    explicit LeastSquares(baseline::Numbers& in) {
        const int m = in.integer();
        n = in.integer();
        x = in.array(m);
        gradient.resize(m);
    }

    void value() {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            const double r = residual(at(i));
            sum += r * r;
        }

        result = sum / 2;
    }

    void derivative() {
        std::fill(gradient.begin(), gradient.end(), 0.0);
        for (int i = 0; i < n; i++) {
            const double t = at(i);
            double term = -residual(t);
            for (double& g : gradient) {
                g += term;
                term *= t;
            }
        }
    }

    std::vector<double> valueResult() const { return {result}; }

    std::vector<double> derivativeResult() const { return gradient; }

private:
    double at(int i) const { return -1 + 2.0 * i / (n - 1); }

    double residual(double t) const {
        double sum = 0;
        for (std::size_t j = x.size(); j-- > 0;) sum = sum * t + x[j];
        return (t > 0) - (t < 0) - sum;
    }

    int n;
    std::vector<double> x, gradient;
    double result = 0;
};

int main(int count, char** arguments) { return baseline::run<LeastSquares>(count, arguments); }
