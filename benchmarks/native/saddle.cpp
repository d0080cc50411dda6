// min over (x₁, y₁) of max over (x₂, y₂) of x₁² + y₁² - x₂² - y₂², both by gradient descent. Where the maximum is taken does not depend on the first point, so by that
// the derivative is (2x₁, 2y₁).
#include "baseline.hpp"
#include "descent.hpp"

struct Saddle {
    explicit Saddle(baseline::Numbers& in) : start(in.array(2)), result(4) {}

    void value() { derivative(); }

    void derivative() {
        const auto low = minimum<2>(start.data(), [this](Point<2>& at) {
            at.value = square(at.x) - square(highest(at.x).x);
            for (int i = 0; i < 2; i++) at.gradient[i] = 2 * at.x[i];
        });
        const auto high = highest(low.x);
        result = {low.x[0], low.x[1], high.x[0], high.x[1]};
    }

    std::vector<double> valueResult() const { return result; }

    std::vector<double> derivativeResult() const { return result; }

private:
    static double square(const double* v) { return v[0] * v[0] + v[1] * v[1]; }

    Point<2> highest(const double* first) const {
        const double constant = square(first);
        return minimum<2>(start.data(), [constant](Point<2>& at) {
            at.value = square(at.x) - constant;
            for (int i = 0; i < 2; i++) at.gradient[i] = 2 * at.x[i];
        });
    }

    std::vector<double> start, result;
};

int main(int count, char** arguments) { return baseline::run<Saddle>(count, arguments); }
