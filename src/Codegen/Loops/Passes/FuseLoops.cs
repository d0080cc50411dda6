using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Loops around others over the same first axis become one, where each iteration keeps to its own row of what one of them writes and the other touches: the
/// row is still near when it is read. Not those of which <see cref="Jam"/> runs several iterations at once: what these share is worth more.
/// </summary>
internal sealed class FuseLoops
{
    private const int Farthest = 32;      // statements between the two loops
    private const int NearEntries = 256;  // rows of no more are near anyway

    private readonly IndexRanges ranges;
    private readonly Dictionary<Statement, Effects> effects = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Statement, bool> candidates = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Local, Dictionary<Buffer, Dim?>> rows = [];   // by the loop's index

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

        effects.Clear();
        candidates.Clear();
        rows.Clear();
        return [.. code.Select(Inside)];
    }

    private Statement Inside(Statement statement) => statement switch
    {
        For loop => loop with { Body = Fused(loop.Body) },
        If choice => choice with { Then = Fused(choice.Then), Else = Fused(choice.Else) },
        _ => statement,
    };

    private bool IsCandidate(For loop)
    {
        if (!candidates.TryGetValue(loop, out var known))
            candidates.Add(loop, known = loop is { IsParallel: true, Step: 1 } && loop.Body.Any(s => s is For) && EffectsOf(loop).IsPlain && !Jam.MayTake(loop));
        return known;
    }

    private Effects EffectsOf(Statement statement)
    {
        if (!effects.TryGetValue(statement, out var known)) effects.Add(statement, known = Effects.Of(statement));
        return known;
    }

    // The last statement of the code becomes part of a loop before, and the indices that it needs are computed before that.
    private void Fuse(List<Statement> code, For loop)
    {
        var reordering = new Reordering(EffectsOf(loop));
        var moved = new List<int>();   // backwards
        for (var at = code.Count - 2; at >= Math.Max(0, code.Count - 2 - Farthest); at--)
        {
            if (code[at] is For before && IsCandidate(before) && CanJoin(before, loop, reordering))
            {
                var body = new Rename(new Dictionary<Local, Expression> { [loop.Index] = new Read(before.Index) }).All(loop.Body);
                code.RemoveAt(code.Count - 1);
                var indices = moved.ConvertAll(i => code[i]);
                foreach (var index in moved) code.RemoveAt(index);
                var joined = before with { Body = before.Body.AddRange(body), IsIndependent = before.IsIndependent && loop.IsIndependent };
                code[at] = joined;
                code.InsertRange(at, Enumerable.Reverse(indices));
                Join(before, loop, joined);
                return;
            }

            if (code[at] is Declare declare && IsIndex(declare) && reordering.Needs(declare.Local))
            {
                moved.Add(at);
                reordering.Take(declare);
            }
            else if (!reordering.CanRunAfter(EffectsOf(code[at])))
            {
                return;
            }
        }
    }

    // It may be computed earlier: it does not fail, and reads no memory.
    private static bool IsIndex(Declare declare) => declare.Value is { Type: ScalarType.Index } value && Speculation.IsSafe(value) && BufferUses.In(declare).Buffers.Count == 0;

    private bool CanJoin(For before, For loop, Reordering reordering)
    {
        if (!before.From.Equals(loop.From) || !before.Length.Equals(loop.Length) || reordering.SharesLocals(EffectsOf(before))) return false;
        var (uses, usesBefore) = (EffectsOf(loop).Uses, EffectsOf(before).Uses);
        var shared = uses.Buffers.Where(b => usesBefore.Places(b) > 0 && (usesBefore.Writes(b) || uses.Writes(b)));
        var common = shared.Select(b => RowOf(before, b) is { } row && row == RowOf(loop, b) ? row : null).ToList();
        return common.TrueForAll(r => r is not null) && common.Exists(r => !r!.IsConstant || r.Value > NearEntries);
    }

    // What is known of the loop before goes on to be known of both: each of many loops is looked at once.
    private void Join(For before, For loop, For joined)
    {
        foreach (var buffer in EffectsOf(loop).Uses.Buffers)
        {
            if (!RowsOf(before).TryGetValue(buffer, out var row)) continue;
            RowsOf(before)[buffer] = row is not null && row == RowOf(loop, buffer) ? row : null;
        }

        EffectsOf(before).Add(EffectsOf(loop));
        effects.Add(joined, EffectsOf(before));
        candidates.Add(joined, true);
        ranges.Join(loop, before);
    }

    private Dictionary<Buffer, Dim?> RowsOf(For loop)
    {
        if (!rows.TryGetValue(loop.Index, out var known)) rows.Add(loop.Index, known = []);
        return known;
    }

    private Dim? RowOf(For loop, Buffer buffer)
    {
        if (!RowsOf(loop).TryGetValue(buffer, out var row)) RowsOf(loop).Add(buffer, row = ranges.RowOf(loop, EffectsOf(loop).Uses.OffsetsOf(buffer)));
        return row;
    }
}
