using System.Globalization;

namespace SymDiff.Runtime.Tests.Functions;

/// <summary>Vector functions against Data/vector_reference.csv, which was computed in 80 digits.</summary>
public class VectorMathReferenceTests
{
    private sealed record Row(double[] Point, double Value, double Rest)
    {
        // in units in the last place of the true value
        public double ErrorOf(double actual) => Math.Abs(actual - Value - Rest) / (Math.BitIncrement(Math.Abs(Value)) - Math.Abs(Value));
    }

    private static readonly ILookup<string, Row> Rows = DataFile.ReadLines("vector_reference.csv").Skip(1).Select(line => line.Split(','))
        .ToLookup(field => field[0], field => new Row([.. field[1..3].Where(x => x != "").Select(Number)], Number(field[3]), Number(field[4])));

    public static TheoryData<string> Functions => [.. VectorFunction.All.Select(f => f.Name).Where(name => Rows[name].Any())];

    [Theory, MemberData(nameof(Functions))]
    public void ErrorIsWithinTheBound(string name)
    {
        var bound = name == "Pow" ? 4 : 2.5;
        var rows = Rows[name].ToList();
        var errors = rows.Zip(VectorFunction.Named(name).OfAll(rows.Select(row => row.Point)), (row, actual) => (row, actual, Error: row.ErrorOf(actual)));
        Assert.All(errors, e => Assert.True(e.Error <= bound, $"{name}({string.Join(", ", e.row.Point)}): got {e.actual:R}, expected {e.row.Value:R}, {e.Error:F1} ulp off."));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
