using System.Collections.Immutable;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>Whether iterations of a loop can be lanes of vectors: they are independent but for reductions, and made of what vectors can do.</summary>
internal sealed class VectorisationCheck(For loop, Varying varying)
{
    private readonly Dictionary<Local, int> assignments = [];
    private bool hasWrites;
    private bool mixes;

    /// <summary>The type of the lanes, once checked.</summary>
    public ScalarType? Element { get; private set; }

    /// <summary>The variables from outside that the loop combines values in.</summary>
    public Dictionary<Local, Reduction> Reductions { get; } = [];

    public bool Passes()
    {
        if (!loop.Body.All(s => Accepts(s, masked: false, []))) return false;
        var reads = ReadCount.In(loop.Body);
        return !mixes && (loop.IsParallel || !hasWrites) && Reductions.Values.All(r => IsSole(r, reads));
    }

    // No other statement sees the total while the loop runs.
    private bool IsSole(Reduction reduction, IReadOnlyDictionary<Local, int> reads) =>
        assignments[reduction.Total] == 1 && reads[reduction.Total] == reduction.ReadsOfTotal && reduction.Total.Type == Element;

    private bool Accepts(Statement statement, bool masked, HashSet<Local> masksOwn)
    {
        switch (statement)
        {
            case Declare declare:
                masksOwn.Add(declare.Local);
                return declare.Value is null ? See(declare.Local) : See(declare.Value);
            case Assign assign: return See(assign.Value) && Accepts(assign, masked, masksOwn);
            case Store store:
                hasWrites = true;
                return !masked && See(store.Offset) && See(store.Value) && See(store.Buffer) && !(varying.Stride(store.Offset) is { } stride && Known(stride) == 0);
            case Accumulate accumulate:
                hasWrites = true;
                return !masked && See(accumulate.Offset) && See(accumulate.Value) && See(accumulate.Buffer);
            case If choice when masked || varying.Has(choice.Condition):
                return See(choice.Condition) && choice.Then.Concat(choice.Else).All(Speculation.IsSafe) && Masked(choice.Then) && Masked(choice.Else);
            case If choice: return See(choice.Condition) && choice.Then.Concat(choice.Else).All(s => Accepts(s, masked, masksOwn));
            case For inner:
                return !varying.Has(inner.From) && !varying.Has(inner.Length) && inner.Body.All(s => Accepts(s, masked, masksOwn))
                    && (!masked || LocalsOf.Assigned(inner).All(masksOwn.Contains));
            default: return false;
        }

        bool Masked(ImmutableArray<Statement> side)
        {
            var own = new HashSet<Local>();
            return side.All(s => Accepts(s, masked: true, own));
        }
    }

    private bool Accepts(Assign assign, bool masked, HashSet<Local> masksOwn)
    {
        var local = assign.Local;
        if (!varying.IsDeclaredInside(local))
        {
            assignments[local] = assignments.TryGetValue(local, out var count) ? count + 1 : 1;
            if (Reduction.Of(assign) is not { } reduction) return false;
            Reductions[local] = reduction;
            return true;
        }

        // Integers are not blended, and what is not varying is not assigned for some lanes only.
        return !masked || masksOwn.Contains(local) || local.Type.IsFloat || local.Type == ScalarType.Bool;
    }

    private bool See(Local local)
    {
        if (varying.Contains(local) && local.Type.IsFloat) See(local.Type);
        return true;
    }

    private bool See(Buffer buffer)
    {
        if (buffer.Type.IsFloat) See(buffer.Type);
        return true;
    }

    private bool See(Expression expression)
    {
        if (expression.Type.IsVector || expression.Type.IsMask) return false;
        if (expression.Type.IsFloat && varying.Has(expression)) See(expression.Type);
        return expression.Accept(ExpressionParts.Instance).All(See);
    }

    private void See(ScalarType type)
    {
        if (Element is { } known && known != type) mixes = true;
        Element ??= type;
    }
}
