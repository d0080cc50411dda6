// m + log Σ exp(x - m), and its gradient exp(x - m)/Σ.
#include <algorithm>
#include <cmath>
#include "baseline.hpp"

struct LogSumExp {
    explicit LogSumExp(baseline::Numbers& in) : x(in.array(in.integer())), gradient(x.size()) {}

    void value() {
        const double largest = *std::max_element(x.begin(), x.end());
        double sum = 0;
        for (double v : x) sum += std::exp(v - largest);
        result = largest + std::log(sum);
    }

    void derivative() {
        const double largest = *std::max_element(x.begin(), x.end());
        double sum = 0;
        for (std::size_t i = 0; i < x.size(); i++) sum += gradient[i] = std::exp(x[i] - largest);
        for (double& g : gradient) g /= sum;
    }

    std::vector<double> valueResult() const { return {result}; }

    std::vector<double> derivativeResult() const { return gradient; }

    std::vector<double> x, gradient;
    double result = 0;
};

int main(int count, char** arguments) { return baseline::run<LogSumExp>(count, arguments); }
