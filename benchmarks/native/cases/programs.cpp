// Programs that GradBench asks for too.
#include "../mixture.hpp"
#include "../projection.hpp"

// Residuals of observations into e, or where it is null their derivatives: two rows of 15 each, and behind all of them those of the weights' errors.
extern "C" void adjustment(int p, const double* cameras, const double* points, const double* weights, const int* camera_of, const int* point_of, const double* seen, double* e, double* g) {
    for (int i = 0; i < p; i++) {
        const double *camera = cameras + 11 * camera_of[i], *point = points + 3 * point_of[i];
        if (e) {
            projection::residual(camera, point, weights[i], seen + 2 * i, e + 2 * i);
            e[2 * p + i] = 1 - weights[i] * weights[i];
        } else {
            projection::block(camera, point, weights[i], seen + 2 * i, g + 30 * i);
            g[30 * p + i] = -2 * weights[i];
        }
    }
}

extern "C" Mixture* new_mixture(const double* numbers, int count) {
    baseline::Numbers all(numbers, count);
    return new Mixture(all);
}

// The log-posterior, and into g its gradient; where g is null the log-posterior alone.
extern "C" double mixture(Mixture* mixture, double* g) {
    if (g) return mixture->valueAndDerivative(g);
    mixture->value();
    return mixture->valueResult()[0];
}
