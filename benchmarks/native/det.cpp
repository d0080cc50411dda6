// A determinant by expansion in minors of the first k rows, one for each set of k columns, in the order of the sets' bits; and its gradient in the other direction.
#include <algorithm>
#include "baseline.hpp"

struct Minors {
    explicit Minors(baseline::Numbers& in) : n(in.integer()), a(in.array(n * n)), minors(1u << n), bars(1u << n), gradient(n * n) {}

    void value() {
        minors[0] = 1;
        for (unsigned set = 1; set < minors.size(); set++) {
            const double* row = &a[n * (__builtin_popcount(set) - 1)];
            double sum = 0, sign = 1;
            for (unsigned rest = set; rest;) {   // from the last column, whose sign is +
                const int column = 31 - __builtin_clz(rest);
                rest ^= 1u << column;
                sum += sign * row[column] * minors[set ^ 1u << column];
                sign = -sign;
            }

            minors[set] = sum;
        }
    }

    void derivative() {
        value();
        std::fill(bars.begin(), bars.end(), 0.0);
        std::fill(gradient.begin(), gradient.end(), 0.0);
        bars.back() = 1;
        for (unsigned set = static_cast<unsigned>(minors.size()) - 1; set > 0; set--) {
            const int first = n * (__builtin_popcount(set) - 1);
            double bar = bars[set];
            for (unsigned rest = set; rest;) {
                const int column = 31 - __builtin_clz(rest);
                rest ^= 1u << column;
                gradient[first + column] += bar * minors[set ^ 1u << column];
                bars[set ^ 1u << column] += bar * a[first + column];
                bar = -bar;
            }
        }
    }

    std::vector<double> valueResult() const { return {minors.back()}; }

    std::vector<double> derivativeResult() const { return gradient; }

private:
    int n;
    std::vector<double> a, minors, bars, gradient;
};

int main(int count, char** arguments) { return baseline::run<Minors>(count, arguments); }
