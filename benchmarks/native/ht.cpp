// Hand tracking: measured points less the vertices, or points in triangles, of a skinned hand, and the derivatives by its pose. Each bone's transform is carried with its
// derivatives by the rotation of the hand and by the four angles of its finger.
#include <algorithm>
#include <cmath>
#include "baseline.hpp"

// The upper three rows of a 4 x 4 transform.
struct Affine {
    double m[3][4] = {};

    // a·b; of a derivative b, whose last row is 0, the translation of a is not added.
    static Affine product(const Affine& a, const Affine& b, bool isDerivative = false) {
        Affine c;
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 4; j++) c.m[i][j] = a.m[i][0] * b.m[0][j] + a.m[i][1] * b.m[1][j] + a.m[i][2] * b.m[2][j] + (j == 3 && !isDerivative ? a.m[i][3] : 0);
        return c;
    }
};

struct Bone {
    static const int Parameters = 7;   // three of the rotation, four of the finger
    Affine value, by[Parameters];

    Bone times(const Affine& constant) const {
        Bone bone;
        bone.value = Affine::product(value, constant);
        for (int p = 0; p < Parameters; p++) bone.by[p] = Affine::product(by[p], constant);
        return bone;
    }

    // Turned about the axis 0 or 2 by the angle that is a parameter.
    Bone turned(int axis, double angle, int parameter) const {
        const double c = std::cos(angle), s = std::sin(angle);
        const int i = axis == 0 ? 1 : 0, j = i + 1;
        Affine turn, change;
        turn.m[axis][axis] = 1;
        turn.m[i][i] = turn.m[j][j] = change.m[j][i] = c;
        turn.m[j][i] = s;
        turn.m[i][j] = change.m[i][i] = change.m[j][j] = -s;
        change.m[i][j] = -c;
        Bone bone = times(turn);
        bone.by[parameter] = Affine::product(value, change, true);
        return bone;
    }
};

struct Hand {
    explicit Hand(baseline::Numbers& in) {
        const int vertices = in.integer(), triangleCount = in.integer();
        perVertex = in.integer();
        n = in.integer();
        hasTriangles = in.integer();
        isMirrored = in.integer();
        theta = in.array(Columns);
        us = in.array(hasTriangles ? 2 * n : 0);
        relatives = transforms(in);
        inverses = transforms(in);
        positions = in.array(4 * vertices);
        bones = integers(in, perVertex * vertices);
        weights = in.array(perVertex * vertices);
        triangles = integers(in, 3 * triangleCount);
        correspondences = integers(in, n);
        points = in.array(3 * n);
        errors.resize(3 * n);
        jacobian.resize(static_cast<std::size_t>(3) * n * (Columns + (hasTriangles ? 2 : 0)));
        if (n * (hasTriangles ? 3 : 1) >= vertices) {
            places.resize(3 * vertices);
            changes.resize(static_cast<std::size_t>(3) * Columns * vertices);
        }
    }

    void value() {
        pose();
        for (std::size_t v = 0; v < places.size() / 3; v++) place(v, &places[3 * v]);
        for (int i = 0; i < n; i++) {
            double at[3][3];
            const int corners = corner(i, [&](int k, int v) { if (places.empty()) place(v, at[k]); else std::copy_n(&places[3 * v], 3, at[k]); });
            for (int c = 0; c < 3; c++) {
                double sum = points[3 * i + c];
                for (int k = 0; k < corners; k++) sum -= share(i, k) * at[k][c];
                errors[3 * i + c] = sum;
            }
        }
    }

    void derivative() {
        pose();
        for (std::size_t v = 0; v < places.size() / 3; v++) {
            place(v, &places[3 * v]);
            change(v, &changes[3 * Columns * v]);
        }

        const int extra = hasTriangles ? 2 : 0, columns = Columns + extra;
        double at[3][3], by[3][3 * Columns];
        for (int i = 0; i < n; i++) {
            const double* moved[3];
            const double* placed[3];
            const int corners = corner(i, [&](int k, int v) {
                moved[k] = places.empty() ? by[k] : &changes[static_cast<std::size_t>(3) * Columns * v];
                placed[k] = places.empty() ? at[k] : &places[3 * v];
                if (!places.empty()) return;
                if (hasTriangles) place(v, at[k]);
                change(v, by[k]);
            });
            double* block = &jacobian[static_cast<std::size_t>(3) * columns * i];
            for (int c = 0; c < 3; c++, block += columns) {
                for (int u = 0; u < extra; u++) block[u] = placed[2][c] - placed[u][c];
                for (int p = 0; p < Columns; p++) {
                    double sum = 0;
                    for (int k = 0; k < corners; k++) sum -= share(i, k) * moved[k][Columns * c + p];
                    block[extra + p] = sum;
                }
            }
        }
    }

    std::vector<double> valueResult() const { return errors; }

    std::vector<double> derivativeResult() const { return jacobian; }

private:
    static const int Columns = 26, Bones = 22;

    static std::vector<int> integers(baseline::Numbers& in, std::size_t count) {
        const auto numbers = in.array(count);
        return {numbers.begin(), numbers.end()};
    }

    static std::vector<Affine> transforms(baseline::Numbers& in) {
        const auto numbers = in.array(16 * Bones);
        std::vector<Affine> all(Bones);
        for (int b = 0; b < Bones; b++)
            for (int e = 0; e < 12; e++) all[b].m[e / 4][e % 4] = numbers[16 * b + e];
        return all;
    }

    template <class Take>
    int corner(int i, Take&& take) const {
        if (!hasTriangles) {
            take(0, correspondences[i]);
            return 1;
        }

        for (int k = 0; k < 3; k++) take(k, triangles[3 * correspondences[i] + k]);
        return 3;
    }

    double share(int i, int k) const { return !hasTriangles ? 1 : k < 2 ? us[2 * i + k] : 1 - us[2 * i] - us[2 * i + 1]; }

    void pose() {
        const Bone wrist = rotation().times(relatives[0]);
        skin(0, wrist);
        for (int f = 0; f < 5; f++) {
            Bone bone = wrist;
            for (int joint = 0; joint < 4; joint++) {
                const double* angle = &theta[6 + 4 * f];
                bone = bone.times(relatives[1 + 4 * f + joint]);
                if (joint == 1) bone = bone.turned(2, angle[1], 4).turned(0, angle[0], 3);
                if (joint > 1) bone = bone.turned(0, angle[joint], 3 + joint);
                skin(1 + 4 * f + joint, bone);
            }
        }

        skin(21, wrist.times(relatives[21]));
    }

    void skin(int number, const Bone& bone) { skinned[number] = bone.times(inverses[number]); }

    // cos φ·1 + sin φ·[a] + (1 - cos φ)·a·aᵀ for the axis a = r/φ
    Bone rotation() const {
        const double *r = theta.data(), angle = std::sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
        Bone bone;
        if (angle < 1e-4) {
            for (int i = 0; i < 3; i++) bone.value.m[i][i] = 1;
        } else {
            const double c = std::cos(angle), s = std::sin(angle), a[3] = {r[0] / angle, r[1] / angle, r[2] / angle};
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++) {
                    bone.value.m[i][j] = (i == j ? c : 0) + s * cross(a, i, j) + (1 - c) * a[i] * a[j];
                    for (int p = 0; p < 3; p++) {
                        double d[3];
                        for (int e = 0; e < 3; e++) d[e] = ((e == p) - a[p] * a[e]) / angle;
                        bone.by[p].m[i][j] = a[p] * ((i == j ? -s : 0) + c * cross(a, i, j) + s * a[i] * a[j]) + s * cross(d, i, j) + (1 - c) * (d[i] * a[j] + a[i] * d[j]);
                    }
                }
        }

        if (isMirrored)
            for (int i = 0; i < 3; i++) {
                bone.value.m[i][0] = -bone.value.m[i][0];
                for (Affine& by : bone.by) by.m[i][0] = -by.m[i][0];
            }
        return bone;
    }

    static double cross(const double* a, int i, int j) { return i == j ? 0 : (j - i + 3) % 3 == 1 ? -a[3 - i - j] : a[3 - i - j]; }

    static double apply(const Affine& t, const double* p, int row) { return t.m[row][0] * p[0] + t.m[row][1] * p[1] + t.m[row][2] * p[2] + t.m[row][3] * p[3]; }

    void place(int v, double* result) const {
        for (int c = 0; c < 3; c++) {
            result[c] = theta[3 + c];
            for (int k = 0; k < perVertex; k++) result[c] += weights[perVertex * v + k] * apply(skinned[bones[perVertex * v + k]].value, &positions[4 * v], c);
        }
    }

    void change(int v, double* result) const {
        std::fill_n(result, 3 * Columns, 0.0);
        for (int c = 0; c < 3; c++) result[Columns * c + 3 + c] = 1;
        for (int k = 0; k < perVertex; k++) {
            const int number = bones[perVertex * v + k];
            const double weight = weights[perVertex * v + k];
            if (weight == 0) continue;
            const Bone& bone = skinned[number];
            const int parameters = number == 0 || number == 21 ? 3 : Bone::Parameters, finger = 6 + 4 * ((number - 1) / 4);
            for (int c = 0; c < 3; c++)
                for (int p = 0; p < parameters; p++) result[Columns * c + (p < 3 ? p : finger + p - 3)] += weight * apply(bone.by[p], &positions[4 * v], c);
        }
    }

    int n, perVertex;
    bool hasTriangles, isMirrored;
    std::vector<double> theta, us, positions, weights, points, errors, jacobian, places, changes;
    std::vector<Affine> relatives, inverses;
    std::vector<int> bones, triangles, correspondences;
    Bone skinned[Bones];
};

int main(int count, char** arguments) { return baseline::run<Hand>(count, arguments); }
