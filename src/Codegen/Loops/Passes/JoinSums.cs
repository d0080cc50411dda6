using SymDiff.Elements;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>Makes four sums over the lanes of vectors that go to neighbouring entries one vector of four sums.</summary>
internal sealed class JoinSums : Rewriter
{
    private const int Count = 4;

    private readonly IReadOnlyDictionary<Local, int> reads;
    private readonly HashSet<Local> sums = [];   // the variables that begin as one

    private JoinSums(LoopProgram program) => reads = ReadCount.In(program.Body);

    public static LoopProgram Apply(LoopProgram program) => program with { Body = new JoinSums(program).All(program.Body) };

    public override void Visit(Declare statement)
    {
        base.Visit(statement);
        if (IsSum(statement.Value)) sums.Add(statement.Local);
    }

    public override void Visit(Accumulate statement)
    {
        base.Visit(statement);
        Join(s => s is Accumulate a ? (a.Buffer, a.Offset, a.Value) : null, (buffer, offset, value) => new Accumulate(buffer, offset, value));
    }

    public override void Visit(Store statement)
    {
        base.Visit(statement);
        Join(s => s is Store a ? (a.Buffer, a.Offset, a.Value) : null, (buffer, offset, value) => new Store(buffer, offset, value));
    }

    private void Join(Func<Statement, (Buffer Buffer, Expression Offset, Expression Value)?> read, Func<Buffer, Expression, Expression, Statement> write)
    {
        if (Written.Count < Count) return;
        var last = Enumerable.Range(Written.Count - Count, Count).Select(i => read(Written[i])).ToList();
        if (last[0] is not { Buffer: { Type: ScalarType.Float64 } buffer, Offset: var first }) return;
        var start = IndexSum.Of(first);
        var vectors = last.Select((a, k) => a is { } entry && ReferenceEquals(entry.Buffer, buffer) && IndexSum.Of(entry.Offset).Minus(start).IsNumber(k) ? Summed(entry.Value) : null).ToList();
        if (vectors.Any(v => v is null || v.Type != vectors[0]!.Type)) return;
        Written.RemoveRange(Written.Count - Count, Count);
        foreach (var sum in last.Select(a => a!.Value.Value).OfType<Read>().Where(r => reads[r.Local] == 1)) Written.Remove(Declaration(sum)!);
        Add(write(buffer, first, new HorizontalSums([.. vectors.Select(v => v!)])));
    }

    // The vector whose lanes are summed, here or where the variable was declared.
    private Expression? Summed(Expression value)
    {
        if (value is Read read && sums.Contains(read.Local) && !Written.Any(s => LocalsOf.Assigned(s).Contains(read.Local))) value = Declaration(read)?.Value ?? value;
        return IsSum(value) ? ((HorizontalReduce)value).Vector : null;
    }

    private static bool IsSum(Expression? value) => value is HorizontalReduce { Kind: ReductionKind.Sum, Vector.Type: ScalarType.Float64x4 or ScalarType.Float64x8 };

    private Declare? Declaration(Read read) => Written.OfType<Declare>().FirstOrDefault(d => ReferenceEquals(d.Local, read.Local));
}
