// Σᵢ minⱼ |cⱼ - pᵢ|², and Newton's step (Σ (cⱼ - p))/count over each cluster.
#include <algorithm>
#include "baseline.hpp"

struct KMeans {
    explicit KMeans(baseline::Numbers& in) : d(in.integer()), k(in.integer()), n(in.integer()), points(in.array(n * d)), centroids(in.array(k * d)), step(k * d), counts(k) {}

    void value() {
        result = 0;
        for (int i = 0; i < n; i++) result += nearest(&points[i * d]).distance;
    }

    void derivative() {
        std::fill(step.begin(), step.end(), 0.0);
        std::fill(counts.begin(), counts.end(), 0.0);
        for (int i = 0; i < n; i++) {
            const double* p = &points[i * d];
            const int j = nearest(p).centroid;
            for (int a = 0; a < d; a++) step[j * d + a] += centroids[j * d + a] - p[a];
            counts[j]++;
        }

        for (int j = 0; j < k; j++)
            for (int a = 0; a < d; a++) step[j * d + a] /= counts[j];
    }

    std::vector<double> valueResult() const { return {result}; }

    std::vector<double> derivativeResult() const { return step; }

private:
    struct Nearest { int centroid; double distance; };

    Nearest nearest(const double* p) const {
        Nearest best{-1, std::numeric_limits<double>::infinity()};
        for (int j = 0; j < k; j++) {
            double distance = 0;
            for (int a = 0; a < d; a++) {
                const double difference = centroids[j * d + a] - p[a];
                distance += difference * difference;
            }

            if (distance < best.distance) best = {j, distance};
        }

        return best;
    }

    int d, k, n;
    std::vector<double> points, centroids, step, counts;
    double result = 0;
};

int main(int count, char** arguments) { return baseline::run<KMeans>(count, arguments); }
