using SymDiff.Testing;
using static SymDiff.NodeMath;

namespace SymDiff.Symbolic.Tests.Differentiation;

/// <summary>
/// One entry of an op's output is taken and all input entries that it does not depend on are NaN: the derivatives by those are 0, the
/// others what they are without the NaN, at orders 1 and 2. No op may let one entry's NaN reach another's adjoint.
/// </summary>
public sealed class EntryGuardTests
{
    public static TheoryData<string> Samples => [.. OpSamples.All.Where(s => s.Active.Length > 0 && s.Differentiable.Any(y => y.Shape.Size.Value > 1)).Select(s => s.Name)];

    [Theory, MemberData(nameof(Samples))]
    public void NothingLeaksFromEntryToEntry(string name) => Check(name);

    [Fact]
    public void MostSamplesHaveEntriesThatCanBePoisoned()
    {
        string[] some = ["MatMul.0", "MatMul.1", "Gather.0", "Sum.1", "Softmax.1", "Reshape.0", "Transpose.0", "Norm.1"];
        Assert.All(some, name => Assert.True(Check(name) > 0, name));
    }

    // The number of entries for which something was NaN.
    private static int Check(string name)
    {
        var poisoned = 0;
        var sample = OpSamples.Named(name).As(DType.Float64);
        var known = sample.Inputs.Zip(sample.Arguments).Where(p => !p.First.DType.IsFloat).ToDictionary(p => p.First, p => p.Second);
        foreach (var y in sample.Differentiable)
        {
            var pattern = Sparsity.Jacobian([y], sample.Active, known);
            foreach (var entry in new[] { 0, pattern.Rows / 2, pattern.Rows - 1 }.Where(e => e >= 0 && e < pattern.Rows).Distinct())
                if (IsChecked(sample, y, entry, pattern) && pattern[entry].Length < pattern.Columns) poisoned++;
        }

        return poisoned;
    }

    private static bool IsChecked(OpSample sample, Node y, int entry, SparsityPattern pattern)
    {
        var taken = Enumerable.Range(0, pattern.Rows).Select(i => i == entry ? 1.0 : 0).ToArray();
        var guarded = Select(y.Graph.Constant(Tensor.Of(DType.Bool, taken, [.. y.Shape.Select(d => d.Value)])), y, y.Literal(0));
        var poisoned = Poisoned(sample, entry, pattern);
        // what reads an entry without a derivative by it, as a comparison does, may read no NaN here
        if (!sample.Evaluate([y])[0][entry].Equals(sample.Evaluate([y], poisoned)[0][entry])) return false;

        var first = SampleDerivatives.Pullback(sample, [guarded], SampleDerivatives.Weights([guarded], seed: 1));
        var second = SampleDerivatives.Pullback(sample, first, SampleDerivatives.Weights(first, seed: 2));
        foreach (var (order, derivative) in new[] { (1, first), (2, second) })
        {
            var (expected, actual) = (SampleDerivatives.Flat(sample.Evaluate(derivative)), SampleDerivatives.Flat(sample.Evaluate(derivative, poisoned)));
            for (var j = 0; j < pattern.Columns; j++)
            {
                var wanted = pattern.Contains(entry, j) ? expected[j] : 0;
                Assert.True(wanted.Equals(actual[j]) || wanted == actual[j], $"{sample}, entry {entry} of {y}, order {order}, by input entry {j}: {actual[j]:R} instead of {wanted:R}");
            }
        }

        return true;
    }

    private static List<Tensor> Poisoned(OpSample sample, int entry, SparsityPattern pattern)
    {
        var (poisoned, column) = (new List<Tensor>(), 0);
        foreach (var argument in sample.Arguments)
        {
            if (!argument.DType.IsFloat)
            {
                poisoned.Add(argument);
                continue;
            }

            var entries = argument.ToArray();
            for (var i = 0; i < entries.Length; i++) if (!pattern.Contains(entry, column + i)) entries[i] = double.NaN;
            column += entries.Length;
            poisoned.Add(Tensor.Of(argument.DType, entries, [.. argument.Lengths]));
        }

        return poisoned;
    }
}
