using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SymDiff.Runtime;
using static System.Runtime.Intrinsics.Vector256;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace SymDiff.Benchmarks;

/// <summary>The same as <see cref="Projection"/>, four observations at once.</summary>
internal static class ProjectionInLanes
{
    /// <summary>Of every observation the errors, or the derivatives where there are to be no errors.</summary>
    public static void Run(double[] cameras, double[] points, double[] weights, int[] cameraOf, int[] pointOf, double[] seen, double[]? errors, double[]? derivatives)
    {
        if (weights.Length % 4 != 0) throw new InvalidOperationException("The number of observations is a multiple of 4 here.");
        for (var i = 0; i < weights.Length; i += 4)
        {
            int c0 = 11 * cameraOf[i], c1 = 11 * cameraOf[i + 1], c2 = 11 * cameraOf[i + 2], c3 = 11 * cameraOf[i + 3];
            int p0 = 3 * pointOf[i], p1 = 3 * pointOf[i + 1], p2 = 3 * pointOf[i + 2], p3 = 3 * pointOf[i + 3];
            V Camera(int j) => Create(cameras[c0 + j], cameras[c1 + j], cameras[c2 + j], cameras[c3 + j]);
            V Point(int j) => Create(points[p0 + j], points[p1 + j], points[p2 + j], points[p3 + j]);
            V Seen(int j) => Create(seen[2 * i + j], seen[2 * i + 2 + j], seen[2 * i + 4 + j], seen[2 * i + 6 + j]);
            var w = LoadUnsafe(ref weights[i]);
            var turn = new Turn(Camera(0), Camera(1), Camera(2), Point(0) - Camera(3), Point(1) - Camera(4), Point(2) - Camera(5));
            var (focal, k1, k2, inverse) = (Camera(6), Camera(9), Camera(10), Create(1.0) / turn.Z);
            var (x, y) = (turn.X * inverse, turn.Y * inverse);
            var square = x * x + y * y;
            var distortion = Create(1.0) + square * (k1 + square * k2);
            var (errorX, errorY) = (x * distortion * focal + Camera(7) - Seen(0), y * distortion * focal + Camera(8) - Seen(1));
            if (errors is not null)
            {
                var (ex, ey) = (w * errorX, w * errorY);
                for (var k = 0; k < 4; k++) (errors[2 * (i + k)], errors[2 * (i + k) + 1]) = (ex[k], ey[k]);
                (Create(1.0) - w * w).StoreUnsafe(ref errors[2 * weights.Length + i]);
                continue;
            }

            var slope = 2 * (k1 + 2 * k2 * square);
            var (dxx, dxy, dyy, scale) = (focal * (distortion + slope * x * x), focal * slope * x * y, focal * (distortion + slope * y * y), w * inverse);
            var (byX, byY) = (turn.By(scale * dxx, scale * dxy, -scale * (dxx * x + dxy * y)), turn.By(scale * dxy, scale * dyy, -scale * (dxy * x + dyy * y)));
            var (wx, wy, growth) = (w * x, w * y, focal * square);
            ref var rows = ref derivatives![30 * i];
            Store(ref rows, 0, byX.R0, byX.R1, byX.R2, -byX.X0);
            Store(ref rows, 4, -byX.X1, -byX.X2, wx * distortion, w);
            Store(ref rows, 8, V.Zero, wx * growth, wx * growth * square, byX.X0);
            Store(ref rows, 12, byX.X1, byX.X2, errorX, byY.R0);
            Store(ref rows, 16, byY.R1, byY.R2, -byY.X0, -byY.X1);
            Store(ref rows, 20, -byY.X2, wy * distortion, V.Zero, w);
            Store(ref rows, 24, wy * growth, wy * growth * square, byY.X0, byY.X1);
            Store(ref rows, 26, byY.X0, byY.X1, byY.X2, errorY);
            (-2 * w).StoreUnsafe(ref derivatives[30 * weights.Length + i]);
        }
    }

    // Four entries of four rows, of which there is a vector for each entry.
    private static void Store(ref double rows, int at, V a, V b, V c, V d)
    {
        var (low, high, lowRight, highRight) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b), Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
        Create(low.GetLower(), lowRight.GetLower()).StoreUnsafe(ref rows, (nuint)at);
        Create(high.GetLower(), highRight.GetLower()).StoreUnsafe(ref rows, (nuint)(at + 30));
        Create(low.GetUpper(), lowRight.GetUpper()).StoreUnsafe(ref rows, (nuint)(at + 60));
        Create(high.GetUpper(), highRight.GetUpper()).StoreUnsafe(ref rows, (nuint)(at + 90));
    }

    /// <summary>Points before cameras, turned.</summary>
    private readonly struct Turn
    {
        public readonly V X, Y, Z;
        private readonly V r0, r1, r2, x0, x1, x2, c0, c1, c2, along, a, s, t, ofS, ofT;

        public Turn(V r0, V r1, V r2, V x0, V x1, V x2)
        {
            (this.r0, this.r1, this.r2, this.x0, this.x1, this.x2) = (r0, r1, r2, x0, x1, x2);
            var square = r0 * r0 + r1 * r1 + r2 * r2;
            var (turns, angle, inverse) = (GreaterThan(square, V.Zero), Sqrt(square), Create(1.0) / square);
            var cosine = VectorMath.Cos(angle);
            a = ConditionalSelect(turns, cosine, Create(1.0));
            s = ConditionalSelect(turns, VectorMath.Sin(angle) * angle * inverse, Create(1.0));
            t = ConditionalSelect(turns, (Create(1.0) - cosine) * inverse, Create(0.5));
            ofS = ConditionalSelect(turns, (a - s) * inverse, V.Zero);
            ofT = ConditionalSelect(turns, (s - 2 * t) * inverse, V.Zero);
            along = r0 * x0 + r1 * x1 + r2 * x2;
            (c0, c1, c2) = (r1 * x2 - r2 * x1, r2 * x0 - r0 * x2, r0 * x1 - r1 * x0);
            (X, Y, Z) = (a * x0 + s * c0 + t * along * r0, a * x1 + s * c1 + t * along * r1, a * x2 + s * c2 + t * along * r2);
        }

        // By the rotation and by the point, of an error with the derivatives b by the turned point.
        public (V R0, V R1, V R2, V X0, V X1, V X2) By(V b0, V b1, V b2)
        {
            var ofR = b0 * r0 + b1 * r1 + b2 * r2;
            var (turned, direct) = (t * ofR, t * along);
            var grown = ofS * (b0 * c0 + b1 * c1 + b2 * c2) + ofT * along * ofR - s * (b0 * x0 + b1 * x1 + b2 * x2);
            return (
                grown * r0 + s * (b2 * x1 - b1 * x2) + turned * x0 + direct * b0,
                grown * r1 + s * (b0 * x2 - b2 * x0) + turned * x1 + direct * b1,
                grown * r2 + s * (b1 * x0 - b0 * x1) + turned * x2 + direct * b2,
                a * b0 + s * (b1 * r2 - b2 * r1) + turned * r0,
                a * b1 + s * (b2 * r0 - b0 * r2) + turned * r1,
                a * b2 + s * (b0 * r1 - b1 * r0) + turned * r2);
        }
    }
}
