using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Loops around others over the same first axis become one, where each iteration keeps to its own row of what one of them writes and the other touches: the
/// row is still near when it is read.
/// </summary>
internal sealed class FuseLoops
{
    private const int Farthest = 32;      // statements between the two loops
    private const int NearEntries = 256;  // rows of no more are near anyway

    private readonly IndexRanges ranges;

    private FuseLoops(LoopProgram program) => ranges = IndexRanges.In(program);

    public static LoopProgram Apply(LoopProgram program) => program with { Body = new FuseLoops(program).Fused(program.Body) };

    private ImmutableArray<Statement> Fused(ImmutableArray<Statement> body)
    {
        var code = new List<Statement>();
        foreach (var statement in body)
        {
            code.Add(statement);
            if (statement is For loop && IsCandidate(loop)) Fuse(code, loop);
        }

        return [.. code.Select(Inside)];
    }

    private Statement Inside(Statement statement) => statement switch
    {
        For loop => loop with { Body = Fused(loop.Body) },
        If choice => choice with { Then = Fused(choice.Then), Else = Fused(choice.Else) },
        _ => statement,
    };

    private static bool IsCandidate(For loop) => loop is { IsParallel: true, Step: 1 } && loop.Body.Any(s => s is For) && Reordering.IsPlain(loop);

    // The last statement of the code becomes part of a loop before, and the indices that it needs are computed before that.
    private void Fuse(List<Statement> code, For loop)
    {
        var reordering = new Reordering(loop);
        var moved = new List<int>();   // backwards
        for (var at = code.Count - 2; at >= Math.Max(0, code.Count - 2 - Farthest); at--)
        {
            if (code[at] is For before && IsCandidate(before) && CanJoin(before, loop, reordering))
            {
                var body = new Rename(new Dictionary<Local, Expression> { [loop.Index] = new Read(before.Index) }).All(loop.Body);
                code.RemoveAt(code.Count - 1);
                var indices = moved.ConvertAll(i => code[i]);
                foreach (var index in moved) code.RemoveAt(index);
                code[at] = before with { Body = [.. before.Body, .. body], IsIndependent = before.IsIndependent && loop.IsIndependent };
                code.InsertRange(at, Enumerable.Reverse(indices));
                ranges.Join(loop, before);
                return;
            }

            if (code[at] is Declare declare && IsIndex(declare) && reordering.Needs(declare.Local))
            {
                moved.Add(at);
                reordering.Take(declare);
            }
            else if (!reordering.CanRunAfter(code[at]))
            {
                return;
            }
        }
    }

    // It may be computed earlier: it does not fail, and reads no memory.
    private static bool IsIndex(Declare declare) => declare.Value is { Type: ScalarType.Index } value && Speculation.IsSafe(value) && BufferUses.In(declare).Buffers.Count == 0;

    private bool CanJoin(For before, For loop, Reordering reordering)
    {
        if (!before.From.Equals(loop.From) || !before.Length.Equals(loop.Length) || reordering.SharesLocals(before)) return false;
        var (uses, usesBefore) = (reordering.Uses, BufferUses.In(before));
        var shared = uses.Buffers.Where(b => usesBefore.Places(b) > 0 && (usesBefore.Writes(b) || uses.Writes(b)));
        var rows = shared.Select(b => ranges.RowOf(before, usesBefore.OffsetsOf(b)) is { } row && row == ranges.RowOf(loop, uses.OffsetsOf(b)) ? row : null).ToList();
        return rows.TrueForAll(r => r is not null) && rows.Exists(r => !r!.IsConstant || r.Value > NearEntries);
    }
}
