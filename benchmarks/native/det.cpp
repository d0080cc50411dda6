// The determinant by expansion in minors, each minor of the first rows computed once: D(S) = Σⱼ ± A[|S|-1][j]·D(S without j) over the columns j of a set S, which is
// a bit pattern. The gradient goes through the sets from the largest.
#include <algorithm>
#include "baseline.hpp"

struct Determinant {
    explicit Determinant(baseline::Numbers& in) : n(in.integer()), a(in.array(n * n)), gradient(n * n), minors(1 << n), adjoints(1 << n) {}

    void value() {
        minors[0] = 1;
        for (unsigned set = 1; set < minors.size(); set++) {
            const double* row = &a[(__builtin_popcount(set) - 1) * n];
            double sum = 0, sign = __builtin_popcount(set) % 2 ? 1 : -1;
            for (unsigned rest = set; rest; rest &= rest - 1, sign = -sign) sum += sign * row[__builtin_ctz(rest)] * minors[set & ~(rest & -rest)];
            minors[set] = sum;
        }
    }

    void derivative() {
        value();
        std::fill(gradient.begin(), gradient.end(), 0.0);
        std::fill(adjoints.begin(), adjoints.end(), 0.0);
        adjoints.back() = 1;
        for (unsigned set = minors.size() - 1; set; set--) {
            const int row = (__builtin_popcount(set) - 1) * n;
            double adjoint = __builtin_popcount(set) % 2 ? adjoints[set] : -adjoints[set];
            for (unsigned rest = set; rest; rest &= rest - 1, adjoint = -adjoint) {
                const unsigned smaller = set & ~(rest & -rest);
                const int at = row + __builtin_ctz(rest);
                gradient[at] += adjoint * minors[smaller];
                adjoints[smaller] += adjoint * a[at];
            }
        }
    }

    std::vector<double> valueResult() const { return {minors.back()}; }

    std::vector<double> derivativeResult() const { return gradient; }

private:
    int n;
    std::vector<double> a, gradient, minors, adjoints;
};

int main(int count, char** arguments) { return baseline::run<Determinant>(count, arguments); }
