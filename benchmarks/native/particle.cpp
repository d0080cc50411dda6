// A particle falls past charges at (10, 10 - w) and (10, 0) by Euler's steps; w is sought for which it lands nearest to the origin. Derivatives by w are carried beside
// the values; the force of a charge is d/|d|³.
#include <cmath>
#include "baseline.hpp"
#include "descent.hpp"

struct Particle {
    explicit Particle(baseline::Numbers& in) : w(in.number()) {}

    void value() { derivative(); }

    void derivative() {
        result = minimum<1>(&w, [](Point<1>& at) { land(at); }).x[0];
    }

    std::vector<double> valueResult() const { return {result}; }

    std::vector<double> derivativeResult() const { return {result}; }

private:
    struct Number { double v, dot; };

    static void land(Point<1>& at) {
        const double step = 0.1;
        Number x{0, 0}, y{8, 0}, speedX{0.75, 0}, speedY{0, 0};
        while (y.v + step * speedY.v > 0) {
            Number forceX{0, 0}, forceY{0, 0};
            push({x.v - 10, x.dot}, {y.v - 10 + at.x[0], y.dot + 1}, forceX, forceY);
            push({x.v - 10, x.dot}, {y.v, y.dot}, forceX, forceY);
            x = {x.v + step * speedX.v, x.dot + step * speedX.dot};
            y = {y.v + step * speedY.v, y.dot + step * speedY.dot};
            speedX = {speedX.v + step * forceX.v, speedX.dot + step * forceX.dot};
            speedY = {speedY.v + step * forceY.v, speedY.dot + step * forceY.dot};
        }

        const double time = -y.v / speedY.v, timeDot = -(y.dot + time * speedY.dot) / speedY.v;
        const double place = x.v + time * speedX.v, placeDot = x.dot + timeDot * speedX.v + time * speedX.dot;
        at.value = place * place;
        at.gradient[0] = 2 * place * placeDot;
    }

    static void push(Number dx, Number dy, Number& forceX, Number& forceY) {
        const double square = dx.v * dx.v + dy.v * dy.v, cube = 1 / (square * std::sqrt(square)), change = -3 * (dx.v * dx.dot + dy.v * dy.dot) / square;
        forceX.v += dx.v * cube;
        forceY.v += dy.v * cube;
        forceX.dot += (dx.dot + dx.v * change) * cube;
        forceY.dot += (dy.dot + dy.v * change) * cube;
    }

    double w, result = 0;
};

int main(int count, char** arguments) { return baseline::run<Particle>(count, arguments); }
