using System.Collections.Immutable;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using SymDiff.Elements;
using SymDiff.Ops;
using SymDiff.Symbolic.Tests.Properties;
using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Serialization;

/// <summary>What is saved comes back as the same nodes, and the bytes depend on the structure alone.</summary>
public sealed class JsonRoundTripTests
{
    private readonly Graph graph = new();

    public static TheoryData<string> Samples => [.. OpSamples.All.Select(s => s.Name)];

    [Theory, MemberData(nameof(Samples))]
    public void EverySampleComesBackAsTheSameNodes(string name)
    {
        var sample = OpSamples.Named(name);
        Same(new("f", sample.Inputs, sample.Outputs));
    }

    [Fact]
    public void ASavedFunctionIsReadable()
    {
        var (x, features) = (graph.Variable("x"), graph.Variable("X", [graph.Dim("n") * 2 + 1, 3], DType.Float32));
        var e = Exp(x * 2);
        var f = new Function("f", [x, features], [("value", e + 1 / e), ("sum", Sum(features, [0]))]);
        Verifier.Verify(f.ToJson(), "json");
        Same(f);
    }

    [Fact]
    public void TheDocumentedExampleIsWhatIsWritten()
    {
        var text = File.ReadAllText(Repository.Path("docs", "json.md")).ReplaceLineEndings("\n");
        var example = text.Split("```json\n")[1].Split("```")[0];
        Assert.Equal(example, Function.FromJson(example).ToJson());
        Assert.Equal("t1 = sum(v)\nvalue = exp(2*x)*t1\ntotal = t1", Function.FromJson(example).ToEquations());
    }

    [Theory]
    [InlineData(0x8000000000000000)] // -0.0
    [InlineData(0x7ff0000000000000)] // infinity
    [InlineData(0xfff0000000000000)] // -infinity
    [InlineData(0xfff8000000000000)] // NaN, as .NET has it
    [InlineData(0x7ff8000000000000)]
    [InlineData(0x7ff8000000000001)]
    [InlineData(0xfff4dead0000beef)]
    [InlineData(0x0000000000000001)] // the least denormal
    [InlineData(0x7fefffffffffffff)] // the largest double
    [InlineData(0x3fb999999999999a)] // 0.1
    public void ConstantsKeepTheirBits(ulong bits)
    {
        var constant = graph.Constant(Tensor.Vector(BitConverter.UInt64BitsToDouble(bits), 1));
        var back = Function.FromJson(new Function("f", [], [constant]).ToJson()).Outputs[0];
        Assert.Equal(bits, BitConverter.DoubleToUInt64Bits(((Constant)back.Op).Value.ToArray()[0]));
    }

    [Fact]
    public void ConstantsOfEveryDtypeComeBack()
    {
        Same(new("f", [], [
            graph.Constant(Tensor.Of(DType.Float32, [0.1, -0.0, double.NaN, 1e-45, double.PositiveInfinity], 5)),
            graph.Constant(Tensor.Of(DType.Int32, [int.MinValue, int.MaxValue], 2)),
            graph.Constant(Tensor.Scalar(Scalar.Of(long.MaxValue), DType.Int64)),
            graph.Constant(Tensor.Of(DType.Bool, [0, 1], 1, 2)),
            graph.Constant(Tensor.Of(DType.Float64, [], 0, 3))]));
    }

    [Fact]
    public void DimsComeBackAsPolynomials()
    {
        var (n, d) = (graph.Dim("n"), graph.Dim("d"));
        Same(new("f", [graph.Variable("a", [n * d + 1, d * (d - 1) / 2, 3 * n / 7 - 2, 0])], [graph.Constant(1)]));
    }

    [Fact]
    public void TheBytesDependOnTheStructureAlone()
    {
        var first = Build(new Graph()).ToJson();
        var other = new Graph();
        _ = Log(other.Variable("y")) + other.Variable("x");
        var (culture, text) = (CultureInfo.CurrentCulture, "");
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (odd.NumberFormat.NumberDecimalSeparator, odd.NumberFormat.NegativeSign) = (",", "~");
            CultureInfo.CurrentCulture = odd;
            text = Build(other).ToJson();
            Assert.Equal(first, Function.FromJson(text).ToJson());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Equal(first, text);

        static Function Build(Graph graph)
        {
            var (x, y) = (graph.Variable("x"), graph.Variable("y"));
            return graph.Function("f", [x, y], [Exp(x * -0.5) / Log(y) + Exp(x * -0.5)]).ValueAndGradient();
        }
    }

    [Fact]
    public void AMillionNodesComeBack()
    {
        var x = graph.Variable("x");
        var y = x;
        for (var i = 0; i < 500_000; i++) y = Exp(-y);
        using var stream = new MemoryStream();
        graph.Function("f", [x], [y]).Save(stream);
        stream.Position = 0;
        Assert.Same(y, Function.Load(stream, new() { Graph = graph }).Outputs[0]);
    }

    [Fact]
    public void RandomFunctionsComeBack() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(new Replay(new Rnd(3, 77), null)),
        Prop.ForAll(RandomProgram.Arbitrary(20, special: true), program =>
        {
            var own = new Graph();
            var (x, s) = (own.Variable("x", [own.Dim("n")]), own.Variable("s"));
            Same(new("f", [x, s], program.Build(new TensorBuilder(), x, s)));
        }));

    [Fact]
    public void OpsOfTheUsersComeBack()
    {
        var x = graph.Variable("x");
        var options = new JsonOptions { Graph = graph, Assemblies = [typeof(JsonRoundTripTests).Assembly] };
        var f = graph.Function("f", [x], [OwnMath.Cube(x) + graph.Add(new Scaled(2.5, new Mode.Shifted(3), [new(1, Mode.None), new(2, null)], graph.Function("g", [x], [x * x])), x)]);
        Assert.Equal(
            "Function.FromJson: nodes[0].function: there is no function 'SymDiff.Symbolic.Tests.Serialization.OwnMath.Cubed' of 1 input(s); one of your own is found when JsonOptions.Assemblies has its assembly.",
            Assert.Throws<FormatException>(() => Function.FromJson(f.ToJson())).Message);
        var back = Function.FromJson(f.ToJson(), options);
        Assert.Equal(f.ToJson(), back.ToJson());
        Assert.Equal(f.Evaluate(2.0), back.Evaluate(2.0));
        var scaled = (Scaled)back.Outputs[0].Inputs[1].Op;
        Assert.Equal(new Mode.Shifted(3), scaled.Mode);
        Assert.Equal<Step>([new(1, Mode.None), new(2, null)], scaled.Steps);
        Assert.Equal([9], scaled.Inner.Evaluate(3.0));
    }

    [Fact]
    public void AnOpThatCannotBeMadeAgainIsNotSaved()
    {
        var x = graph.Variable("x");
        Assert.Equal(
            "Function.ToJson: the op Closed has no public constructor whose parameters are its properties, so it cannot be made again.",
            Assert.Throws<NotSupportedException>(() => graph.Function("f", [x], [graph.Add(Closed.Instance, x)]).ToJson()).Message);
    }

    private static void Same(Function function)
    {
        var text = function.ToJson();
        var back = Function.FromJson(text, new() { Graph = function.Graph });
        Assert.Equal(function.Name, back.Name);
        Assert.Equal(function.OutputNames.AsEnumerable(), back.OutputNames);
        Assert.All(function.Inputs.Zip(back.Inputs), p => Assert.Same(p.First, p.Second));
        Assert.All(function.Outputs.Zip(back.Outputs), p => Assert.Same(p.First, p.Second));
        Assert.Equal(text, back.ToJson());
        Assert.Equal(text, Function.FromJson(text).ToJson());
    }
}

/// <summary>An elementwise function of a user's.</summary>
public static class OwnMath
{
    /// <summary>x³.</summary>
    public static Node Cube(Node x) => Unary.Of(x, Cubed, (x, y) => 3 * x * x);

    internal static double Cubed(double x) => x * x * x;
}

/// <summary>An op of a user's with attributes of many kinds.</summary>
public sealed record Scaled(double Factor, Mode Mode, EquatableArray<Step> Steps, Function Inner) : ElementwiseOp
{
    public override Element Apply(ImmutableArray<Element> x) => x[0] * Elements.Element.Literal(Factor, x[0].DType);

    public override Node? Scale(Node t, Node y, int input) => t * Factor;

    protected override DType InferDType(ImmutableArray<TensorType> inputs) => inputs[0].DType;
}

/// <summary>A list entry.</summary>
public sealed record Step(int Count, Mode? Mode);

/// <summary>A choice of cases.</summary>
public abstract record Mode
{
    public static Mode None { get; } = new Nothing();

    public sealed record Shifted(int By) : Mode;

    private sealed record Nothing : Mode;
}

/// <summary>An op that only its own class makes.</summary>
internal sealed record Closed : ElementwiseOp
{
    private Closed()
    {
    }

    public static Closed Instance { get; } = new();

    public override Element Apply(ImmutableArray<Element> x) => x[0];

    public override Node? Scale(Node t, Node y, int input) => t;

    protected override DType InferDType(ImmutableArray<TensorType> inputs) => inputs[0].DType;
}
