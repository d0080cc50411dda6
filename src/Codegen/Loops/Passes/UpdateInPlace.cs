using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// What is carried from one iteration to the next is written where it lies, not beside it and copied: where each entry of the next value is computed when all
/// reads of the value before are done, or are of that entry.
/// </summary>
internal sealed class UpdateInPlace : Rewriter
{
    private readonly Dictionary<Buffer, Buffer> places = [];            // of next values
    private readonly Dictionary<Buffer, int> uses;                      // in how many statements
    private readonly HashSet<Copy> dropped = new(ReferenceEqualityComparer.Instance);

    private UpdateInPlace(LoopProgram program) => uses = Touches.Count(program.Body);

    public static LoopProgram Apply(LoopProgram program)
    {
        var pass = new UpdateInPlace(program);
        return program with { Body = pass.All(program.Body) };
    }

    public override void Visit(For statement)
    {
        foreach (var copy in statement.Body.OfType<Copy>().Where(c => IsUpdate(statement.Body, c)))
        {
            places.Add(copy.From, copy.To);
            dropped.Add(copy);
        }

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

    private bool IsUpdate(ImmutableArray<Statement> body, Copy copy)
    {
        if (copy.From.Role != BufferRole.Workspace || places.ContainsKey(copy.From) || !copy.From.Length.Equals(copy.To.Length)) return false;
        if (uses[copy.From] != Touches.Count(body).GetValueOrDefault(copy.From)) return false;   // it is read behind the loop
        var at = body.IndexOf(body.FirstOrDefault(s => Writes(s, copy.From))!);
        if (at < 0 || body.Skip(at + 1).Any(s => !ReferenceEquals(s, copy) && (Writes(s, copy.From) || Touches.Count([s]).ContainsKey(copy.To)))) return false;
        return !body.Take(at).Any(s => Writes(s, copy.To)) && IsWrittenByEntries(body[at], copy);
    }

    // One store inside of loops alone, behind all reads of what was there before, which are of the same entry.
    private bool IsWrittenByEntries(Statement statement, Copy copy)
    {
        if (statement is not For loop) return false;
        var at = loop.Body.IndexOf(loop.Body.FirstOrDefault(s => Writes(s, copy.From))!);
        if (loop.Body.Skip(at + 1).Any(s => Writes(s, copy.From) || Touches.Count([s]).ContainsKey(copy.To))) return false;
        if (loop.Body[at] is not Store store) return !loop.Body.Take(at).Any(s => Touches.Count([s]).ContainsKey(copy.To)) && IsWrittenByEntries(loop.Body[at], copy);
        return !loop.Body.Take(at).Any(s => Writes(s, copy.To)) && loop.Body.Take(at + 1).All(s => Touches.Reads(s, copy.To).All(store.Offset.Equals));
    }

    private static bool Writes(Statement statement, Buffer buffer) => Touches.Writes(statement, buffer);
}
