namespace SymDiff.Runtime.Tests.Calls.Threads;

/// <summary>Loops in runs: every index once, in runs of whole units; sums of runs apart; the first failure in the order of the iterations.</summary>
public sealed class ParallelLoopTests
{
    [Theory]
    [InlineData(1, 0, 100, 1)]
    [InlineData(3, 0, 100, 1)]
    [InlineData(3, 5, 100, 16)]
    [InlineData(7, 0, 10, 16)]
    [InlineData(4, 3, 3, 1)]
    public void EachIndexIsMetOnce(int count, int from, int to, int unit)
    {
        var met = new int[Math.Max(to, 1)];
        var starts = new long[count + 1];
        ParallelLoop.Run(
            chunk =>
            {
                starts[chunk.Number] = chunk.From;
                for (var i = chunk.From; i < chunk.To; i++) chunk.Memory<int>(0)[(int)i]++;
            },
            count, from, to, unit, ParallelLoop.Memory<int>(met));
        starts[count] = to;
        Assert.Equal(Enumerable.Range(0, met.Length).Select(i => i >= from && i < to ? 1 : 0), met);
        for (var run = 0; run < count; run++)
        {
            Assert.True(starts[run] <= starts[run + 1]);
            Assert.True(starts[run] == to || (starts[run] - from) % unit == 0);
        }
    }

    [Fact]
    public void TheFirstRunAddsToTheSumAndTheOthersToPiecesOfTheirOwn()
    {
        double[] sum = [10, 20], partials = [7, 7, 7, 7];
        ParallelLoop.Run(
            chunk =>
            {
                var own = chunk.Sum<double>(0, 1);
                for (var i = chunk.From; i < chunk.To; i++) own[0] += i;
                own[1] += chunk.Number;
            },
            3, 0, 6, 1, ParallelLoop.Memory<double>(sum), ParallelLoop.Memory<double>(partials));
        Assert.Equal([10 + 0 + 1, 20], sum);
        Assert.Equal([2 + 3, 1, 4 + 5, 2], partials);
    }

    [Fact]
    public void TheFailureOfTheFirstIterationsIsThrown()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("run 1", Assert.Throws<InvalidOperationException>(() => ParallelLoop.Run(
                chunk =>
                {
                    if (chunk.Number > 0) throw new InvalidOperationException($"run {chunk.Number}");
                },
                4, 0, 4, 1)).Message);
        }
    }

    [Fact]
    public void MemoryIsAsLongAsItHasEntries()
    {
        ParallelLoop.Run(chunk => Assert.Equal((3, 0), (chunk.Memory<double>(0).Length, chunk.Memory<double>(1).Length)), 1, 0, 1, 1, ParallelLoop.Memory<double>(new double[3]), ParallelLoop.Memory<double>([]));
    }
}
