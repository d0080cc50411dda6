using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Loops.Passes;
using SymDiff.Elements;
using Arithmetic = SymDiff.Codegen.Loops.Arithmetic;
using Negate = SymDiff.Codegen.Loops.Negate;

namespace SymDiff.Codegen.Tests.Loops.Passes;

/// <summary>A product of vectors in a variable becomes part of the sum that alone reads it, and of no other.</summary>
public sealed class FuseMultiplyAddTests
{
    private readonly Local a = new("a", ScalarType.Float64x4), b = new("b", ScalarType.Float64x4), c = new("c", ScalarType.Float64x4), p = new("p", ScalarType.Float64x4), q = new("q", ScalarType.Float64x4);

    [Fact]
    public void AProductForOneSumIsPartOfIt()
    {
        Assert.Equal<Statement>([new Declare(q, new MultiplyAdd(Of(a), Of(b), Of(c)))], Fused(new Declare(p, Times(a, b)), new Declare(q, Plus(Of(c), Of(p)))));
        Assert.Equal<Statement>([new Declare(q, new MultiplyAdd(Of(a), Of(b), Of(c)))], Fused(new Declare(p, Times(a, b)), new Declare(q, Plus(Of(p), Of(c)))));
        Assert.Equal<Statement>([new Declare(q, new MultiplyAdd(new Negate(Of(a)), Of(b), Of(c)))], Fused(new Declare(p, Times(a, b)), new Declare(q, Minus(Of(c), Of(p)))));
        Assert.Equal<Statement>([new Declare(q, new MultiplyAdd(Of(a), Of(b), new Negate(Of(c))))], Fused(new Declare(p, Times(a, b)), new Declare(q, Minus(Of(p), Of(c)))));
    }

    [Fact]
    public void OfTwoProductsOneKeepsItsVariable()
    {
        var (first, sum) = (new Declare(p, Times(a, b)), new Local("s", ScalarType.Float64x4));
        Assert.Equal<Statement>(
            [first, new Declare(sum, new MultiplyAdd(Of(c), Of(c), Of(p)))],
            Fused(first, new Declare(q, Times(c, c)), new Declare(sum, Plus(Of(p), Of(q)))));
    }

    [Fact]
    public void AProductThatIsReadTwiceStays() => Stays(new Declare(p, Times(a, b)), new Declare(q, Plus(Of(c), Of(p))), new Declare(new("r", ScalarType.Float64x4), Of(p)));

    [Fact]
    public void AProductOfWhatChangesStays() => Stays(new Declare(p, Times(a, b)), new Assign(a, Of(c)), new Declare(q, Plus(Of(c), Of(p))));

    [Fact]
    public void AProductFromOutsideOfALoopStays() =>
        Stays(new Declare(p, Times(a, b)), new For(new("i", ScalarType.Index), IndexArithmetic.Number(3), [new Declare(q, Plus(Of(c), Of(p)))]));

    private void Stays(params Statement[] code) => Assert.Equal<Statement>(Flat(code), Flat(Fused(code)));

    // Loops compare their bodies as one object: what is inside stands behind them.
    private static IEnumerable<Statement> Flat(IEnumerable<Statement> code) => code.SelectMany(s => s is For loop ? [loop with { Body = [] }, .. Flat(loop.Body)] : new[] { s });

    // The code behind the declarations of what it begins with.
    private IEnumerable<Statement> Fused(params Statement[] code)
    {
        var zero = new Splat(new Constant(Scalar.Of(0.0), ScalarType.Float64), ScalarType.Float64x4);
        Statement[] start = [new Declare(a, zero), new Declare(b, zero), new Declare(c, zero)];
        return FuseMultiplyAdd.Apply(new("f", [], [], [], [], [], [.. start, .. code])).Body.Skip(start.Length);
    }

    private static Read Of(Local local) => new(local);

    private static Arithmetic Times(Local x, Local y) => new(ArithmeticKind.Multiply, Of(x), Of(y));

    private static Arithmetic Plus(Expression x, Expression y) => new(ArithmeticKind.Add, x, y);

    private static Arithmetic Minus(Expression x, Expression y) => new(ArithmeticKind.Subtract, x, y);
}
