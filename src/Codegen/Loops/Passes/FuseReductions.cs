using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// A reduction over what an independent loop has just computed goes on in that loop: its values are in variables there, and scratch memory that nothing else
/// reads is not needed. The order of the values stays the same.
/// </summary>
internal static class FuseReductions
{
    private const int Farthest = 32;   // statements between the two loops

    public static LoopProgram Apply(LoopProgram program) => program with { Body = Fused(program.Body) };

    private static ImmutableArray<Statement> Fused(ImmutableArray<Statement> body)
    {
        var code = new List<Statement>();
        foreach (var statement in body)
        {
            code.Add(Inside(statement));
            if (code[^1] is For reduction && IsReduction(reduction)) Fuse(code, reduction);
        }

        return [.. code];
    }

    private static Statement Inside(Statement statement) => statement switch
    {
        For loop => loop with { Body = Fused(loop.Body) },
        If choice => choice with { Then = Fused(choice.Then), Else = Fused(choice.Else) },
        _ => statement,
    };

    // The last statement of the code becomes part of a loop before, together with the starts of its totals.
    private static void Fuse(List<Statement> code, For reduction)
    {
        var totals = reduction.Body.OfType<Assign>().Select(a => a.Local).ToHashSet();
        var reordering = new Reordering(reduction);
        var starts = new List<int>();   // backwards
        for (var at = code.Count - 2; at >= Math.Max(0, code.Count - 2 - Farthest); at--)
        {
            if (code[at] is For loop && Joined(loop, reduction) is { } joined)
            {
                code[at] = joined;
                code.RemoveAt(code.Count - 1);
                var moved = starts.ConvertAll(i => code[i]);
                foreach (var start in starts) code.RemoveAt(start);
                code.InsertRange(at, Enumerable.Reverse(moved));
                return;
            }

            if (code[at] is Declare { Local: var local, Value: Constant } && totals.Contains(local)) starts.Add(at);
            else if (!reordering.CanRunAfter(code[at])) return;
        }
    }

    private static bool IsReduction(For loop)
    {
        if (!loop.Body.All(s => s is Declare { Value: not null } or Assign)) return false;
        var steps = loop.Body.OfType<Assign>().ToList();
        return steps.Count > 0 && steps.TrueForAll(s => Reduction.Of(s) is not null) && steps.Select(s => s.Local).Distinct().Count() == steps.Count
            && !loop.Body.OfType<Declare>().Any(d => steps.Exists(s => ReferenceEquals(s.Local, d.Local)));
    }

    // One loop with both bodies; null where the reduction reads nothing of the other loop's, or what another iteration writes, or where only apart they are vector
    // code. In loops around others the reduction would hardly be.
    private static For? Joined(For loop, For reduction)
    {
        if (!loop.IsParallel || loop.Step != 1 || !loop.Body.All(s => s is Declare or Store or Accumulate or Assign) || !loop.From.Equals(reduction.From) || !loop.Length.Equals(reduction.Length)) return null;
        var steps = new Rename(new Dictionary<Local, Expression> { [reduction.Index] = new Read(loop.Index) }).All(reduction.Body);
        var body = loop.Body.ToList();
        var (ofSteps, ofLoop) = (BufferUses.In([.. steps]), BufferUses.In([.. body]));
        var known = new Dictionary<Buffer, Store>();
        foreach (var buffer in ofSteps.BuffersRead.Where(ofLoop.Writes))
        {
            var isOnlyStored = (ofLoop.Of(buffer) & ~BufferUse.Read) == BufferUse.Store;
            if (!isOnlyStored || body.FindAll(s => s is Store store && ReferenceEquals(store.Buffer, buffer)) is not [Store store] || !ofSteps.ReadsOf(buffer).All(store.Offset.Equals)) return null;
            known.Add(buffer, Named(store, body));
        }

        if (known.Count == 0) return null;
        var joined = loop with { Body = [.. body, .. new Forwarding(Values(known.Values, body, ofLoop)).All(steps)] };
        return IsVectorCode(loop) && !IsVectorCode(joined) ? null : joined;
    }

    private static bool IsVectorCode(For loop) => new VectorisationCheck(loop, Varying.In(loop)).Passes();

    // The value has a name by which it is known behind the store.
    private static Store Named(Store store, List<Statement> body)
    {
        if (store.Value is Constant) return store;
        var at = body.FindIndex(s => ReferenceEquals(s, store));
        if (store.Value is Read { Local: var local } && !body.Skip(at).SelectMany(LocalsOf.Assigned).Contains(local)) return store;
        var value = new Local("t", store.Value.Type);
        body[at] = store with { Value = new Read(value) };
        body.Insert(at, new Declare(value, store.Value));
        return (Store)body[at + 1];
    }

    // What entries are known to be: those that were written, and those that were read and stay.
    private static Dictionary<(Buffer, Expression), Expression> Values(IEnumerable<Store> stores, List<Statement> body, BufferUses uses)
    {
        var values = stores.ToDictionary(s => (s.Buffer, s.Offset), s => s.Value);
        var assigned = body.SelectMany(LocalsOf.Assigned).ToHashSet();
        foreach (var declare in body.OfType<Declare>())
        {
            if (declare.Value is Load load && !uses.Writes(load.Buffer) && !assigned.Contains(declare.Local))
                values[(load.Buffer, load.Offset)] = new Read(declare.Local);
        }

        return values;
    }

    /// <summary>Values in place of the entries that hold them, and of variables that would be copies.</summary>
    private sealed class Forwarding(Dictionary<(Buffer, Expression), Expression> values) : Rewriter
    {
        private readonly Dictionary<Local, Expression> copies = [];

        public override void Visit(Declare statement)
        {
            var value = statement.Value!.Accept(this);
            if (value is Read or Constant) copies.Add(statement.Local, value);
            else Add(statement with { Value = value });
        }

        public override Expression Visit(Load expression) => values.TryGetValue((expression.Buffer, expression.Offset), out var value) ? value : base.Visit(expression);

        public override Expression Visit(Read expression) => copies.TryGetValue(expression.Local, out var value) ? value : expression;
    }
}
