using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// What is carried from one iteration to the next is written where it lies, not beside it and copied: where each entry of the next value is computed when all
/// reads of the value before are done, or are of that entry.
/// </summary>
internal sealed class UpdateInPlace : Rewriter
{
    private readonly Dictionary<Buffer, Buffer> places = [];   // of next values
    private readonly BufferUses uses;
    private readonly HashSet<Copy> dropped = new(ReferenceEqualityComparer.Instance);

    private UpdateInPlace(LoopProgram program) => uses = BufferUses.In([.. program.Body]);

    public static LoopProgram Apply(LoopProgram program)
    {
        var pass = new UpdateInPlace(program);
        return program with { Body = pass.All(program.Body) };
    }

    public override void Visit(For statement)
    {
        if (statement.Body.Any(s => s is Copy)) FindUpdates(statement.Body);
        base.Visit(statement);
    }

    public override void Visit(Copy statement)
    {
        if (!dropped.Contains(statement)) base.Visit(statement);
    }

    protected override Buffer Of(Buffer buffer)
    {
        while (places.TryGetValue(buffer, out var place)) buffer = place;
        return buffer;
    }

    private void FindUpdates(ImmutableArray<Statement> body)
    {
        var each = UsesOfEach(body);
        foreach (var copy in body.OfType<Copy>().Where(c => IsUpdate(body, each, c)))
        {
            places.Add(copy.From, copy.To);
            dropped.Add(copy);
        }
    }

    private bool IsUpdate(ImmutableArray<Statement> body, List<BufferUses> each, Copy copy)
    {
        if (copy.From.Role != BufferRole.Workspace || places.ContainsKey(copy.From) || !copy.From.Length.Equals(copy.To.Length)) return false;
        if (uses.Places(copy.From) != each.Sum(u => u.Places(copy.From))) return false;   // it is read behind the loop
        var at = each.FindIndex(u => u.Writes(copy.From));
        if (at < 0 || Enumerable.Range(at + 1, body.Length - at - 1).Any(i => !ReferenceEquals(body[i], copy) && IsTouched(each[i], copy))) return false;
        return !each.Take(at).Any(u => u.Writes(copy.To)) && IsWrittenByEntries(body[at], copy);
    }

    // One store inside of loops alone, behind all reads of what was there before, which are of the same entry.
    private static bool IsWrittenByEntries(Statement statement, Copy copy)
    {
        if (statement is not For loop) return false;
        var each = UsesOfEach(loop.Body);
        var at = each.FindIndex(u => u.Writes(copy.From));
        if (each.Skip(at + 1).Any(u => IsTouched(u, copy))) return false;
        if (loop.Body[at] is not Store store) return each.Take(at).All(u => u.Places(copy.To) == 0) && IsWrittenByEntries(loop.Body[at], copy);
        return !each.Take(at).Any(u => u.Writes(copy.To)) && each.Take(at + 1).All(u => u.ReadsOf(copy.To).All(store.Offset.Equals));
    }

    private static bool IsTouched(BufferUses uses, Copy copy) => uses.Writes(copy.From) || uses.Places(copy.To) > 0;

    private static List<BufferUses> UsesOfEach(ImmutableArray<Statement> body) => [.. body.Select(s => BufferUses.In(s))];
}
