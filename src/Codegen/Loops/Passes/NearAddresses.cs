using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Gives parts several addresses in memory of which they read and write many entries: an instruction says a distance of up to 128 bytes in one byte, a longer
/// one in four. Beside vectors of 512 bits a byte counts vectors.
/// </summary>
/// <remarks>
/// What long straight-line code costs is the reading of its instructions: 64 bytes a nanosecond from a second-level cache, half of that from the third. Gradients of
/// random graphs have 8.7 bytes an operation so, 10.6 without.
/// </remarks>
internal sealed class NearAddresses : Rewriter
{
    private const int Reach = 128;       // bytes
    private const int MostViews = 8;     // addresses that stay in registers
    private const int FewestUses = 4;    // that pay for finding an address

    private readonly List<(Buffer Buffer, long Start, View View)> views = [];

    private NearAddresses(ImmutableArray<Statement> code)
    {
        foreach (var (buffer, offsets) in Places.Of(code))
            foreach (var start in Bases(offsets, ReachOf(buffer), MostViews - views.Count))
                views.Add((buffer, start, new(new(buffer.Name, buffer.Type, buffer.Length, buffer.Role), buffer, IndexArithmetic.Number(start))));
    }

    public static LoopProgram Apply(LoopProgram program) => MapParts.Apply(program, part =>
    {
        var pass = new NearAddresses(part.Body);
        return part with { Body = [.. pass.views.Select(v => v.View), .. pass.All(part.Body)] };
    });

    public override void Visit(Store statement)
    {
        if (!IsNear(statement.Value.Type, statement.Offset) && Near(statement.Buffer, statement.Offset) is var (view, offset)) Add(new Store(view, offset, statement.Value.Accept(this)));
        else base.Visit(statement);
    }

    public override Expression Visit(Load expression) =>
        Near(expression.Buffer, expression.Offset) is var (view, offset) ? expression with { Buffer = view, Offset = offset } : base.Visit(expression);

    public override Expression Visit(VectorLoad expression) =>
        !IsNear(expression.Type, expression.Offset) && Near(expression.Buffer, expression.Offset) is var (view, offset) ? expression with { Buffer = view, Offset = offset } : base.Visit(expression);

    private static bool IsNear(ScalarType type, Expression offset) => type.VectorBits == 512 && IndexArithmetic.Known(offset) is { } at && at % type.LaneCount == 0 && at < Reach * type.LaneCount;

    private static int ReachOf(Buffer buffer) => Reach / buffer.Type.Bytes;

    // The entries near to which most others are, again and again; what is near the first needs none.
    private static IEnumerable<long> Bases(IEnumerable<long> offsets, int reach, int most)
    {
        var left = offsets.Where(o => o >= reach).OrderBy(o => o).ToList();
        for (var count = 0; count < most; count++)
        {
            var (best, uses) = (0L, 0);
            for (int i = 0, from = 0, to = 0; i < left.Count; i++)
            {
                while (left[from] < left[i] - reach) from++;
                while (to < left.Count && left[to] < left[i] + reach) to++;
                if (to - from > uses) (best, uses) = (left[i], to - from);
            }

            if (uses < FewestUses) yield break;
            yield return best;
            left.RemoveAll(o => o >= best - reach && o < best + reach);
        }
    }

    private (Buffer View, Expression Offset)? Near(Buffer buffer, Expression offset)
    {
        if (IndexArithmetic.Known(offset) is not { } at) return null;
        foreach (var (of, start, view) in views)
            if (ReferenceEquals(of, buffer) && at >= start - ReachOf(buffer) && at < start + ReachOf(buffer)) return (view.Buffer, IndexArithmetic.Number(at - start));
        return null;
    }

    /// <summary>The constant offsets at which code reads and writes, for each buffer in order of first use.</summary>
    private sealed class Places : StatementWalker
    {
        private readonly List<(Buffer Buffer, List<long> Offsets)> found = [];

        public static IEnumerable<(Buffer Buffer, List<long> Offsets)> Of(ImmutableArray<Statement> code)
        {
            var walker = new Places();
            foreach (var statement in code) statement.Accept(walker);
            return walker.found.Where(f => f.Buffer.Role != BufferRole.Constant);
        }

        public override void Visit(Store statement)
        {
            if (!IsNear(statement.Value.Type, statement.Offset)) Add(statement.Buffer, statement.Offset);
            base.Visit(statement);
        }

        // Inner parts have addresses of their own.
        public override void Visit(RunPart statement)
        {
        }

        protected override void Read(Expression expression)
        {
            if (expression is Load { IsInside: true } load) Add(load.Buffer, load.Offset);
            if (expression is VectorLoad vector && !IsNear(vector.Type, vector.Offset)) Add(vector.Buffer, vector.Offset);
        }

        private void Add(Buffer buffer, Expression offset)
        {
            if (IndexArithmetic.Known(offset) is not { } at) return;
            var known = found.Find(f => ReferenceEquals(f.Buffer, buffer)).Offsets;
            if (known is null) found.Add((buffer, known = []));
            known.Add(at);
        }
    }
}
