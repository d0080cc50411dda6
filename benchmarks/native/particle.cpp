// A particle among the charges (10, 10 - w) and (10, 0): the square of its landing and the derivative by w run side by side; w is sought by descent. The
// potential Σ 1/r has the gradient -Σ d/r³, whose derivative is -Σ (ḋ - 3 (d·ḋ)/r² d)/r³.
#include "baseline.hpp"
#include "descent.hpp"

struct Control {
    explicit Control(baseline::Numbers& in) : start(in.number()) {}

    void value() { found = minimum<1>({start}, landing)[0]; }

    void derivative() { value(); }

    std::vector<double> valueResult() const { return {found}; }

    std::vector<double> derivativeResult() const { return {found}; }

private:
    static Point<1> landing(const std::array<double, 1>& at) {
        constexpr double dt = 0.1;
        double x = 0, y = 8, u = 0.75, v = 0, xDot = 0, yDot = 0, uDot = 0, vDot = 0;
        while (y + dt * v > 0) {
            double a[2] = {0, 0}, aDot[2] = {0, 0};
            push(x - 10, y - (10 - at[0]), xDot, yDot + 1, a, aDot);
            push(x - 10, y, xDot, yDot, a, aDot);
            x += dt * u;
            y += dt * v;
            xDot += dt * uDot;
            yDot += dt * vDot;
            u += dt * a[0];
            v += dt * a[1];
            uDot += dt * aDot[0];
            vDot += dt * aDot[1];
        }

        const double time = -y / v, timeDot = (-yDot - time * vDot) / v, place = x + time * u, placeDot = xDot + timeDot * u + time * uDot;
        return {place * place, {2 * place * placeDot}};
    }

    static void push(double dx, double dy, double dxDot, double dyDot, double* a, double* aDot) {
        const double square = dx * dx + dy * dy, inverse = 1 / (square * std::sqrt(square)), along = 3 * (dx * dxDot + dy * dyDot) / square;
        a[0] += dx * inverse;
        a[1] += dy * inverse;
        aDot[0] += (dxDot - along * dx) * inverse;
        aDot[1] += (dyDot - along * dy) * inverse;
    }

    double start, found = 0;
};

int main(int count, char** arguments) { return baseline::run<Control>(count, arguments); }
