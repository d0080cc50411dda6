using System.Globalization;
using System.IO.Compression;

namespace SymDiff.Examples.Digits;

/// <summary>Images of digits: 64 pixels each from 0 to 1, one image after the other, and what they show.</summary>
public sealed record Images(double[] Pixels, int[] Labels)
{
    public const int PixelCount = 64;

    public int Count => Labels.Length;

    /// <summary>The images at some positions.</summary>
    public Images At(IReadOnlyCollection<int> positions) => new(
        [.. positions.SelectMany(i => Pixels.AsSpan(i * PixelCount, PixelCount).ToArray())],
        [.. positions.Select(i => Labels[i])]);

    /// <summary>Those for which a test of the position holds, and the others.</summary>
    public (Images Chosen, Images Others) Split(Func<int, bool> choose)
    {
        var positions = Enumerable.Range(0, Count).ToLookup(choose);
        return (At([.. positions[true]]), At([.. positions[false]]));
    }

    /// <summary>All 1,797 images.</summary>
    public static Images Load()
    {
        using var file = typeof(Images).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var rows = text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray()).ToList();
        return new([.. rows.SelectMany(row => row[..PixelCount].Select(p => p / 16.0))], [.. rows.Select(row => row[PixelCount])]);
    }
}
