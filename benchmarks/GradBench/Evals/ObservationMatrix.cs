using System.Runtime.Intrinsics;
using System.Text.Json;
using SymDiff.GradBench.Protocol;
using SymDiff.Programs;

namespace SymDiff.GradBench.Evals;

/// <summary>
/// The Jacobian of bundle adjustment in compressed rows: two rows with a camera, a point and a weight for each observation, then a row with the weight for each. Columns
/// are all cameras', then all points' parameters, then the weights.
/// </summary>
internal sealed class ObservationMatrix(int observations)
{
    private const int Columns = BundleAdjustment.Columns;
    private readonly int[] rows = new int[3 * observations + 1];
    private readonly int[] columns = new int[(2 * Columns + 1) * observations];
    private readonly double[] values = new double[(2 * Columns + 1) * observations];

    /// <summary>Where the values of the two rows of each observation stand, one behind the other.</summary>
    public Span<double> ReprojectionValues => values.AsSpan(0, 2 * Columns * observations);

    /// <summary>Where the values of the rows of the weights stand.</summary>
    public Span<double> WeightValues => values.AsSpan(2 * Columns * observations);

    /// <summary>Writes where the values of each row start, and the column of each value: eight and seven more, which are written as eight from one before.</summary>
    public void FillStructure(int cameras, int points, ReadOnlySpan<int> cameraOf, ReadOnlySpan<int> pointOf)
    {
        var firstPoint = BundleAdjustment.CameraLength * cameras;
        var firstWeight = firstPoint + 3 * points;
        for (var row = 0; row <= 2 * observations; row++) rows[row] = Columns * row;
        for (var i = 0; i < observations; i++)
        {
            var (camera, point) = (BundleAdjustment.CameraLength * cameraOf[i], firstPoint + 3 * pointOf[i]);
            var (begin, end) = (Vector256.Create(camera) + Vector256<int>.Indices, Vector256.Create(Vector128.Create(camera) + Vector128.Create(7, 8, 9, 10), Vector128.Create(point, point + 1, point + 2, firstWeight + i)));
            var both = columns.AsSpan(2 * Columns * i, 2 * Columns);
            begin.CopyTo(both);
            end.CopyTo(both[7..]);
            begin.CopyTo(both[Columns..]);
            end.CopyTo(both[(Columns + 7)..]);
            columns[2 * Columns * observations + i] = firstWeight + i;
            rows[2 * observations + i + 1] = 2 * Columns * observations + i + 1;
        }
    }

    /// <summary>The first 30 entries and the last one, as the driver asks for them.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumbers("rows", [.. rows.Take(30).Append(rows[^1]).Select(i => (double)i)]);
        writer.WriteNumbers("cols", [.. columns.Take(30).Append(columns[^1]).Select(i => (double)i)]);
        writer.WriteNumbers("vals", [.. values.Take(30), values[^1]]);
        writer.WriteEndObject();
    }
}
