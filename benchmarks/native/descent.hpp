// The search of the evals particle and saddle: steps against the gradient whose length doubles after 10 improvements and is halved after a failure.
#pragma once

#include <array>
#include <cmath>

template <std::size_t N>
struct Point {
    double value;
    std::array<double, N> gradient;
};

// f gives the value and the gradient at a place.
template <std::size_t N, class F>
std::array<double, N> minimum(std::array<double, N> x, F f) {
    constexpr double tolerance = 1e-5;
    const auto length = [](const std::array<double, N>& v) {
        double square = 0;
        for (double e : v) square += e * e;
        return std::sqrt(square);
    };

    Point<N> at = f(x);
    double eta = 1e-5;
    for (int improved = 0; length(at.gradient) > tolerance;) {
        if (improved == 10) {
            eta *= 2;
            improved = 0;
        }

        std::array<double, N> next = x, step;
        for (std::size_t i = 0; i < N; i++) {
            next[i] -= eta * at.gradient[i];
            step[i] = x[i] - next[i];
        }

        if (length(step) <= tolerance) break;
        const Point<N> there = f(next);
        if (there.value < at.value) {
            x = next;
            at = there;
            improved++;
        } else {
            eta /= 2;
            improved = 0;
        }
    }

    return x;
}
