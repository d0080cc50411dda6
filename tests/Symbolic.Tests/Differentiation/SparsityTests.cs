using System.Collections.Immutable;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>Patterns by structure, colourings, and compressed derivatives against dense ones.</summary>
public sealed class SparsityTests
{
    private readonly Graph graph = new();

    public static TheoryData<string> Samples => [.. OpSamples.All.Where(s => s.Active.Length > 0 && s.Differentiable.Length > 0).Select(s => s.Name)];

    // wherever the derivative is other than zero, the pattern has an entry
    [Theory, MemberData(nameof(Samples))]
    public void ThePatternCoversTheJacobian(string name)
    {
        var sample = OpSamples.Named(name);
        var known = sample.Inputs.Zip(sample.Arguments).Where(p => !p.First.DType.IsFloat).ToDictionary(p => p.First, p => p.Second);
        var pattern = Sparsity.Jacobian(sample.Differentiable, sample.Active, known);
        var row = 0;
        foreach (var y in sample.Differentiable)
        {
            for (var i = 0; i < y.Shape.Size.Value; i++, row++)
            {
                var unit = Enumerable.Range(0, y.Shape.Size.Value).Select(k => k == i ? 1.0 : 0).ToArray();
                var table = ReverseMode.BuildGrad([(y, y.Graph.Constant(Tensor.Of(y.DType, unit, [.. y.Shape.Select(d => d.Value)])))], sample.Active);
                var entries = SampleDerivatives.Flat(sample.Evaluate(sample.Active.Select(x => table[x]?.Value ?? BroadcastTo(x.Literal(0), x.Shape))));
                for (var j = 0; j < entries.Length; j++) Assert.True(entries[j] == 0 || pattern.Contains(row, j), $"entry {row}, {j} is {entries[j]:R}\n{pattern}");
            }
        }
    }

    // y[i] = x[i - 1] - 2·x[i] + x[i + 1]²
    [Fact]
    public void ATridiagonalJacobianNeedsThreeColours()
    {
        var x = graph.Variable("x", [6]);
        var y = Pad(x[..5], 0, 1, 0) - 2 * x + Pad(x[1..] * x[1..], 0, 0, 1);
        var sparse = graph.Function("f", [x], [y]).SparseJacobian();
        Assert.Equal(
            """
            xx....
            xxx...
            .xxx..
            ..xxx.
            ...xxx
            ....xx
            """.ReplaceLineEndings("\n"), sparse.Pattern.ToString());
        Assert.Equal(3, sparse.Colouring.Count);
        AgreesWithDense(sparse, graph.Function("f", [x], [y]).Jacobian(), [Tensor.Vector(1, 2, 3, 4, 5, 6)]);
    }

    [Fact]
    public void TheOutputsAreCompressedRows()
    {
        var x = graph.Variable("x", [3]);
        var sparse = graph.Function("f", [x], [x[1..] * x[..2]]).SparseJacobian();
        var values = sparse.Function.Evaluate(Tensor.Vector(2, 3, 5));
        Assert.Equal(["row_pointers", "columns", "values"], sparse.Function.OutputNames.ToArray());
        Assert.Equal(Tensor.Of(DType.Int32, [0, 2, 4], 3), values[0]);
        Assert.Equal(Tensor.Of(DType.Int32, [0, 1, 1, 2], 4), values[1]);
        Assert.Equal(Tensor.Vector(3, 2, 5, 3), values[2]);
    }

    // Rosenbrock's chain: a tridiagonal Hessian
    [Fact]
    public void ATridiagonalHessian()
    {
        var x = graph.Variable("x", [8]);
        var (head, tail) = (x[..7], x[1..]);
        var f = graph.Function("f", [x], [Sum(100 * Square(tail - head * head) + Square(1 - head))]);
        var sparse = f.SparseHessian();
        Assert.Equal(3 * 8 - 2, sparse.Pattern.Count);
        Assert.InRange(sparse.Colouring.Count, 2, 3);
        AgreesWithDense(sparse, f.Hessian(), [Tensor.Vector(1, -2, 3, 0.5, 2, -1, 0.1, 1)]);
    }

    // f = Σᵢ x₀·xᵢ² : an arrow, two colours by a star colouring where columns that share a row would need all
    [Fact]
    public void AnArrowHessianNeedsTwoColours()
    {
        var x = graph.Variable("x", [7]);
        var f = graph.Function("f", [x], [Sum(x[0] * Square(x[1..])) + Pow(x[0], 3)]);
        var sparse = f.SparseHessian();
        Assert.Equal(
            """
            xxxxxxx
            xx.....
            x.x....
            x..x...
            x...x..
            x....x.
            x.....x
            """.ReplaceLineEndings("\n"), sparse.Pattern.ToString());
        Assert.Equal(2, sparse.Colouring.Count);
        Assert.Equal(7, Colouring.OfColumns(sparse.Pattern).Count);
        AgreesWithDense(sparse, f.Hessian(), [Tensor.Vector(2, 3, 5, 7, 11, 13, 17)]);
    }

    // one dense row: the rows need two colours where the columns need all
    [Fact]
    public void AJacobianIsCompressedFromItsCheaperSide()
    {
        var x = graph.Variable("x", [5]);
        var f = graph.Function("f", [x], [("each", x * x), ("all", Sum(Exp(x)))]);
        var sparse = f.SparseJacobian();
        Assert.Equal(2, sparse.Colouring.Count);
        Assert.Equal(10, sparse.Pattern.Count);
        AgreesWithDense(sparse, f.Jacobian(), [Tensor.Vector(1, 2, 3, 4, 5)]);
    }

    // residuals of observations (camera, point): 2 for each, which read 3 numbers of a camera and 2 of a point
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BundleAdjustment(bool indicesAreConstants)
    {
        Tensor camera = Tensor.Of(DType.Int32, [0, 1, 2, 0, 1, 2, 0, 2], 8), point = Tensor.Of(DType.Int32, [0, 0, 1, 1, 2, 2, 3, 3], 8);
        var (cameras, points) = (graph.Variable("cameras", [3, 3]), graph.Variable("points", [4, 2]));
        var c = indicesAreConstants ? graph.Constant(camera) : graph.Variable("camera", camera.Type);
        var p = indicesAreConstants ? graph.Constant(point) : graph.Variable("point", point.Type);
        var (ofCamera, ofPoint) = (Gather(cameras, c), Gather(points, p));
        var residuals = Sin(ofCamera[.., ..2] * ofPoint) + ofCamera[.., 2..] * Square(ofPoint);
        Node[] inputs = indicesAreConstants ? [cameras, points] : [cameras, points, c, p];
        var f = graph.Function("residuals", inputs, [residuals]);
        var sparse = f.SparseJacobian(indicesAreConstants ? ImmutableDictionary<string, Tensor>.Empty : new Dictionary<string, Tensor> { ["camera"] = camera, ["point"] = point });
        Assert.Equal((16, 9 + 8, 16 * 3), (sparse.Pattern.Rows, sparse.Pattern.Columns, sparse.Pattern.Count));
        Assert.InRange(sparse.Colouring.Count, 3, 5);
        List<Tensor> at = [Tensor.Of([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, 3), Tensor.Of([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], 4, 2)];
        AgreesWithDense(sparse, f.Jacobian(), [.. at, .. indicesAreConstants ? [] : new[] { camera, point }]);
        if (!indicesAreConstants) Assert.Equal(16 * (3 * 2 + 4), f.SparseJacobian().Pattern.Count);   // which camera and point is not known, but which of their numbers is
    }

    // the same residuals as a loop over the observations, and their cost, whose Hessian couples what is observed together
    [Fact]
    public void LoopsAreReadIterationByIteration()
    {
        Tensor camera = Tensor.Of(DType.Int32, [0, 1, 2, 0], 4), point = Tensor.Of(DType.Int32, [0, 0, 1, 1], 4);
        var (cameras, points) = (graph.Variable("cameras", [3]), graph.Variable("points", [2]));
        var (c, p) = (graph.Constant(camera), graph.Constant(point));
        var f = graph.Function("residuals", [cameras, points], [graph.Map(4, i => Sin(Gather(cameras, c[i]) * Gather(points, p[i])))]);
        var sparse = f.SparseJacobian();
        Assert.Equal("x..x.\n.x.x.\n..x.x\nx...x", sparse.Pattern.ToString());
        AgreesWithDense(sparse, f.Jacobian(), [Tensor.Vector(1, 2, 3), Tensor.Vector(0.5, 0.7)]);
        var cost = graph.Function("cost", [cameras, points], [graph.SumOver(4, i => Square(Sin(Gather(cameras, c[i]) * Gather(points, p[i]))))]);
        var hessian = cost.SparseHessian();
        Assert.Equal("x..xx\n.x.x.\n..x.x\nxx.x.\nx.x.x", hessian.Pattern.ToString());
        AgreesWithDense(hessian, cost.Hessian(), [Tensor.Vector(1, 2, 3), Tensor.Vector(0.5, 0.7)]);
    }

    // h[i + 1] = h[i]·x[i]: row i depends on the rows before it
    [Fact]
    public void WhatIsCarriedDependsOnWhatCameBefore()
    {
        var (x, start) = (graph.Variable("x", [3]), graph.Variable("start"));
        var (final, rows) = Loop.Scan(start, x, (h, row) => (h * row, h + 1));
        Assert.Equal("xxxx\n...x\nx..x\nxx.x", Sparsity.Jacobian([final, rows], [x, start]).ToString());
        var (_, backward) = Loop.Scan(start, x, (h, row) => (h * row, h * row), reverse: true);
        Assert.Equal("xxxx\n.xxx\n..xx", Sparsity.Jacobian([backward], [x, start]).ToString());
    }

    // scalars in and out
    [Fact]
    public void OfScalars()
    {
        List<Node> x = [.. Enumerable.Range(0, 6).Select(i => graph.Variable("x" + i))];
        var f = graph.Function("f", x, Enumerable.Range(0, 6).Select(i => x[i] * x[(i + 1) % 6]));
        var sparse = f.SparseJacobian();
        Assert.Equal((12, 2), (sparse.Pattern.Count, sparse.Colouring.Count));
        AgreesWithDense(sparse, f.Jacobian(), [2.0, 3.0, 5.0, 7.0, 11.0, 13.0]);
    }

    // a side that is not taken for a known reason is not read; what only decides or is stopped has no derivative
    [Fact]
    public void OnlyWhatCanMatterIsInThePattern()
    {
        var x = graph.Variable("x", [3]);
        var mask = graph.Constant(Tensor.Of(DType.Bool, [1, 0, 1], 3));
        Assert.Equal("x..\n...\n..x", Pattern(Select(mask, x, StopGradient(Sum(x)))));
        Assert.Equal("xx.\n.x.\n.xx", Pattern(Select(mask, x, Truncate(x)) + x[1]));
        Assert.Equal("...\n...\n...", Pattern(Floor(x) + Cast(Cast(x, DType.Int32), DType.Float64)));
        Assert.Equal("xxx\nxxx\nxxx", Pattern(Select(x[0] > 0, x, Sum(x))));

        string Pattern(Node y) => Sparsity.Jacobian([y], [x]).ToString();
    }

    [Fact]
    public void OpsThatStateNoElement()
    {
        var (a, b) = (graph.Variable("a", [2]), graph.Variable("b", [2]));
        var both = SumAndProduct.Of(a, b);
        Assert.Equal("xxxx\nx.x.\n.x.x", Sparsity.Jacobian([both.Output(0), both.Output(1)], [a, b]).ToString());
    }

    [Fact]
    public void NoEntriesAtAll()
    {
        var x = graph.Variable("x", [2]);
        var sparse = graph.Function("f", [x], [Floor(x)]).SparseJacobian();
        var values = sparse.Function.Evaluate(Tensor.Vector(1, 2));
        Assert.Equal([0, 0, 0], values[0].ToArray());
        Assert.Empty(values[2].ToArray());
    }

    [Fact]
    public void ANamedSizeIsAnError()
    {
        var x = graph.Variable("x", [graph.Dim("n")]);
        Assert.Equal(
            "The sparsity of a derivative needs constant sizes, but x*x is f64[n]. Bind the size with Function.Bind.",
            Assert.Throws<DifferentiationException>(() => graph.Function("f", [x], [x * x]).SparseJacobian()).Message);
    }

    // every colouring is valid, on random patterns
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EntriesOfRandomPatternsAreFoundInTheSumsOfTheirColours(int seed)
    {
        var random = new Random(seed);
        const int n = 40;
        var pattern = SparsityPattern.Of(Enumerable.Range(0, n).Select(_ => Enumerable.Range(0, n).Where(_ => random.Next(12) == 0)), n);
        var columns = Colouring.OfColumns(pattern);
        for (var i = 0; i < n; i++)
            Assert.Equal(pattern[i].Length, pattern[i].ToArray().Select(j => columns.Colours[j]).Distinct().Count());
        var symmetric = SparsityPattern.Of(Enumerable.Range(0, n).Select(i => pattern[i].ToArray().Append(i)), n).Symmetrised();
        var star = Colouring.OfSymmetric(symmetric);
        for (var i = 0; i < n; i++)
            foreach (var j in symmetric[i].ToArray())
                Assert.True(star.IsAlone(symmetric, i, j) || star.IsAlone(symmetric, j, i));
        Assert.True(star.Count <= Colouring.OfColumns(symmetric).Count);
    }

    private static void AgreesWithDense(SparseDerivative sparse, Function dense, Tensor[] at)
    {
        var values = sparse.Function.Evaluate(at)[2].ToArray();
        var expected = dense.Evaluate(at);
        var (columns, rows) = (sparse.Pattern.Columns, sparse.Pattern.Rows);
        // the dense blocks stand output by output, each by input
        var matrix = new double[rows, columns];
        int top = 0, left = 0, at0 = 0;
        while (top < rows)
        {
            var block = expected[at0++];
            var height = BlockHeight(block, dense, at0 - 1);
            var width = block.Count / height;
            for (var k = 0; k < block.Count; k++) matrix[top + k / width, left + k % width] = block.ToArray()[k];
            left += width;
            if (left == columns) (top, left) = (top + height, 0);
        }

        var index = 0;
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                if (sparse.Pattern.Contains(i, j)) Assert.Equal(matrix[i, j], values[index++], 1e-12 * Math.Max(1, Math.Abs(matrix[i, j])));
                else Assert.Equal(0, matrix[i, j]);
            }
        }
    }

    // an output d_y_x has the axes of y, then those of x, and x's are those of the input that its name ends with
    private static int BlockHeight(Tensor block, Function dense, int output)
    {
        var x = dense.Inputs.Where(i => dense.OutputNames[output].EndsWith("_" + i.Op.Name, StringComparison.Ordinal)).MaxBy(i => i.Op.Name.Length)!;
        return block.Count / x.Shape.Size.Value;
    }
}
