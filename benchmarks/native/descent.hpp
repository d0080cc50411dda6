// Gradient descent with a step length that doubles after 10 steps that improved the value and halves after one that did not.
#pragma once

#include <cmath>

template <int N>
struct Point {
    double x[N], value, gradient[N];   // where, and the function there
};

// The function computes value and gradient of a point.
template <int N, class Function>
Point<N> minimum(const double* start, Function&& evaluate) {
    const double tolerance = 1e-5;
    auto length = [](const double* v) {
        double sum = 0;
        for (int i = 0; i < N; i++) sum += v[i] * v[i];
        return std::sqrt(sum);
    };
    Point<N> best;
    for (int i = 0; i < N; i++) best.x[i] = start[i];
    evaluate(best);
    double eta = 1e-5;
    int improved = 0;
    while (length(best.gradient) > tolerance) {
        if (improved == 10) {
            eta *= 2;
            improved = 0;
        }

        Point<N> next;
        double step[N];
        for (int i = 0; i < N; i++) {
            next.x[i] = best.x[i] - eta * best.gradient[i];
            step[i] = best.x[i] - next.x[i];
        }

        if (length(step) <= tolerance) break;
        evaluate(next);
        if (next.value < best.value) {
            best = next;
            improved++;
        } else {
            eta /= 2;
            improved = 0;
        }
    }

    return best;
}
