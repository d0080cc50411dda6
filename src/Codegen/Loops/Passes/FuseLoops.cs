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

    private static bool IsCandidate(For loop) => loop is { IsParallel: true, Step: 1 } && loop.Body.Any(s => s is For) && IsPlain(loop);

    // The last statement of the code becomes part of a loop before, and the indices that it needs are computed before that.
    private void Fuse(List<Statement> code, For loop)
    {
        var uses = BufferUses.In(loop);
        var needed = LocalsOf.Reads(loop).ToHashSet();
        var moved = new List<Statement>();
        for (var at = code.Count - 2; at >= Math.Max(0, code.Count - 2 - Farthest); at--)
        {
            if (code[at] is For before && IsCandidate(before) && CanJoin(before, loop, uses, needed))
            {
                var body = new Rename(new Dictionary<Local, Expression> { [loop.Index] = new Read(before.Index) }).All(loop.Body);
                code.RemoveAt(code.Count - 1);
                foreach (var index in moved) code.Remove(index);
                code[at] = before with { Body = [.. before.Body, .. body], IsIndependent = before.IsIndependent && loop.IsIndependent };
                code.InsertRange(at, moved);
                ranges.Join(loop, before);
                return;
            }

            if (code[at] is Declare { Value: { Type: ScalarType.Index } value } declare && needed.Contains(declare.Local) && Speculation.IsSafe(value))
            {
                moved.Insert(0, declare);
                needed.UnionWith(LocalsOf.Reads(declare));
            }
            else if (!CanRunAfter(code[at], uses, needed))
            {
                return;
            }
        }
    }

    // Whether a statement before the loop may as well run behind it.
    private static bool CanRunAfter(Statement statement, BufferUses loop, HashSet<Local> needed)
    {
        if (!IsPlain(statement)) return false;
        var uses = BufferUses.In(statement);
        if (uses.Buffers.Any(b => loop.Of(b) != BufferUse.None && (uses.Writes(b) || loop.Writes(b)))) return false;
        return !(statement is Declare declare ? [declare.Local] : LocalsOf.Assigned(statement)).Any(needed.Contains);
    }

    private bool CanJoin(For before, For loop, BufferUses uses, HashSet<Local> needed)
    {
        if (!before.From.Equals(loop.From) || !before.Length.Equals(loop.Length)) return false;
        if (LocalsOf.Assigned(before).Any(needed.Contains) || LocalsOf.Reads(before).Any(LocalsOf.Assigned(loop).Contains)) return false;
        var usesBefore = BufferUses.In(before);
        var shared = uses.Buffers.Where(b => usesBefore.Places(b) > 0 && (usesBefore.Writes(b) || uses.Writes(b)));
        var rows = shared.Select(b => RowOf(before, usesBefore.OffsetsOf(b)) is { } row && row == RowOf(loop, uses.OffsetsOf(b)) ? row : null).ToList();
        return rows.TrueForAll(r => r is not null) && rows.Exists(r => !r!.IsConstant || r.Value > NearEntries);
    }

    private Dim? RowOf(For loop, IEnumerable<Expression?> offsets)
    {
        var rows = offsets.Select(o => o is null ? null : ranges.RowOf(loop, o)).Distinct().ToList();
        return rows is [{ } row] ? row : null;
    }

    private static bool IsPlain(Statement statement) => statement switch
    {
        Declare or Assign or Store or Accumulate or Fill => true,
        For loop => loop.Body.All(IsPlain),
        If choice => choice.Then.All(IsPlain) && choice.Else.All(IsPlain),
        _ => false,
    };
}
