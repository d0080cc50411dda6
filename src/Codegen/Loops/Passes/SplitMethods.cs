using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Cuts long straight-line code into parts of a few hundred operations, each a method of its own: beyond the limits of the just-in-time
/// compiler a method is not optimised at all. Variables that one part makes and another reads pass through scratch memory.
/// </summary>
internal sealed class SplitMethods
{
    private const int LongestMethod = 1000;   // operations that stay one method
    private const int PartLength = 200;       // operations of a part

    private readonly LoopProgram program;
    private readonly List<ImmutableArray<Statement>> pieces;
    private readonly Dictionary<Local, int> makers = [];
    private readonly Dictionary<Local, int> lastReaders = [];
    private readonly Dictionary<ScalarType, SlotPool> pools = [];
    private readonly Dictionary<Local, (Buffer Work, int Slot)> slots = [];

    private SplitMethods(LoopProgram program)
    {
        this.program = program;
        pieces = Cut(program.Body);
    }

    /// <summary>The program in parts; the program itself where it is short.</summary>
    public static LoopProgram Apply(LoopProgram program) =>
        program.Body.Sum(OperationCount.Of) <= LongestMethod ? program : new SplitMethods(program).Run();

    private LoopProgram Run()
    {
        FindLifetimes();
        var entry = program.Inputs.Where(p => p.Local is not null && IsShared(p.Local)).Select(p => Save(p.Local!)).ToList();
        var parts = pieces.Select(MakePart).ToImmutableArray();
        var results = ResultLocals().Select(pair => (Statement)new Result(pair.Output, Saved(pair.Local))).ToList();
        return program with
        {
            Parts = parts,
            Body = [.. entry, .. parts.Select(p => new RunPart(p)), .. results],
            Arenas = [.. Arenas()],
        };
    }

    private static List<ImmutableArray<Statement>> Cut(ImmutableArray<Statement> body)
    {
        var pieces = new List<ImmutableArray<Statement>>();
        var piece = ImmutableArray.CreateBuilder<Statement>();
        var length = 0;
        var lastAssignment = LastAssignments(body);
        var open = -1;   // until here a variable of this piece is still being assigned
        for (var i = 0; i < body.Length; i++)
        {
            var statement = body[i];
            if (statement is Declare { Local: var local } && lastAssignment.TryGetValue(local, out var last)) open = Math.Max(open, last);

            // A scalar output becomes a variable, which the method that remains gives back at its end.
            piece.Add(statement is Result result ? new Declare(new ResultLocal(result.Output, result.Value.Type), result.Value) : statement);
            length += OperationCount.Of(statement);
            if (length < PartLength || i < open) continue;
            pieces.Add(piece.ToImmutable());
            piece.Clear();
            length = 0;
        }

        if (piece.Count > 0) pieces.Add(piece.ToImmutable());
        return pieces;
    }

    private static Dictionary<Local, int> LastAssignments(ImmutableArray<Statement> body)
    {
        var last = new Dictionary<Local, int>();
        for (var i = 0; i < body.Length; i++)
            foreach (var local in LocalsOf.Assigned(body[i])) last[local] = i;
        return last;
    }

    private void FindLifetimes()
    {
        foreach (var input in program.Inputs) if (input.Local is { } local) makers[local] = -1;
        for (var piece = 0; piece < pieces.Count; piece++)
        {
            foreach (var statement in pieces[piece])
            {
                if (statement is Declare declare) makers[declare.Local] = piece;
                foreach (var local in LocalsOf.Reads(statement)) if (makers.ContainsKey(local)) lastReaders[local] = piece;
            }
        }

        foreach (var (_, local) in ResultLocals()) lastReaders[local] = pieces.Count;
    }

    private IEnumerable<(int Output, Local Local)> ResultLocals() =>
        pieces.SelectMany(p => p).OfType<Declare>().Select(d => d.Local).OfType<ResultLocal>().OrderBy(l => l.Output).Select(l => (l.Output, (Local)l));

    private bool IsShared(Local local) => lastReaders.TryGetValue(local, out var last) && last > makers[local];

    private Store Save(Local local)
    {
        var pool = PoolOf(local.Type == ScalarType.Index ? ScalarType.Int32 : local.Type);
        slots[local] = (pool.Work, pool.Take(lastReaders[local]));
        return new(pool.Work, Number(slots[local].Slot), local.Type == ScalarType.Index ? new Convert(new Read(local), ScalarType.Int32) : new Read(local));
    }

    // An index is kept as an integer.
    private Expression Saved(Local local)
    {
        var load = new Load(slots[local].Work, Number(slots[local].Slot));
        return local.Type == ScalarType.Index ? new Convert(load, ScalarType.Index) : load;
    }

    private Part MakePart(ImmutableArray<Statement> piece, int number)
    {
        foreach (var pool in pools.Values) pool.Free(number);
        var body = ImmutableArray.CreateBuilder<Statement>();
        var renamed = new Dictionary<Local, Expression>();
        var assigned = new HashSet<Local>(piece.OfType<Declare>().Select(d => d.Local));
        foreach (var statement in piece)
        {
            foreach (var local in LocalsOf.Reads(statement))
            {
                if (assigned.Contains(local) || renamed.ContainsKey(local) || !makers.ContainsKey(local)) continue;
                var copy = new Local("t", local.Type);
                body.Add(new Declare(copy, Saved(local)));
                renamed[local] = new Read(copy);
            }

            body.Add(Rename.Apply(statement, renamed));
        }

        foreach (var local in piece.OfType<Declare>().Select(d => d.Local).Where(IsShared)) body.Add(Save(local));
        var statements = body.ToImmutable();
        var sizes = program.AllSizes.Where(s => statements.Any(st => LocalsOf.Reads(st).Contains(s)));
        return new(number + 1, [.. BuffersOf.Statement([.. statements]).Where(b => b.Role != BufferRole.Constant)], [.. sizes], statements);
    }

    private IEnumerable<Arena> Arenas() => program.Arenas.Concat(
        pools.OrderBy(p => p.Key).Select(p => new Arena(p.Key, Number(p.Value.Length), []) { Whole = p.Value.Work }));

    private SlotPool PoolOf(ScalarType type)
    {
        if (!pools.TryGetValue(type, out var pool)) pools.Add(type, pool = new(new("work", type, Dim.Zero, BufferRole.Workspace)));
        return pool;
    }

    private static Constant Number(int value) => new(Scalar.Of((long)value), ScalarType.Index);

    /// <summary>The variable of a scalar output.</summary>
    private sealed class ResultLocal(int output, ScalarType type) : Local("t", type)
    {
        public int Output { get; } = output;
    }

    /// <summary>Slots of scratch memory, reused once their value has been read for the last time.</summary>
    private sealed class SlotPool(Buffer work)
    {
        private readonly SortedSet<int> free = [];
        private readonly Dictionary<int, List<int>> endings = [];   // last reader -> slots

        public Buffer Work { get; } = work;

        public int Length { get; private set; }

        public int Take(int lastReader)
        {
            var slot = free.Count > 0 ? free.Min : Length++;
            free.Remove(slot);
            if (!endings.TryGetValue(lastReader, out var list)) endings.Add(lastReader, list = []);
            list.Add(slot);
            return slot;
        }

        /// <summary>Frees what was read for the last time before a piece.</summary>
        public void Free(int piece)
        {
            if (!endings.TryGetValue(piece - 1, out var list)) return;
            free.UnionWith(list);
            endings.Remove(piece - 1);
        }
    }
}
