using System.Globalization;
using SymDiff.Codegen.Tests.Contracts;
using SymDiff.Testing;

namespace SymDiff.Codegen.Tests.Emit;

/// <summary>The source of random programs and of their gradients, as a project compiles it that only references the runtime: it computes what the interpreter computes.</summary>
public sealed class RandomSourceTests
{
    private const int Programs = 40;
    private const int Steps = 7;

    [Theory]
    [InlineData(Numerics.Strict, false, 256)]
    [InlineData(Numerics.Standard, false, 256)]
    [InlineData(Numerics.Standard, true, 256)]
    [InlineData(Numerics.Standard, true, 512)]
    public void SourceComputesWhatTheInterpreterComputes(Numerics numerics, bool vectorize, int bits)
    {
        var programs = Sample().ToList();
        var options = new SourceOptions { Method = "Run", Numerics = numerics, Vectorize = vectorize, VectorBits = bits };
        var assembly = EmittedSource.Compile([.. programs.Select((p, i) => p.Function.ToCSharp(options with { Class = ClassOf(i) }))]);
        var compared = 0;
        for (var i = 0; i < programs.Count; i++)
        {
            var (name, f, given, n, m) = programs[i];
            if (Expected(numerics == Numerics.Strict ? f : f.Simplify(), given) is not { } expected) continue;
            compared++;
            var actual = EmittedSource.Run(assembly, ClassOf(i), f, given, new Dictionary<string, int> { ["n"] = n, ["m"] = m });
            for (var k = 0; k < expected.Length; k++) Check(expected[k].ToArray(), actual[k], $"{name}, {f.OutputNames[k]}");
        }

        Assert.True(compared > Programs);

        void Check(double[] expected, double[] actual, string what)
        {
            if (numerics == Numerics.Strict) Assert.True(BackendCheck.Bits(expected).SequenceEqual(BackendCheck.Bits(actual)), what);
            var scale = 1 + BackendCheck.Scale(expected);
            for (var i = 0; i < expected.Length; i++)
                Assert.True(expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= 1e-10 * scale, $"{what}[{i}] is {actual[i]:R}, expected {expected[i]:R}");
        }
    }

    private static string ClassOf(int number) => "Program" + number.ToString(CultureInfo.InvariantCulture);

    private static Tensor[]? Expected(Function f, Tensor[] given)
    {
        try
        {
            return [.. f.Evaluate(given)];
        }
        catch (ShapeException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Name, Function Function, Tensor[] Arguments, int N, int M)> Sample()
    {
        int[] lengths = [0, 1, 3, 8, 17, 65];
        for (var seed = 1000; seed < 1000 + Programs; seed++)
        {
            var (n, m) = (lengths[seed % 6], lengths[1 + seed % 5]);
            var f = RandomTensors.Of(seed, Steps);
            if (n * m > 600) n = 600 / m;
            yield return ($"tensors {seed}", f, RandomTensors.Arguments(f, seed, n, m), n, m);
            var gradient = f.ValueAndGradient(new DifferentiationOptions { Disconnected = Undefined.Zero }, "x", "z");
            yield return ($"gradient of tensors {seed}", gradient, RandomTensors.Arguments(gradient, seed, n, m), n, m);
            var loops = Function.Parse(RandomLoops.Text(seed));
            yield return ($"gradient of loops {seed}", loops.ValueAndGradient(), RandomLoops.Arguments(seed, 3, 4), 3, 4);
        }
    }
}
