// Bundle adjustment: the residuals and their sparse Jacobian in compressed rows. With a = cos θ, s = sin θ/θ, t = (1 - cos θ)/θ² a point x turned by r is
// a·x + s·(r × x) + t·(r·x)·r, and the derivatives of a, s, t by r are -s·r, (a - s)/θ²·r, (s - 2t)/θ²·r.
#include <algorithm>
#include <cmath>
#include "baseline.hpp"

struct Adjustment {
    explicit Adjustment(baseline::Numbers& in) : n(in.integer()), m(in.integer()), p(in.integer()), cameras(repeat(in.array(11), n)), points(repeat(in.array(3), m)), weights(repeat(in.array(1), p)), seen(repeat(in.array(2), p)) {
        cameraOf.resize(p);
        pointOf.resize(p);
        for (int i = 0; i < p; i++) {
            cameraOf[i] = i % n;
            pointOf[i] = i % m;
        }

        errors.resize(3 * p);
        rows.resize(3 * p + 1);
        columns.resize(31 * static_cast<std::size_t>(p));
        values.resize(columns.size());
    }

    void value() {
        for (int i = 0; i < p; i++) {
            const double *camera = &cameras[11 * cameraOf[i]], *point = &points[3 * pointOf[i]];
            const Turn turn(camera, point);
            const double x = turn.out[0] / turn.out[2], y = turn.out[1] / turn.out[2], square = x * x + y * y;
            const double scale = (1 + square * (camera[9] + square * camera[10])) * camera[6];
            errors[2 * i] = weights[i] * (x * scale + camera[7] - seen[2 * i]);
            errors[2 * i + 1] = weights[i] * (y * scale + camera[8] - seen[2 * i + 1]);
            errors[2 * p + i] = 1 - weights[i] * weights[i];
        }
    }

    void derivative() {
        const int firstPoint = 11 * n, firstWeight = firstPoint + 3 * m;
        const std::size_t last = 30 * static_cast<std::size_t>(p);
        for (int row = 0; row <= 2 * p; row++) rows[row] = 15 * row;
        for (int i = 0; i < p; i++) {
            int* column = &columns[30 * static_cast<std::size_t>(i)];
            for (int row = 0; row < 2; row++, column += 15) {
                for (int j = 0; j < 11; j++) column[j] = 11 * cameraOf[i] + j;
                for (int j = 0; j < 3; j++) column[11 + j] = firstPoint + 3 * pointOf[i] + j;
                column[14] = firstWeight + i;
            }

            block(&cameras[11 * cameraOf[i]], &points[3 * pointOf[i]], weights[i], &seen[2 * i], &values[30 * static_cast<std::size_t>(i)]);
            columns[last + i] = firstWeight + i;
            values[last + i] = -2 * weights[i];
            rows[2 * p + i + 1] = static_cast<int>(last) + i + 1;
        }
    }

    std::vector<double> valueResult() const { return {errors[0], errors[1], static_cast<double>(p), errors[2 * p], static_cast<double>(p)}; }

    std::vector<double> derivativeResult() const {
        std::vector<double> all(rows.begin(), rows.begin() + 30);
        all.push_back(rows.back());
        all.insert(all.end(), columns.begin(), columns.begin() + 30);
        all.push_back(columns.back());
        all.insert(all.end(), values.begin(), values.begin() + 30);
        all.push_back(values.back());
        return all;
    }

private:
    // A point before a camera, turned.
    struct Turn {
        Turn(const double* r, const double* point) {
            for (int j = 0; j < 3; j++) x[j] = point[j] - r[3 + j];
            square = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
            if (square > 0) {
                const double angle = std::sqrt(square);
                a = std::cos(angle);
                s = std::sin(angle) / angle;
                t = (1 - a) / square;
            }

            along = r[0] * x[0] + r[1] * x[1] + r[2] * x[2];
            cross[0] = r[1] * x[2] - r[2] * x[1];
            cross[1] = r[2] * x[0] - r[0] * x[2];
            cross[2] = r[0] * x[1] - r[1] * x[0];
            for (int j = 0; j < 3; j++) out[j] = a * x[j] + s * cross[j] + t * along * r[j];
        }

        double x[3], cross[3], out[3], square, along, a = 1, s = 1, t = 0.5;
    };

    static void block(const double* camera, const double* point, double w, const double* seen, double* row) {
        const Turn turn(camera, point);
        const double inverse = 1 / turn.out[2], x = turn.out[0] * inverse, y = turn.out[1] * inverse, square = x * x + y * y;
        const double k1 = camera[9], k2 = camera[10], focal = camera[6], distortion = 1 + square * (k1 + square * k2), slope = 2 * (k1 + 2 * k2 * square);
        const double dxx = focal * (distortion + slope * x * x), dxy = focal * slope * x * y, dyy = focal * (distortion + slope * y * y);
        // by the point in the camera: the image is (X/Z, Y/Z)
        const double bySpace[2][3] = {
            {w * dxx * inverse, w * dxy * inverse, -w * (dxx * x + dxy * y) * inverse},
            {w * dxy * inverse, w * dyy * inverse, -w * (dxy * x + dyy * y) * inverse},
        };

        double turned[3][3], byRotation[3][3];   // by the point, by r: [entry][by]
        derivatives(camera, turn, turned, byRotation);
        const double image[2] = {x, y};
        for (int e = 0; e < 2; e++, row += 15) {
            for (int j = 0; j < 3; j++) {
                double rotation = 0, space = 0;
                for (int i = 0; i < 3; i++) {
                    rotation += bySpace[e][i] * byRotation[i][j];
                    space += bySpace[e][i] * turned[i][j];
                }

                row[j] = rotation;
                row[3 + j] = -space;
                row[11 + j] = space;
            }

            row[6] = w * image[e] * distortion;
            row[7] = e == 0 ? w : 0;
            row[8] = e == 1 ? w : 0;
            row[9] = w * focal * image[e] * square;
            row[10] = w * focal * image[e] * square * square;
            row[14] = image[e] * distortion * focal + camera[7 + e] - seen[e];
        }
    }

    static void derivatives(const double* r, const Turn& turn, double turned[3][3], double byRotation[3][3]) {
        const double skew[3][3] = {{0, -r[2], r[1]}, {r[2], 0, -r[0]}, {-r[1], r[0], 0}};
        const double *x = turn.x, skewX[3][3] = {{0, x[2], -x[1]}, {-x[2], 0, x[0]}, {x[1], -x[0], 0}};   // (eⱼ × x)ᵢ
        const double ofS = turn.square > 0 ? (turn.a - turn.s) / turn.square : 0, ofT = turn.square > 0 ? (turn.s - 2 * turn.t) / turn.square : 0;
        for (int i = 0; i < 3; i++) {
            const double grown = -turn.s * x[i] + ofS * turn.cross[i] + ofT * turn.along * r[i];
            for (int j = 0; j < 3; j++) {
                turned[i][j] = turn.s * skew[i][j] + turn.t * r[i] * r[j] + (i == j ? turn.a : 0);
                byRotation[i][j] = grown * r[j] + turn.s * skewX[i][j] + turn.t * (x[j] * r[i] + (i == j ? turn.along : 0));
            }
        }
    }

    static std::vector<double> repeat(const std::vector<double>& numbers, int times) {
        std::vector<double> all;
        all.reserve(numbers.size() * times);
        for (int i = 0; i < times; i++) all.insert(all.end(), numbers.begin(), numbers.end());
        return all;
    }

    int n, m, p;
    std::vector<double> cameras, points, weights, seen, errors, values;
    std::vector<int> cameraOf, pointOf, rows, columns;
};

int main(int count, char** arguments) { return baseline::run<Adjustment>(count, arguments); }
