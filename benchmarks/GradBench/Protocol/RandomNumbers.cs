namespace SymDiff.GradBench.Protocol;

/// <summary>Reproducible numbers for inputs of the sizes that the drivers send.</summary>
internal sealed class RandomNumbers(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>Numbers between 0 and 1.</summary>
    public double[] Uniform(int count)
    {
        var numbers = new double[count];
        for (var i = 0; i < count; i++) numbers[i] = random.NextDouble();
        return numbers;
    }

    /// <summary>Numbers of the standard normal distribution.</summary>
    public double[] Normal(int count)
    {
        var numbers = new double[count];
        // Box and Muller: radius √(-2·log u), angle 2π·v
        for (var i = 0; i < count; i++) numbers[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return numbers;
    }
}
