using System.Collections.Immutable;
using SymDiff.Codegen.Backends;
using SymDiff.Codegen.Backends.ExpressionTree;
using SymDiff.Codegen.Backends.Roslyn;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using static SymDiff.Codegen.Loops.IndexArithmetic;
using Buffer = SymDiff.Codegen.Loops.Buffer;
using Compare = SymDiff.Codegen.Loops.Compare;
using Load = SymDiff.Codegen.Loops.Load;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>Loop code written by hand: a matrix that is one thing below a diagonal and another from there on; its loop is cut at the diagonal.</summary>
public sealed class DiagonalTests
{
    private delegate void Run(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> m);

    // The diagonal may leave the matrix at its side or never reach it.
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(20, 20, 0)]
    [InlineData(20, 20, 1)]
    [InlineData(9, 20, 0)]
    [InlineData(20, 9, 0)]
    [InlineData(9, 20, 3)]
    [InlineData(20, 9, -5)]
    [InlineData(3, 17, 14)]
    [InlineData(17, 3, -16)]
    public void PlacesFromOutsideMayLieAnywhere(int rows, int columns, int shift)
    {
        var lowered = BelowDiagonal(rows, columns, shift);
        foreach (var passes in new[] { Compiler.Passes.Take(1), Compiler.Passes })
        {
            var program = passes.Aggregate(lowered.WithVectors(256), (p, pass) => pass.Apply(p));
            ProgramVerifier.Check(program);
            double[] x = Numbers(rows + columns + Math.Abs(shift)), y = Numbers(columns);
            var expected = Enumerable.Range(0, rows * columns).Select(k => (Row: k / columns, Column: k % columns))
                .Select(k => k.Column < k.Row + shift ? x[k.Row + shift - k.Column - 1] : y[k.Column]);
            foreach (var compile in new Func<LoopProgram, Signature, Delegate>[] { ExpressionTreeBackend.Compile, RoslynBackend.Compile })
            {
                var matrix = new double[rows * columns];
                ((Run)compile(program, Signature.Of(typeof(Run), program)))(x, y, matrix);
                Assert.Equal(expected, matrix);
            }
        }
    }

    // for i { for j { if (j < i + shift) v = x[i + shift - j - 1] else v = y[j]; m[i, j] = v } }
    private static LoopProgram BelowDiagonal(int rows, int columns, int shift)
    {
        TensorType first = new(DType.Float64, [rows + columns + Math.Abs(shift)]), second = new(DType.Float64, [columns]), matrix = new(DType.Float64, [rows, columns]);
        Buffer x = Buffer("x", first, BufferRole.Input), y = Buffer("y", second, BufferRole.Input), m = Buffer("m", matrix, BufferRole.Output);
        Local i = new("i", ScalarType.Index), j = new("i", ScalarType.Index), v = new("v", ScalarType.Float64);
        var place = Plus(new Read(i), Number(shift));
        ImmutableArray<Statement> entry =
        [
            new Declare(v, null),
            new If(
                new Compare(ComparisonKind.Less, new Read(j), place),
                [new Assign(v, new Load(x, Minus(Plus(place, Number(-1)), new Read(j))))],
                [new Assign(v, new Load(y, new Read(j)))]),
            new Store(m, Plus(Times(new Read(i), Number(columns)), new Read(j)), new Read(v)),
        ];
        Statement body = new For(i, Number(rows), [new For(j, Number(columns), entry) { IsParallel = true }]) { IsParallel = true };
        return new("below", [new("x", first, null, x), new("y", second, null, y)], [new("m", matrix, null, m)], [], [], [], [body]);

        static Buffer Buffer(string name, TensorType type, BufferRole role) => new(name, ScalarType.Float64, type.Shape.Size, role);
    }

    private static double[] Numbers(int n) => [.. Enumerable.Range(0, n).Select(i => Math.Sin(i + n))];
}
