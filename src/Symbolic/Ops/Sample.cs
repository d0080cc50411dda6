namespace SymDiff;

/// <summary>Makes the operands of samples: variables of one graph, each with a value at which the sample is checked.</summary>
public sealed class Sample
{
    private readonly Dictionary<Node, Tensor> values = [];

    /// <summary>The graph the samples are built in.</summary>
    public Graph Graph { get; } = new();

    /// <summary>The values of the variables made so far.</summary>
    public IReadOnlyDictionary<Node, Tensor> Values => values;

    /// <summary>A scalar variable with values in an interval.</summary>
    public Node Scalar(Interval? within = null, DType dtype = DType.Float64) => Make(dtype, within, []);

    /// <summary>A variable with one axis.</summary>
    public Node Vector(int length, DType dtype = DType.Float64, Interval? within = null) => Make(dtype, within, [length]);

    /// <summary>A variable with two axes.</summary>
    public Node Matrix(int rows, int columns, DType dtype = DType.Float64, Interval? within = null) => Make(dtype, within, [rows, columns]);

    /// <summary>A variable with any axes.</summary>
    public Node Tensor(params int[] lengths) => Make(DType.Float64, null, lengths);

    /// <summary>A variable with a value of the caller's choice.</summary>
    public Node Of(Tensor value)
    {
        var node = Graph.Variable("x" + values.Count, value.Type);
        values.Add(node, value);
        return node;
    }

    private Node Make(DType dtype, Interval? within, int[] lengths)
    {
        var random = new Random(values.Count + 1);
        var count = lengths.Aggregate(1, (product, length) => product * length);
        var entries = new double[count];
        for (var i = 0; i < count; i++) entries[i] = dtype.IsFloat ? Inside(within ?? Interval.All, random.NextDouble()) : random.Next(dtype == DType.Bool ? 0 : -4, dtype == DType.Bool ? 2 : 5);
        return Of(SymDiff.Tensor.Of(dtype, entries, lengths));
    }

    // A point well inside of the interval: unbounded ends are cut two away from the other end, or at -2 and 2.
    private static double Inside(Interval interval, double fraction)
    {
        var lower = double.IsInfinity(interval.Lower) ? Math.Min(-2, interval.Upper - 2) : interval.Lower;
        var upper = double.IsInfinity(interval.Upper) ? Math.Max(2, interval.Lower + 2) : interval.Upper;
        if (double.IsInfinity(interval.Lower) && !double.IsInfinity(interval.Upper)) lower = interval.Upper - 2;
        if (double.IsInfinity(interval.Upper) && !double.IsInfinity(interval.Lower)) upper = interval.Lower + 2;
        return lower + (upper - lower) * (0.1 + 0.8 * fraction);
    }
}
