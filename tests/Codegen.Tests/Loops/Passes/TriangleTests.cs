using System.Collections.Immutable;
using SymDiff.Codegen.Backends;
using SymDiff.Codegen.Backends.ExpressionTree;
using SymDiff.Codegen.Backends.Roslyn;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using static SymDiff.Codegen.Loops.IndexArithmetic;
using Arithmetic = SymDiff.Codegen.Loops.Arithmetic;
using Buffer = SymDiff.Codegen.Loops.Buffer;
using Constant = SymDiff.Codegen.Loops.Constant;
using Expression = SymDiff.Codegen.Loops.Expression;
using Load = SymDiff.Codegen.Loops.Load;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>Loop code written by hand: the lower triangle of X·Xᵀ over 64 lanes, added to what is there.</summary>
public sealed class TriangleTests
{
    private const int Untouched = -7;

    private delegate void Run(ReadOnlySpan<double> x, Span<double> m);

    public static TheoryData<int, int> Sizes
    {
        get
        {
            var data = new TheoryData<int, int>();
            for (var size = 1; size <= 13; size++)
                foreach (var bits in new[] { 256, 512 }) data.Add(size, bits);
            return data;
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void InnerLoopsThatGrowAreJammed(int size, int bits)
    {
        var program = Compiler.Passes.Aggregate(Triangle(size).WithVectors(bits), (p, pass) => pass.Apply(p));
        ProgramVerifier.Check(program);
        var random = new Random(size);
        var x = Enumerable.Range(0, size * 64).Select(_ => random.NextDouble() - 0.5).ToArray();
        foreach (var run in new[] { Compiled(program, ExpressionTreeBackend.Compile), Compiled(program, RoslynBackend.Compile) })
        {
            var m = Enumerable.Repeat(1.0, size * size).ToArray();
            run(x, m);
            for (var d = 0; d < size; d++)
                for (var e = 0; e < size; e++)
                    Assert.Equal(e > d ? 1 : 1 + Enumerable.Range(0, 64).Sum(l => x[d * 64 + l] * x[e * 64 + l]), m[d * size + e], 1e-12);
        }
    }

    // the entries above the diagonal may be anything, those of the triangle may not, nor what lies behind the matrix
    [Theory, MemberData(nameof(Sizes))]
    public void LoopsMayRunOnWhereNobodyReads(int size, int bits)
    {
        var program = Compiler.Passes.Aggregate(Triangle(size, reaches: true).WithVectors(bits), (p, pass) => pass.Apply(p));
        ProgramVerifier.Check(program);
        var random = new Random(size);
        var x = Enumerable.Range(0, size * 64).Select(_ => random.NextDouble() - 0.5).ToArray();
        foreach (var run in new[] { Compiled(program, ExpressionTreeBackend.Compile), Compiled(program, RoslynBackend.Compile) })
        {
            var m = Enumerable.Repeat(1.0, size * size + 64).ToArray();
            m.AsSpan(size * size).Fill(Untouched);
            run(x, m.AsSpan(0, size * size));
            for (var d = 0; d < size; d++)
                for (var e = 0; e <= d; e++)
                    Assert.Equal(1 + Enumerable.Range(0, 64).Sum(l => x[d * 64 + l] * x[e * 64 + l]), m[d * size + e], 1e-12);
            Assert.All(m.Skip(size * size), behind => Assert.Equal(Untouched, behind));
            if (size >= 8) Assert.NotEqual(1, m[1]);   // it is cheaper to fill a tile than to end at the diagonal
        }
    }

    private static Run Compiled(LoopProgram program, Func<LoopProgram, Signature, Delegate> compile) => (Run)compile(program, Signature.Of(typeof(Run), program));

    // for d { for e < d + 1 { sum = 0; for l < 64 { sum += x[d, l]·x[e, l] } m[d, e] += sum } }
    private static LoopProgram Triangle(int size, bool reaches = false)
    {
        TensorType rows = new(DType.Float64, [size, 64]), square = new(DType.Float64, [size, size]);
        Buffer x = new("x", ScalarType.Float64, rows.Shape.Size, BufferRole.Input), m = new("m", ScalarType.Float64, square.Shape.Size, BufferRole.Output);
        Local d = new("i", ScalarType.Index), e = new("i", ScalarType.Index), l = new("i", ScalarType.Index), sum = new("sum", ScalarType.Float64);
        Load At(Local row) => new(x, Plus(Times(new Read(row), Number(64)), new Read(l)));
        Statement add = new Assign(sum, new Arithmetic(ArithmeticKind.Add, new Read(sum), new Arithmetic(ArithmeticKind.Multiply, At(d), At(e))));
        ImmutableArray<Statement> entry =
        [
            new Declare(sum, new Constant(Scalar.Of(0.0), ScalarType.Float64)),
            new For(l, Number(64), [add]),
            new Accumulate(m, Plus(Times(new Read(d), Number(size)), new Read(e)), new Read(sum)),
        ];
        Statement body = new For(d, Number(size), [new For(e, Plus(new Read(d), Number(1)), entry) { IsParallel = true, Reach = reaches ? Number(size) : null }]) { IsParallel = true };
        return new("triangle", [new("x", rows, null, x)], [new("m", square, null, m)], [], [], [], [body]);
    }
}
