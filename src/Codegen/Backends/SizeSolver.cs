using System.Collections.Immutable;
using SymDiff.Codegen.Loops;

namespace SymDiff.Codegen.Backends;

/// <summary>A size that follows from the length of an input: length = slope·size + rest, with slope and rest in sizes known before.</summary>
internal sealed record SizeEquation(int Size, int Input, Dim Slope, Dim Rest);

/// <summary>Finds how named sizes follow from the numbers of entries of the inputs.</summary>
internal static class SizeSolver
{
    /// <summary>Equations in the order in which they can be solved; a size that has none must be given by the caller.</summary>
    public static ImmutableArray<SizeEquation> Equations(LoopProgram program, IEnumerable<int> given)
    {
        var known = new HashSet<string>(given.Select(g => program.Sizes[g].Name), StringComparer.Ordinal);
        var equations = ImmutableArray.CreateBuilder<SizeEquation>();
        for (var progress = true; progress;)
        {
            progress = false;
            for (var input = 0; input < program.Inputs.Length; input++)
            {
                if (program.Inputs[input].Type.Shape is not { Rank: > 0 } shape) continue;
                if (shape.Size.Names.Where(n => !known.Contains(n)).ToList() is not [var name]) continue;
                if (shape.Size.LinearIn(name) is not { } line) continue;
                equations.Add(new(program.Sizes.Select(s => s.Name).ToList().IndexOf(name), input, line.Slope, line.Offset));
                progress = known.Add(name);
            }
        }

        return equations.ToImmutable();
    }

    /// <summary>The sizes that do not follow from the inputs.</summary>
    public static ImmutableArray<int> Unsolvable(LoopProgram program)
    {
        var solved = Equations(program, []).Select(e => e.Size).ToList();
        return [.. Enumerable.Range(0, program.Sizes.Length).Where(s => !solved.Contains(s))];
    }
}
