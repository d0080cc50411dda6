using System.Collections.Immutable;
using SymDiff.Codegen.Loops.Passes;
using SymDiff.Codegen.Lowering;
using SymDiff.Elements;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops;

/// <summary>
/// Cuts loops whose iterations do not depend on each other into contiguous runs for several threads, where there is enough work. What iterations add up, each
/// run adds up for itself; the runs' sums are added in their order, so that a result depends on the number of runs alone, which follows from sizes and the
/// wanted degree.
/// </summary>
internal sealed class ChunkLoops
{
    /// <summary>The most buffers that a run of iterations is given.</summary>
    public const int MostMemory = 24;

    private const int UnitOfLanes = 16;   // a vector has at most so many lanes: what is computed in vectors is so on one thread too, bit for bit

    private readonly LoopProgram program;
    private readonly int degree;
    private readonly int leastWork;
    private readonly bool isRelaxed;
    private readonly Func<ScalarType, Dim, MemoryPurpose, Buffer> scratch;
    private readonly BufferUses all;
    private readonly List<(ChunkProgram Chunk, ImmutableArray<Buffer> Own)> chunks = [];
    private readonly List<LoopThreads> decided = [];

    private ChunkLoops(LoopProgram program, Parallelism threads, bool isRelaxed, Func<ScalarType, Dim, MemoryPurpose, Buffer> scratch)
    {
        (this.program, degree, leastWork, this.isRelaxed, this.scratch) = (program, threads.Degree, threads.LeastWork(isRelaxed), isRelaxed, scratch);
        all = BufferUses.In([.. program.Body]);
    }

    /// <summary>The program with loops in runs, the scratch memory that each run has for itself, and what was decided about each loop.</summary>
    /// <param name="program">The program, whose scratch memory is not laid out yet.</param>
    /// <param name="threads">The most runs of a loop, and their least work.</param>
    /// <param name="isRelaxed">Whether sums may be taken in another order.</param>
    /// <param name="scratch">Makes a buffer in scratch memory.</param>
    public static (LoopProgram Program, IReadOnlyList<(ChunkProgram Chunk, ImmutableArray<Buffer> Own)> Chunks, IReadOnlyList<LoopThreads> Decided) Apply(
        LoopProgram program, Parallelism threads, bool isRelaxed, Func<ScalarType, Dim, MemoryPurpose, Buffer> scratch)
    {
        if (threads.Degree == 1) return (program, [], []);
        var pass = new ChunkLoops(program, threads, isRelaxed, scratch);
        return (program with { Body = pass.Within(program.Body, isRepeated: false) }, pass.chunks, pass.decided);
    }

    private ImmutableArray<Statement> Within(ImmutableArray<Statement> body, bool isRepeated)
    {
        var block = new Block(isRepeated);
        foreach (var statement in body) Write(statement, block);
        return [.. block.Code.Where(s => s is not Fill fill || !block.Moved.Contains(fill))];
    }

    private void Write(Statement statement, Block block)
    {
        switch (statement)
        {
            case For loop:
                var place = decided.Count;
                var reason = Cut(loop, block);
                if (reason != ThreadReason.Independent) block.Code.Add(loop is { IsParallel: false, IsIndependent: false } ? loop with { Body = Within(loop.Body, isRepeated: true) } : loop);
                decided.Insert(place, new(loop, reason));
                break;
            case If choice:
                block.Code.Add(choice with { Then = Within(choice.Then, block.IsRepeated), Else = Within(choice.Else, block.IsRepeated) });
                break;
            default:
                if (statement is Fill { Value: Constant } fill) block.Fills[fill.Buffer] = fill;
                block.Code.Add(statement);
                break;
        }
    }

    // Writes the loop in runs, where it can be cut and is worth it. A sum within a loop may be taken in another one too, and compared with this: it keeps its order.
    private ThreadReason Cut(For loop, Block block)
    {
        if (LoopSharing.Of(loop, block.Fills, all) is not { } sharing) return ThreadReason.OrderOfIterations;
        if (sharing.HasSums && (!isRelaxed || block.IsRepeated)) return ThreadReason.OrderOfSums;
        var work = Times(Trips(loop), IterationCost.Of(loop));
        if (Known(work) < 2L * leastWork) return ThreadReason.LittleWork;
        var given = LocalsOf.Reads(loop).Except(sharing.Totals.Select(t => t.Total)).Union(program.AllSizes).ToList();
        var passed = given.GroupBy(l => l.Type).Select(g => (Buffer: scratch(g.Key, g.Count(), MemoryPurpose.Passed), Locals: g.ToList())).ToList();
        if (sharing.Shared.Length + (2 * sharing.Sums.Length) + sharing.Totals.Length + passed.Count > MostMemory) return ThreadReason.ManyBuffers;
        var count = new Local("chunks", ScalarType.Index);
        var totals = sharing.Totals.Select(t => (Reduction: t, Partials: scratch(t.Total.Type, degree, MemoryPurpose.SumOfEachChunk))).ToList();
        var sums = sharing.Sums.Select(s => new ChunkMemory(s, scratch(s.Type, s.Length * (Dim)(degree - 1), MemoryPurpose.SumOfEachChunk))).ToList();
        ImmutableArray<ChunkMemory> memory =
        [
            .. sharing.Shared.Select(s => new ChunkMemory(s)), .. sums,
            .. totals.Select(t => t.Partials).Concat(passed.Select(p => p.Buffer)).Select(b => new ChunkMemory(b)),
        ];
        var chunk = MakeChunk(loop, sharing, memory, passed, totals);
        chunks.Add((chunk, sharing.Own));
        ImmutableArray<Statement> run =
        [
            .. passed.SelectMany(p => p.Locals.Select((local, i) => new Store(p.Buffer, Number(i), new Read(local)))),
            new RunChunks(chunk.Number, new Read(count), loop.From, loop.Length, loop.IsIndependent ? 1 : UnitOfLanes, memory),
            .. totals.Select(t => Combine(t.Reduction, t.Partials, count)),
            .. sums.Select(s => Add(s.Buffer, s.Partials!, count)),
        ];
        if (!block.IsRepeated) block.Moved.UnionWith(sharing.Starts);
        block.Code.AddRange(CountRuns(work, loop, sharing.Sums, count));

        // Little work is done on the spot: a call of its run costs some microseconds.
        block.Code.Add(new If(new Compare(ComparisonKind.Less, Number(1), new Read(count)), run, [.. block.IsRepeated ? [] : sharing.Starts, loop]));
        return ThreadReason.Independent;
    }

    // count = min(degree, work / least work of a run, iterations)
    private IEnumerable<Statement> CountRuns(Expression work, For loop, ImmutableArray<Buffer> sums, Local count)
    {
        var least = sums.Aggregate(Number(leastWork), (sum, buffer) => Plus(sum, Times(Number(3), Length(buffer.Length))));   // filling and adding up
        yield return new Declare(count, Over(work, least));
        yield return new Assign(count, Least(new Read(count), Number(degree)));
        yield return new Assign(count, Least(new Read(count), Trips(loop)));
    }

    private Expression Length(Dim length) => Lengths.Expression(length, name => program.AllSizes.First(s => s.Name == name));

    private ChunkProgram MakeChunk(
        For loop, LoopSharing sharing, ImmutableArray<ChunkMemory> memory, List<(Buffer Buffer, List<Local> Locals)> passed, List<(Reduction Reduction, Buffer Partials)> totals)
    {
        Local chunk = new("chunk", ScalarType.Index), from = new("from", ScalarType.Index), to = new("to", ScalarType.Index);
        var taken = passed.SelectMany(p => p.Locals.Select((local, i) => (Local: local, Value: (Expression)new Load(p.Buffer, Number(i)) { IsInside = true }))).ToList();
        var sizes = new HashSet<Local>(program.AllSizes);
        ImmutableArray<Statement> body =
        [
            .. taken.Where(t => !sizes.Contains(t.Local)).Select(t => new Declare(t.Local, t.Value)),
            .. sharing.Starts,
            .. sharing.Totals.Select(t => new Declare(t.Total, new Constant(Reductions.Start(t.Kind, t.Total.Type), t.Total.Type))),
            loop with { From = new Read(from), Length = new Read(to) },
            .. totals.Select(t => new Store(t.Partials, new Read(chunk), new Read(t.Reduction.Total))),
        ];
        var iterations = new LoopProgram(program.Name, [], [], [], program.Constants, [], body) { Derived = [.. taken.Where(t => sizes.Contains(t.Local))] };
        return new(chunks.Count + 1, chunk, from, to, memory, iterations);
    }

    // total = total ⊕ partials[0] ⊕ partials[1] ...
    private static For Combine(Reduction total, Buffer partials, Local count)
    {
        var index = new Local("i", ScalarType.Index);
        return new(index, new Read(count), [new Assign(total.Total, Reductions.Combine(total.Kind, new Read(total.Total), new Load(partials, new Read(index)) { IsInside = true }, ExpressionValues.Instance))]);
    }

    // sum[i] += partials[run][i], run after run; the first added to the sum itself
    private For Add(Buffer sum, Buffer partials, Local count)
    {
        Local run = new("i", ScalarType.Index), index = new("j", ScalarType.Index);
        var length = Length(sum.Length);
        var entry = new Load(partials, Plus(Times(new Read(run), length), new Read(index))) { IsInside = true };
        return new(run, Minus(new Read(count), Number(1)), [new For(index, length, [new Accumulate(sum, new Read(index), entry)]) { IsParallel = true }]);
    }

    /// <summary>Statements that run one after the other, as they are written.</summary>
    private sealed class Block(bool isRepeated)
    {
        public bool IsRepeated => isRepeated;

        public List<Statement> Code { get; } = [];

        public Dictionary<Buffer, Fill> Fills { get; } = [];

        /// <summary>Those that became part of runs.</summary>
        public HashSet<Fill> Moved { get; } = new(ReferenceEqualityComparer.Instance);
    }
}
