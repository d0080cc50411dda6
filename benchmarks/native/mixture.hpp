// The log-posterior of a Gaussian mixture and its gradient. With y = Q(x - μ) and w the softmax of the components' logarithms, a point adds w to the adjoint
// of α and of every q, -w·y·(x - μ)ᵀ to that of Q, and Qᵀ(w·y) to that of μ; the last is applied once, to the sum over points.
#pragma once

#include <algorithm>
#include <cmath>
#include "baseline.hpp"

struct Mixture {
    explicit Mixture(baseline::Numbers& in)
        : d(in.integer()), k(in.integer()), n(in.integer()), triangle(d * (d - 1) / 2), m(in.number()), gamma(in.number()),
          alpha(in.array(k)), mu(in.array(k * d)), q(in.array(k * d)), l(in.array(k * triangle)), x(in.array(n * d)),
          diagonal(k * d), sumOfQ(k), offset(k * d), y(k * d), beta(k),
          dAlpha(k), dMu(k * d), dQ(k * d), dL(k * triangle), moment(k * d), dDiagonal(k * d) {}

    void value() {
        prepare();
        result = constant();
        for (int i = 0; i < n; i++) {
            const double largest = logarithms(&x[i * d]);
            double sum = 0;
            for (int c = 0; c < k; c++) sum += std::exp(beta[c] - largest);
            result += largest + std::log(sum);
        }
    }

    void derivative() { differentiate<false>(); }

    // Both at once; the gradient by α, μ, q and l, one behind the other.
    double valueAndDerivative(double* g) {
        differentiate<true>();
        for (auto* part : {&dAlpha, &dMu, &dQ, &dL}) g = std::copy(part->begin(), part->end(), g);
        return result;
    }

    std::vector<double> valueResult() const { return {result}; }

    std::vector<double> derivativeResult() const {
        std::vector<double> all(dAlpha);
        for (auto* part : {&dMu, &dQ, &dL}) all.insert(all.end(), part->begin(), part->end());
        return all;
    }

private:
    template <bool withValue>
    void differentiate() {
        prepare();
        if (withValue) result = constant();
        for (auto* sum : {&dAlpha, &dL, &moment, &dDiagonal}) std::fill(sum->begin(), sum->end(), 0.0);
        for (int i = 0; i < n; i++) {
            const double largest = logarithms(&x[i * d]);
            double sum = 0;
            for (int c = 0; c < k; c++) sum += beta[c] = std::exp(beta[c] - largest);
            if (withValue) result += largest + std::log(sum);
            for (int c = 0; c < k; c++) add(c, beta[c] / sum);
        }

        finish();
    }

    void prepare() {
        for (int c = 0; c < k; c++) {
            sumOfQ[c] = 0;
            for (int j = 0; j < d; j++) {
                diagonal[c * d + j] = std::exp(q[c * d + j]);
                sumOfQ[c] += q[c * d + j];
            }
        }
    }

    // Each component's logarithm of a point, and the largest.
    double logarithms(const double* point) {
        double largest = -std::numeric_limits<double>::infinity();
        for (int c = 0; c < k; c++) {
            double *o = &offset[c * d], *yc = &y[c * d];
            for (int j = 0; j < d; j++) o[j] = point[j] - mu[c * d + j];
            for (int j = 0; j < d; j++) yc[j] = diagonal[c * d + j] * o[j];
            const double* column = &l[c * triangle];
            for (int j = 0; j < d; j++) {
                for (int r = j + 1; r < d; r++) yc[r] += column[r - j - 1] * o[j];
                column += d - j - 1;
            }

            double norm = 0;
            for (int j = 0; j < d; j++) norm += yc[j] * yc[j];
            beta[c] = alpha[c] + sumOfQ[c] - norm / 2;
            largest = std::max(largest, beta[c]);
        }

        return largest;
    }

    // What a point with weight w adds to the sums of a component.
    void add(int c, double w) {
        dAlpha[c] += w;
        const double* o = &offset[c * d];
        double* yc = &y[c * d];
        for (int j = 0; j < d; j++) {
            yc[j] *= w;
            moment[c * d + j] += yc[j];
            dDiagonal[c * d + j] -= yc[j] * o[j];
        }

        double* column = &dL[c * triangle];
        for (int j = 0; j < d; j++) {
            for (int r = j + 1; r < d; r++) column[r - j - 1] -= yc[r] * o[j];
            column += d - j - 1;
        }
    }

    void finish() {
        const double largest = *std::max_element(alpha.begin(), alpha.end());
        double sum = 0;
        for (double a : alpha) sum += std::exp(a - largest);
        for (int c = 0; c < k; c++) {
            const double w = dAlpha[c];
            const double *s = &moment[c * d], *column = &l[c * triangle];
            for (int j = 0; j < d; j++) {
                const double e = diagonal[c * d + j];
                double product = e * s[j];
                for (int r = j + 1; r < d; r++) product += column[r - j - 1] * s[r];
                column += d - j - 1;
                dMu[c * d + j] = product;
                dQ[c * d + j] = w + m + e * (dDiagonal[c * d + j] - gamma * gamma * e);
            }

            for (int j = 0; j < triangle; j++) dL[c * triangle + j] -= gamma * gamma * l[c * triangle + j];
            dAlpha[c] -= n * std::exp(alpha[c] - largest) / sum;
        }
    }

    // All that does not depend on the points.
    double constant() const {
        const double pi = std::acos(-1.0), p = d + m + 1, largest = *std::max_element(alpha.begin(), alpha.end());
        double sum = 0, squares = 0, all = 0, gammas = d * (d - 1) / 4.0 * std::log(pi);
        for (double a : alpha) sum += std::exp(a - largest);
        for (double e : diagonal) squares += e * e;
        for (double e : l) squares += e * e;
        for (double e : q) all += e;
        for (int j = 0; j < d; j++) gammas += std::lgamma((p - j) / 2);
        return -n * (d / 2.0 * std::log(2 * pi) + largest + std::log(sum)) + k * (p * d * std::log(gamma / std::sqrt(2)) - gammas) - gamma * gamma / 2 * squares + m * all;
    }

    int d, k, n, triangle;
    double m, gamma;
    std::vector<double> alpha, mu, q, l, x, diagonal, sumOfQ, offset, y, beta, dAlpha, dMu, dQ, dL, moment, dDiagonal;
    double result = 0;
};
