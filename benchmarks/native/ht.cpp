// Hand tracking: points less the vertices, or points in triangles, that correspond to them, and the Jacobian by the pose (in front of it, by a point's own
// barycentric coordinates). A vertex is Σ weight·T·position over its bones, and T depends on the hand's rotation and the four angles of the bone's own finger: with
// the derivatives of the 22 transforms by those seven, a row has that many sums.
#include <algorithm>
#include <array>
#include <cmath>
#include "baseline.hpp"

namespace {

constexpr int Bones = 22, Parameters = 26, Sweeps = 7;
using Matrix = std::array<double, 12>;   // the upper three rows of a 4 x 4 transform

Matrix times(const Matrix& a, const Matrix& b, bool isDerivative) {
    Matrix c;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++)
            c[4 * i + j] = a[4 * i] * b[j] + a[4 * i + 1] * b[4 + j] + a[4 * i + 2] * b[8 + j] + (j == 3 && !isDerivative ? a[4 * i + 3] : 0);
    return c;
}

// A derivative of a transform has no row 0, 0, 0, 1 below it.
Matrix ofTangent(const Matrix& aDot, const Matrix& b) {
    Matrix c = times(aDot, b, true);
    for (int i = 0; i < 3; i++) c[4 * i + 3] += aDot[4 * i + 3];
    return c;
}

}  // namespace

struct Hand {
    explicit Hand(baseline::Numbers& in) : hasTriangles(in.integer()), isMirrored(in.integer()), n(in.integer()), v(in.integer()), k(in.integer()), f(in.integer()), theta(in.array(Parameters)),
        us(in.array(hasTriangles ? 2 * n : 0)), relatives(matrices(in.array(16 * Bones))), inverses(matrices(in.array(16 * Bones))), positions(in.array(4 * v)), bones(integers(in.array(v * k))),
        weights(in.array(v * k)), triangles(integers(in.array(3 * f))), correspondences(integers(in.array(n))), points(in.array(3 * n)), errors(3 * n), columns(hasTriangles ? Parameters + 2 : Parameters),
        jacobian(3 * static_cast<std::size_t>(n) * columns) {}

    void value() {
        transform(false);
        for (int i = 0; i < n; i++) {
            double place[3] = {0, 0, 0};
            for (int c = 0; c < (hasTriangles ? 3 : 1); c++) {
                double vertex[3];
                skin(corner(i, c), vertex);
                for (int e = 0; e < 3; e++) place[e] += share(i, c) * vertex[e];
            }

            for (int e = 0; e < 3; e++) errors[3 * i + e] = points[3 * i + e] - place[e];
        }
    }

    void derivative() {
        transform(true);
        std::fill(jacobian.begin(), jacobian.end(), 0.0);
        const int first = columns - Parameters;
        for (int i = 0; i < n; i++) {
            double* rows = &jacobian[3 * static_cast<std::size_t>(i) * columns];
            double corners[3][3];
            for (int c = 0; c < (hasTriangles ? 3 : 1); c++) {
                if (hasTriangles) skin(corner(i, c), corners[c]);
                addVertex(corner(i, c), share(i, c), rows + first);
            }

            for (int e = 0; e < 3; e++) {
                rows[e * columns + first + 3 + e] = -1;
                for (int c = 0; c < first; c++) rows[e * columns + c] = corners[2][e] - corners[c][e];
            }
        }
    }

    std::vector<double> valueResult() const { return errors; }

    std::vector<double> derivativeResult() const { return jacobian; }

private:
    int corner(int i, int c) const { return hasTriangles ? triangles[3 * correspondences[i] + c] : correspondences[i]; }

    double share(int i, int c) const {
        if (!hasTriangles) return 1;
        return c < 2 ? us[2 * i + c] : 1 - us[2 * i] - us[2 * i + 1];
    }

    void skin(int vertex, double* out) const {
        const double* p = &positions[4 * vertex];
        for (int e = 0; e < 3; e++) out[e] = theta[3 + e];
        for (int b = 0; b < k; b++) {
            const double w = weights[vertex * k + b];
            if (w == 0) continue;
            const Matrix& t = transforms[bones[vertex * k + b]];
            for (int e = 0; e < 3; e++) out[e] += w * (t[4 * e] * p[0] + t[4 * e + 1] * p[1] + t[4 * e + 2] * p[2] + t[4 * e + 3] * p[3]);
        }
    }

    void addVertex(int vertex, double share, double* rows) const {
        const double* p = &positions[4 * vertex];
        for (int b = 0; b < k; b++) {
            const double w = -share * weights[vertex * k + b];
            if (w == 0) continue;
            const int bone = bones[vertex * k + b];
            for (int s = 0; s < (isFinger(bone) ? Sweeps : 3); s++) {
                const Matrix& t = tangents[bone][s];
                const int column = s < 3 ? s : 6 + 4 * ((bone - 1) / 4) + s - 3;
                for (int e = 0; e < 3; e++) rows[e * columns + column] += w * (t[4 * e] * p[0] + t[4 * e + 1] * p[1] + t[4 * e + 2] * p[2] + t[4 * e + 3] * p[3]);
            }
        }
    }

    static bool isFinger(int bone) { return bone >= 1 && bone <= 20; }

    void transform(bool withTangents) {
        std::array<Matrix, Bones> absolute;
        std::array<std::array<Matrix, Sweeps>, Bones> absoluteDots;
        Matrix turn;
        std::array<Matrix, 3> turnDots;
        rotation(turn, turnDots);
        for (int bone = 0; bone < Bones; bone++) {
            const int joint = (bone - 1) % 4, parent = bone == 0 ? -1 : !isFinger(bone) || joint == 0 ? 0 : bone - 1;
            const Matrix& before = parent < 0 ? turn : absolute[parent];
            Matrix relative = relatives[bone], byFirst{}, bySecond{};
            if (isFinger(bone) && joint > 0) bend(relative, bone, joint, byFirst, bySecond);
            absolute[bone] = times(before, relative, false);
            transforms[bone] = times(absolute[bone], inverses[bone], false);
            if (!withTangents) continue;
            for (int s = 0; s < (isFinger(bone) ? Sweeps : 3); s++) {
                Matrix dot{};
                if (s < 3 || (isFinger(bone) && joint > 0)) {
                    const Matrix& beforeDot = parent < 0 ? turnDots[s] : absoluteDots[parent][s];
                    dot = ofTangent(beforeDot, relative);
                }

                if (isFinger(bone) && joint == 1 && s >= 3 && s < 5) dot = times(before, s == 3 ? byFirst : bySecond, true);
                if (isFinger(bone) && joint > 1 && s == 3 + joint) dot = times(before, byFirst, true);
                absoluteDots[bone][s] = dot;
                tangents[bone][s] = ofTangent(dot, inverses[bone]);
            }
        }
    }

    // relative·Rz·Rx, and its derivatives by the angles about x and z
    void bend(Matrix& relative, int bone, int joint, Matrix& byX, Matrix& byZ) const {
        const int first = 6 + 4 * ((bone - 1) / 4);
        const double x = theta[joint == 1 ? first : first + joint], z = joint == 1 ? theta[first + 1] : 0, cx = std::cos(x), sx = std::sin(x), cz = std::cos(z), sz = std::sin(z);
        const Matrix r = relative;
        relative = times(r, {cz, -sz * cx, sz * sx, 0, sz, cz * cx, -cz * sx, 0, 0, sx, cx, 0}, false);
        byX = times(r, {0, sz * sx, sz * cx, 0, 0, -cz * sx, -cz * cx, 0, 0, cx, -sx, 0}, true);
        byZ = times(r, {-sz, -cz * cx, cz * sx, 0, cz, -sz * cx, sz * sx, 0, 0, 0, 0, 0}, true);
    }

    // R = c·I + s·[r]ₓ + t·r·rᵀ with c = cos φ, s = sin φ/φ, t = (1 - cos φ)/φ², and dR/drⱼ
    void rotation(Matrix& turn, std::array<Matrix, 3>& dots) const {
        const double* r = theta.data();
        const double square = r[0] * r[0] + r[1] * r[1] + r[2] * r[2], angle = std::sqrt(square);
        const bool isNone = angle < 1e-4;
        const double c = isNone ? 1 : std::cos(angle), s = isNone ? 0 : std::sin(angle) / angle, t = isNone ? 0 : (1 - c) / square;
        const double ofS = isNone ? 0 : (c - s) / square, ofT = isNone ? 0 : (s - 2 * t) / square;
        const double cross[3][3] = {{0, -r[2], r[1]}, {r[2], 0, -r[0]}, {-r[1], r[0], 0}};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 4; j++) {
                const double sign = j == 0 && isMirrored ? -1 : 1;
                turn[4 * i + j] = j == 3 ? 0 : sign * ((i == j ? c : 0) + s * cross[i][j] + t * r[i] * r[j]);
                for (int d = 0; d < 3; d++) {
                    if (j == 3 || isNone) { dots[d][4 * i + j] = 0; continue; }
                    const double unit = i == j ? 0 : (j == (i + 1) % 3) ? (d == (i + 2) % 3 ? -1.0 : 0.0) : (d == (i + 1) % 3 ? 1.0 : 0.0);   // d[r]ₓ/dr
                    const double grown = (i == j ? -s * r[d] : 0) + ofS * r[d] * cross[i][j] + s * unit + ofT * r[d] * r[i] * r[j];
                    dots[d][4 * i + j] = sign * (grown + t * ((d == i ? r[j] : 0) + (d == j ? r[i] : 0)));
                }
            }
        }
    }

    static std::vector<Matrix> matrices(const std::vector<double>& numbers) {
        std::vector<Matrix> found(numbers.size() / 16);
        for (std::size_t i = 0; i < found.size(); i++) std::copy_n(&numbers[16 * i], 12, found[i].begin());
        return found;
    }

    static std::vector<int> integers(const std::vector<double>& numbers) { return {numbers.begin(), numbers.end()}; }

    bool hasTriangles, isMirrored;
    int n, v, k, f;
    std::vector<double> theta, us;
    std::vector<Matrix> relatives, inverses;
    std::vector<double> positions;
    std::vector<int> bones;
    std::vector<double> weights;
    std::vector<int> triangles, correspondences;
    std::vector<double> points, errors;
    int columns;
    std::vector<double> jacobian;
    std::array<Matrix, Bones> transforms;
    std::array<std::array<Matrix, Sweeps>, Bones> tangents;
};

int main(int count, char** arguments) { return baseline::run<Hand>(count, arguments); }
