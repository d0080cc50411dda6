namespace SymDiff.Benchmarks;

/// <summary>
/// The projection of a point into a camera and its derivatives by hand. With a = cos θ, s = sin θ/θ, t = (1 - cos θ)/θ² a point x turned by r is
/// a·x + s·(r × x) + t·(r·x)·r, and the derivatives of a, s, t by r are -s·r, (a - s)/θ²·r, (s - 2t)/θ²·r.
/// </summary>
internal static class Projection
{
    /// <summary>Of every observation the errors, or the derivatives where there are to be no errors.</summary>
    public static void Run(double[] cameras, double[] points, double[] weights, int[] cameraOf, int[] pointOf, double[] seen, double[]? errors, double[]? derivatives)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            ReadOnlySpan<double> camera = cameras.AsSpan(11 * cameraOf[i], 11), point = points.AsSpan(3 * pointOf[i], 3), at = seen.AsSpan(2 * i, 2);
            if (errors is not null)
            {
                Residual(camera, point, weights[i], at, errors.AsSpan(2 * i, 2));
                errors[2 * weights.Length + i] = 1 - weights[i] * weights[i];
            }
            else
            {
                Rows(camera, point, weights[i], at, derivatives.AsSpan(30 * i, 30));
                derivatives![30 * weights.Length + i] = -2 * weights[i];
            }
        }
    }

    private static void Residual(ReadOnlySpan<double> camera, ReadOnlySpan<double> point, double w, ReadOnlySpan<double> seen, Span<double> errors)
    {
        var turn = new Turn(camera, point);
        var (x, y) = (turn.X / turn.Z, turn.Y / turn.Z);
        var square = x * x + y * y;
        var scale = (1 + square * (camera[9] + square * camera[10])) * camera[6];
        errors[0] = w * (x * scale + camera[7] - seen[0]);
        errors[1] = w * (y * scale + camera[8] - seen[1]);
    }

    private static void Rows(ReadOnlySpan<double> camera, ReadOnlySpan<double> point, double w, ReadOnlySpan<double> seen, Span<double> rows)
    {
        var turn = new Turn(camera, point);
        var inverse = 1 / turn.Z;
        var (x, y) = (turn.X * inverse, turn.Y * inverse);
        var (square, focal, k1, k2) = (x * x + y * y, camera[6], camera[9], camera[10]);
        var (distortion, slope) = (1 + square * (k1 + square * k2), 2 * (k1 + 2 * k2 * square));
        var (dxx, dxy, dyy) = (focal * (distortion + slope * x * x), focal * slope * x * y, focal * (distortion + slope * y * y));
        var scale = w * inverse;
        Row(turn, scale * dxx, scale * dxy, -scale * (dxx * x + dxy * y), rows[..15]);
        Row(turn, scale * dxy, scale * dyy, -scale * (dxy * x + dyy * y), rows[15..]);
        Rest(x, 0, rows[..15]);
        Rest(y, 1, rows[15..]);

        void Rest(double image, int e, Span<double> row)
        {
            row[6] = w * image * distortion;
            row[7] = e == 0 ? w : 0;
            row[8] = e == 1 ? w : 0;
            row[9] = w * focal * image * square;
            row[10] = row[9] * square;
        }

        rows[14] = x * distortion * focal + camera[7] - seen[0];
        rows[29] = y * distortion * focal + camera[8] - seen[1];
    }

    // By the rotation, the centre and the point, of an error with the derivatives b by the turned point.
    private static void Row(in Turn turn, double b0, double b1, double b2, Span<double> row)
    {
        var (r0, r1, r2, x0, x1, x2, a, s, t) = (turn.R0, turn.R1, turn.R2, turn.X0, turn.X1, turn.X2, turn.A, turn.S, turn.T);
        var along = t * (b0 * r0 + b1 * r1 + b2 * r2);
        row[11] = a * b0 + s * (b1 * r2 - b2 * r1) + along * r0;   // Rᵀ·b
        row[12] = a * b1 + s * (b2 * r0 - b0 * r2) + along * r1;
        row[13] = a * b2 + s * (b0 * r1 - b1 * r0) + along * r2;
        var grown = -s * (b0 * x0 + b1 * x1 + b2 * x2) + turn.OfS * (b0 * turn.C0 + b1 * turn.C1 + b2 * turn.C2) + turn.OfT * turn.Along * (b0 * r0 + b1 * r1 + b2 * r2);
        var direct = t * turn.Along;
        row[0] = grown * r0 + s * (b2 * x1 - b1 * x2) + along * x0 + direct * b0;
        row[1] = grown * r1 + s * (b0 * x2 - b2 * x0) + along * x1 + direct * b1;
        row[2] = grown * r2 + s * (b1 * x0 - b0 * x1) + along * x2 + direct * b2;
        for (var j = 0; j < 3; j++) row[3 + j] = -row[11 + j];
    }

    /// <summary>A point before a camera, turned.</summary>
    private readonly struct Turn
    {
        public readonly double R0, R1, R2, X0, X1, X2, C0, C1, C2, X, Y, Z, Along, A = 1, S = 1, T = 0.5, OfS, OfT;

        public Turn(ReadOnlySpan<double> r, ReadOnlySpan<double> point)
        {
            (R0, R1, R2, X0, X1, X2) = (r[0], r[1], r[2], point[0] - r[3], point[1] - r[4], point[2] - r[5]);
            var square = R0 * R0 + R1 * R1 + R2 * R2;
            if (square > 0)
            {
                var angle = Math.Sqrt(square);
                (var sine, A) = Math.SinCos(angle);
                (S, T) = (sine / angle, (1 - A) / square);
                (OfS, OfT) = ((A - S) / square, (S - 2 * T) / square);
            }

            Along = R0 * X0 + R1 * X1 + R2 * X2;
            (C0, C1, C2) = (R1 * X2 - R2 * X1, R2 * X0 - R0 * X2, R0 * X1 - R1 * X0);
            var along = T * Along;
            (X, Y, Z) = (A * X0 + S * C0 + along * R0, A * X1 + S * C1 + along * R1, A * X2 + S * C2 + along * R2);
        }
    }
}
