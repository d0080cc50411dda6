using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using Buffer = SymDiff.Codegen.Loops.Buffer;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// From where to where in the code each buffer holds something. A buffer that is used in one loop only, and there first where every iteration
/// passes, is needed within an iteration; one that is used outside of a loop too is needed until the loop ends.
/// </summary>
internal sealed class Lifetimes
{
    private readonly Dictionary<Buffer, List<Touch>> touches = [];
    private int position;

    private Lifetimes()
    {
    }

    /// <summary>The first and the last position of each buffer.</summary>
    public static Dictionary<Buffer, (int First, int Last)> Of(ImmutableArray<Statement> body)
    {
        var lifetimes = new Lifetimes();
        lifetimes.Walk(body, []);
        return lifetimes.touches.ToDictionary(t => t.Key, t => Span(t.Value));
    }

    private void Walk(ImmutableArray<Statement> body, ImmutableArray<Around> around)
    {
        foreach (var statement in body) Walk(statement, around);
    }

    private void Walk(Statement statement, ImmutableArray<Around> around)
    {
        var at = position++;
        switch (statement)
        {
            case For loop:
                Add(new For(loop.Index, loop.Length, []) { From = loop.From }, at, around);
                var inside = new Around(at, IsLoop: true);
                Walk(loop.Body, around.Add(inside));
                inside.End = position++;
                break;
            case If choice:
                Add(new If(choice.Condition, [], []), at, around);
                var sides = new Around(at, IsLoop: false);
                Walk(choice.Then, around.Add(sides));
                Walk(choice.Else, around.Add(sides));
                sides.End = position++;
                break;
            default:
                Add(statement, at, around);
                break;
        }
    }

    private void Add(Statement statement, int at, ImmutableArray<Around> around)
    {
        foreach (var buffer in BuffersOf.Statement(statement))
        {
            if (!touches.TryGetValue(buffer, out var known)) touches.Add(buffer, known = []);
            known.Add(new(at, around));
        }
    }

    private static (int First, int Last) Span(List<Touch> all)
    {
        var (first, last) = (all[0].At, all[^1].At);
        var common = all.Min(t => t.Around.Length);
        foreach (var touch in all) common = Math.Min(common, touch.Around.Zip(all[0].Around, ReferenceEquals).TakeWhile(same => same).Count());
        var isConditional = false;
        for (var i = all[0].Around.Length - 1; i >= 0; i--)   // inner to outer
        {
            if (i < common && all[0].Around[i].IsLoop && isConditional) (first, last) = (Math.Min(first, all[0].Around[i].Start), Math.Max(last, all[0].Around[i].End));
            isConditional |= !all[0].Around[i].IsLoop;
        }

        foreach (var loop in all.SelectMany(t => t.Around.Skip(common)).Where(a => a.IsLoop))
            (first, last) = (Math.Min(first, loop.Start), Math.Max(last, loop.End));
        return (first, last);
    }

    /// <summary>A loop or branch around a statement.</summary>
    private sealed record Around(int Start, bool IsLoop)
    {
        public int End { get; set; }
    }

    private sealed record Touch(int At, ImmutableArray<Around> Around);
}
