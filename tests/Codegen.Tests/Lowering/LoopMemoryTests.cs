namespace SymDiff.Codegen.Tests.Lowering;

/// <summary>The memory of independent loops and of their derivatives does not grow with the number of iterations.</summary>
public sealed class LoopMemoryTests
{
    [Theory]
    [InlineData("P.Sum(p => exp(-sum(p*w)))", "w")]
    [InlineData("P.Zip(y, (p, t) => softplus(-t*sum(p*w))).Sum()", "w")]
    [InlineData("log(P.Sum(p => exp(sum(p*w)*s)))", "w")]
    [InlineData("P.Sum(p => logsumexp(C @ (p*w)))", "w")]
    [InlineData("P.Sum(p => C.Min(c => sum((p - c)^2*w)))", "w")]
    [InlineData("P.Sum(p => C.Aggregate(s, (h, c) => tanh(h*sum(c*p))))", "s")]
    [InlineData("Enumerable.Range(0, n).Sum(i => exp(-y[i]*s)*sum(P[i]*w))", "w")]
    public void IsTheSameForAnyNumber(string text, string wrt)
    {
        var f = Function.Parse("(double[n, d] P, double[n] y, double[k, d] C, double[d] w, s) => " + text.Replace("P[i]", "gather(P, i)", StringComparison.Ordinal));
        foreach (var derived in new[] { f.Simplify(), f.ValueAndGradient(wrt), f.HessianVectorProduct(wrt) })
        {
            var program = Compiler.Compile(derived, Numerics.Standard, vectorize: true);
            foreach (var arena in program.Arenas) Assert.Equal(Length(arena.Whole.Length, 10), Length(arena.Whole.Length, 100_000));
        }
    }

    private static int Length(Dim length, int n) => length.Evaluate(new Dictionary<string, int> { ["n"] = n, ["d"] = 3, ["k"] = 5 });
}
