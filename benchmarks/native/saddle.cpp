// min over (x₁, y₁) of max over (x₂, y₂) of x₁² + y₁² - x₂² - y₂² by descents inside of each other. The place of the maximum does not depend on (x₁, y₁), so the
// gradient of the maximum is (2x₁, 2y₁); the search for it compares values that do.
#include "baseline.hpp"
#include "descent.hpp"

struct Saddle {
    explicit Saddle(baseline::Numbers& in) : start{in.number(), in.number()} {}

    void value() {
        low = minimum<2>(start, [this](const Pair& x) { return Point<2>{f(x, highest(x)), {2 * x[0], 2 * x[1]}}; });
        high = highest(low);
    }

    void derivative() { value(); }

    std::vector<double> valueResult() const { return {low[0], low[1], high[0], high[1]}; }

    std::vector<double> derivativeResult() const { return valueResult(); }

private:
    using Pair = std::array<double, 2>;

    static double f(const Pair& x, const Pair& y) { return x[0] * x[0] + x[1] * x[1] - (y[0] * y[0] + y[1] * y[1]); }

    Pair highest(const Pair& x) const { return minimum<2>(start, [&x](const Pair& y) { return Point<2>{-f(x, y), {2 * y[0], 2 * y[1]}}; }); }

    Pair start, low{}, high{};
};

int main(int count, char** arguments) { return baseline::run<Saddle>(count, arguments); }
