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
    private delegate void Run(double[] x, double[] m);

    public static TheoryData<int> Sizes => [.. Enumerable.Range(1, 11)];

    [Theory, MemberData(nameof(Sizes))]
    public void InnerLoopsThatGrowAreJammed(int size)
    {
        var program = Compiler.Passes.Aggregate(Triangle(size), (p, pass) => pass.Apply(p));
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

    private static Run Compiled(LoopProgram program, Func<LoopProgram, Signature, Delegate> compile) => (Run)compile(program, Signature.Of(typeof(Run), program));

    // for d { for e < d + 1 { sum = 0; for l < 64 { sum += x[d, l]·x[e, l] } m[d, e] += sum } }
    private static LoopProgram Triangle(int size)
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
        Statement body = new For(d, Number(size), [new For(e, Plus(new Read(d), Number(1)), entry) { IsParallel = true }]) { IsParallel = true };
        return new("triangle", [new("x", rows, null, x)], [new("m", square, null, m)], [], [], [], [body]);
    }
}
