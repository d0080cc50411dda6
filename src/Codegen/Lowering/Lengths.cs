using System.Numerics;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using Arithmetic = SymDiff.Codegen.Loops.Arithmetic;

namespace SymDiff.Codegen.Lowering;

/// <summary>Lengths as code: (numerator polynomial) / (common denominator).</summary>
internal static class Lengths
{
    /// <summary>A length as an expression of the variables that hold the sizes.</summary>
    public static Loops.Expression Expression(Dim dim, Func<string, Local> size) => Of<Loops.Expression>(
        dim,
        name => new Read(size(name)),
        number => new Constant(Scalar.Of(number), ScalarType.Index),
        (kind, a, b) => new Arithmetic(kind, a, b));

    /// <summary>A truth or index that is made of sizes and numbers; null for any other.</summary>
    public static Loops.Expression? OfSizes(Term term) => term switch
    {
        ConstantTerm constant => new Constant(constant.Value, constant.Type),
        LocalTerm { Type: ScalarType.Index } local => new Read(local.Local),
        PureTerm { Op: TermOp.OfCompare or TermOp.OfArithmetic or TermOp.OfNot or TermOp.OfLogic } pure when pure.Operands.Select(OfSizes).ToList() is var operands && !operands.Contains(null) =>
            pure.Op.Build([.. operands.Select(o => o!)], pure.Type),
        _ => null,
    };

    /// <summary>A length in whatever represents code.</summary>
    public static T Of<T>(Dim dim, Func<string, T> size, Func<long, T> number, Func<ArithmeticKind, T, T, T> combine)
        where T : class
    {
        var denominator = dim.Denominator;
        T? sum = null;
        foreach (var (numerator, own, powers) in dim.Terms)
        {
            var coefficient = numerator * denominator / own;
            var monomial = Monomial(sum is null ? coefficient : BigInteger.Abs(coefficient), powers);
            sum = sum is null ? monomial : combine(coefficient.Sign < 0 ? ArithmeticKind.Subtract : ArithmeticKind.Add, sum, monomial);
        }

        sum ??= number(0);
        return denominator.IsOne ? sum : combine(ArithmeticKind.Divide, sum, number((long)denominator));

        T Monomial(BigInteger coefficient, IReadOnlyList<(string Name, int Power)> powers)
        {
            T? product = null;
            foreach (var (name, power) in powers)
            {
                for (var i = 0; i < power; i++) product = product is null ? size(name) : combine(ArithmeticKind.Multiply, product, size(name));
            }

            return product is null ? number((long)coefficient)
                : coefficient.IsOne ? product
                : combine(ArithmeticKind.Multiply, product, number((long)coefficient));
        }
    }
}
