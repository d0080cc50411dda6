// The projection of a point into a camera and its derivatives. With a = cos θ, s = sin θ/θ, t = (1 - cos θ)/θ² a point x turned by r is
// a·x + s·(r × x) + t·(r·x)·r, and the derivatives of a, s, t by r are -s·r, (a - s)/θ²·r, (s - 2t)/θ²·r.
#pragma once

#include <cmath>

namespace projection {

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

inline void residual(const double* camera, const double* point, double w, const double* seen, double* error) {
    const Turn turn(camera, point);
    const double x = turn.out[0] / turn.out[2], y = turn.out[1] / turn.out[2], square = x * x + y * y;
    const double scale = (1 + square * (camera[9] + square * camera[10])) * camera[6];
    error[0] = w * (x * scale + camera[7] - seen[0]);
    error[1] = w * (y * scale + camera[8] - seen[1]);
}

inline void derivatives(const double* r, const Turn& turn, double turned[3][3], double byRotation[3][3]) {
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

// Two rows by camera, point and weight.
inline void block(const double* camera, const double* point, double w, const double* seen, double* row) {
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

}  // namespace projection
