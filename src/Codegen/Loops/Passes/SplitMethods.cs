using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Cuts long code into parts of a few hundred operations, each a method of its own: beyond the limits of the just-in-time compiler a method is not
/// optimised at all. The bodies of long loops and branches are cut first. Variables that one part makes and another reads pass through scratch
/// memory; what comes from outside of the cut code is passed as an argument.
/// </summary>
internal sealed class SplitMethods
{
    private const int LongestMethod = 600;   // operations that stay one method: in more, expression trees are not optimised (from 700 on, where they are vectors)
    private const int LongestLine = 250;     // the same of a program without loops and branches, whose parts have a plan for registers (348 operations: 0.12 ns each, 0.21 in one method)
    private const int PartLength = 300;      // operations of a part at most: from 600 on the just-in-time compiler gives up on some

    private readonly LoopProgram program;
    private readonly int longest;
    private readonly HashSet<Local> sizes;
    private readonly List<Part> parts = [];
    private readonly SortedDictionary<ScalarType, Memory> memories = [];

    private SplitMethods(LoopProgram program, int longest) => (this.program, this.longest, sizes) = (program, longest, [.. program.AllSizes]);

    /// <summary>The program in parts; the program itself where it is short.</summary>
    public static LoopProgram Apply(LoopProgram program) =>
        program.Body.Sum(OperationCount.Of) <= LongestMethod ? program : new SplitMethods(program, LongestMethod).Run();

    /// <summary>A program without loops and branches in parts, even where it is of medium length; other programs themselves.</summary>
    public static LoopProgram ApplyToLines(LoopProgram program) =>
        program.Body.Any(s => s is not (Declare or Assign or Store or Result)) || program.Body.Sum(OperationCount.Of) <= LongestLine ? program : new SplitMethods(program, LongestLine).Run();

    /// <summary>The next entry at which a vector may begin: none lies across two cache lines.</summary>
    public static int Aligned(int entry, int lanes) => (entry + lanes - 1) / lanes * lanes;

    private LoopProgram Run()
    {
        var body = Split(program.Body, program.Inputs.Select(i => i.Local).OfType<Local>());
        return program with { Body = body, Parts = [.. parts], Arenas = [.. program.Arenas, .. memories.Select(m => m.Value.ToArena())] };
    }

    private ImmutableArray<Statement> Split(ImmutableArray<Statement> body, IEnumerable<Local> inputs)
    {
        ImmutableArray<Statement> shorter = [.. body.Select(Shorten)];
        return shorter.Sum(OperationCount.Of) <= longest ? shorter : new Level(this, shorter, inputs).Run();
    }

    // Iterations of a loop in parts share scratch memory.
    private Statement Shorten(Statement statement) => OperationCount.Of(statement) <= longest ? statement : statement switch
    {
        For loop => loop with { Body = Split(loop.Body, []), IsParallel = false },
        If choice => choice with { Then = Split(choice.Then, []), Else = Split(choice.Else, []) },
        _ => statement,
    };

    private Memory MemoryOf(ScalarType type)
    {
        if (!memories.TryGetValue(type, out var memory)) memories.Add(type, memory = new(type));
        return memory;
    }

    private static Constant Number(long value) => new(Scalar.Of(value), ScalarType.Index);

    /// <summary>Statements that are cut together: the whole program, or the body of a loop or of a side of a branch.</summary>
    private sealed class Level
    {
        private readonly SplitMethods outer;
        private readonly List<Local> inputs;
        private readonly HashSet<Local> own;
        private readonly Dictionary<Local, int> lastAssignment;
        private readonly int partLength;
        private readonly List<Piece> pieces = [];
        private readonly Dictionary<Local, int> makers = [];
        private readonly Dictionary<Local, int> lastReaders = [];
        private readonly Dictionary<Local, Load> given = [];   // by the caller, in memory
        private readonly Dictionary<ScalarType, SlotPool> pools = [];
        private readonly Dictionary<Local, (SlotPool Pool, int Slot)> slots = [];

        public Level(SplitMethods outer, ImmutableArray<Statement> body, IEnumerable<Local> inputs)
        {
            (this.outer, this.inputs) = (outer, [.. inputs]);
            var length = body.Sum(OperationCount.Of);
            partLength = length / (length / PartLength + 1);   // all alike
            own = [.. body.OfType<Declare>().Select(d => d.Local)];
            lastAssignment = LastAssignments(body);
            Cut(body);
            FindLifetimes();
        }

        public ImmutableArray<Statement> Run()
        {
            var code = ImmutableArray.CreateBuilder<Statement>();
            code.AddRange(inputs.Where(IsShared).Select(Save));
            for (var i = 0; i < pieces.Count; i++) code.AddRange(Write(pieces[i], i));
            code.AddRange(ResultLocals().Select(pair => new Result(pair.Output, Saved(pair.Local))));
            return code.ToImmutable();
        }

        private void Cut(ImmutableArray<Statement> body)
        {
            var piece = ImmutableArray.CreateBuilder<Statement>();
            var length = 0;
            var open = -1;   // until here a variable of this piece is still being assigned
            var (lastStays, anyStays) = (false, false);
            for (var i = 0; i < body.Length; i++)
            {
                var statement = body[i];
                var stays = Stays(statement);
                if (stays != lastStays && i > open) Close();
                (lastStays, anyStays) = (stays, anyStays || stays);
                if (statement is Declare { Local: var local } && lastAssignment.TryGetValue(local, out var last)) open = Math.Max(open, last);

                // A scalar output becomes a variable, which the method that remains gives back at its end.
                piece.Add(statement is Result result ? new Declare(new ResultLocal(result.Output, result.Value.Type), result.Value) : statement);
                length += OperationCount.Of(statement);
                if (length >= partLength && i >= open) Close();
            }

            Close();

            void Close()
            {
                if (piece.Count > 0) pieces.Add(new(piece.ToImmutable(), anyStays));
                piece.Clear();
                (length, anyStays) = (0, false);
            }
        }

        // What ends the loop, or gives a value to a variable from outside, is no part.
        private bool Stays(Statement statement) => statement is While || LocalsOf.Assigned(statement).Where(l => !own.Contains(l)).Intersect(LocalsOf.Reads(statement)).Any();

        private static Dictionary<Local, int> LastAssignments(ImmutableArray<Statement> body)
        {
            var last = new Dictionary<Local, int>();
            for (var i = 0; i < body.Length; i++)
                foreach (var local in LocalsOf.Assigned(body[i])) last[local] = i;
            return last;
        }

        private void FindLifetimes()
        {
            foreach (var input in inputs) makers[input] = -1;
            for (var i = 0; i < pieces.Count; i++)
            {
                foreach (var statement in pieces[i].Statements)
                {
                    if (statement is Declare declare)
                    {
                        makers[declare.Local] = i;
                        if (declare is { Local: not ResultLocal, Value: Load { Buffer.Role: BufferRole.Input, Offset: Constant } load } && !lastAssignment.ContainsKey(declare.Local)) given[declare.Local] = load;
                    }

                    foreach (var local in LocalsOf.Reads(statement)) if (makers.ContainsKey(local)) lastReaders[local] = i;
                }
            }

            foreach (var (_, local) in ResultLocals()) lastReaders[local] = pieces.Count;
        }

        private IEnumerable<(int Output, Local Local)> ResultLocals() =>
            pieces.SelectMany(p => p.Statements).OfType<Declare>().Select(d => d.Local).OfType<ResultLocal>().OrderBy(l => l.Output).Select(l => (l.Output, (Local)l));

        private bool IsShared(Local local) => !given.ContainsKey(local) && lastReaders.TryGetValue(local, out var last) && last > makers[local];

        private ImmutableArray<Statement> Write(Piece piece, int number)
        {
            foreach (var pool in pools.Values) pool.Free(number);
            var body = ImmutableArray.CreateBuilder<Statement>();
            var renamed = new Dictionary<Local, Expression>();
            var formals = ImmutableArray.CreateBuilder<Local>();
            var arguments = ImmutableArray.CreateBuilder<Expression>();
            foreach (var statement in piece.Statements)
            {
                foreach (var local in LocalsOf.Reads(statement).Where(l => !renamed.ContainsKey(l))) Bring(local);
                body.Add(Rename.Apply(statement, renamed));
            }

            foreach (var local in piece.Statements.OfType<Declare>().Select(d => d.Local).Where(IsShared)) body.Add(Save(local));
            if (piece.Stays) return body.ToImmutable();
            var buffers = BuffersOf.Statement([.. body]).Where(b => b.Role != BufferRole.Constant);
            var part = new Part(outer.parts.Count + 1, [.. buffers], formals.ToImmutable(), body.ToImmutable());
            outer.parts.Add(part);
            return [new RunPart(part) { Arguments = arguments.ToImmutable() }];

            void Bring(Local local)
            {
                if (makers.TryGetValue(local, out var maker))
                {
                    if (maker == number) return;
                    var copy = new Local("t", local.Type);
                    body.Add(new Declare(copy, given.TryGetValue(local, out var load) ? load : Saved(local)));
                    renamed[local] = new Read(copy);
                }
                else if (!piece.Stays && !formals.Contains(local))
                {
                    var formal = outer.sizes.Contains(local) ? local : new Local(local.Name, local.Type);
                    formals.Add(formal);
                    arguments.Add(new Read(local));
                    if (formal != local) renamed[local] = new Read(formal);
                }
            }
        }

        // A mask is saved as ones and zeros.
        private Store Save(Local local)
        {
            var pool = PoolOf(local.Type);
            slots[local] = (pool, pool.Take(lastReaders[local], local.Type.LaneCount));
            Expression value = new Read(local);
            return new(pool.Work, Offset(local), local.Type.IsMask ? new Conditional(value, One(local.Type, 1), One(local.Type, 0)) : value);
        }

        private Expression Saved(Local local) =>
            local.Type.IsMask ? new Compare(ComparisonKind.Less, One(local.Type, 0), new VectorLoad(slots[local].Pool.Work, Offset(local), Floats(local.Type)))
            : local.Type.IsVector ? new VectorLoad(slots[local].Pool.Work, Offset(local), Floats(local.Type))
            : new Load(slots[local].Pool.Work, Offset(local));

        private Constant Offset(Local local) => Number(slots[local].Slot);

        private static Splat One(ScalarType mask, double value) => new(new Constant(Scalar.Of(value), Floats(mask).Element), Floats(mask));

        private static ScalarType Floats(ScalarType type) => type.IsMask ? type.Masked : type;

        private SlotPool PoolOf(ScalarType type)
        {
            var element = Floats(type).Element;
            if (!pools.TryGetValue(element, out var pool)) pools.Add(element, pool = new(outer.MemoryOf(element)));
            return pool;
        }
    }

    /// <summary>Statements that stand together, in a method of their own or where they are.</summary>
    private sealed record Piece(ImmutableArray<Statement> Statements, bool Stays);

    /// <summary>The variable of a scalar output.</summary>
    private sealed class ResultLocal(int output, ScalarType type) : Local("t", type)
    {
        public int Output { get; } = output;
    }

    /// <summary>Scratch memory of one type. Levels take it one after the other, inner ones first.</summary>
    private sealed class Memory(ScalarType type)
    {
        public Buffer Work { get; } = new("work", type, Dim.Zero, BufferRole.Workspace);

        public int Length { get; set; }

        public Arena ToArena() => new(type, Number(Length), []) { Whole = Work };
    }

    /// <summary>Slots of scratch memory, reused once their value has been read for the last time.</summary>
    private sealed class SlotPool(Memory memory)
    {
        private readonly Dictionary<int, SortedSet<int>> free = [];                          // by their number of lanes
        private readonly Dictionary<int, List<(int Slot, int Lanes)>> endings = [];   // by their last reader

        public Buffer Work => memory.Work;

        public int Take(int lastReader, int lanes)
        {
            var unused = FreeOf(lanes);
            var slot = unused.Count > 0 ? unused.Min : Aligned(memory.Length, lanes);
            if (!unused.Remove(slot)) memory.Length = slot + lanes;
            if (!endings.TryGetValue(lastReader, out var list)) endings.Add(lastReader, list = []);
            list.Add((slot, lanes));
            return slot;
        }

        /// <summary>Frees what was read for the last time before a piece.</summary>
        public void Free(int piece)
        {
            if (!endings.TryGetValue(piece - 1, out var list)) return;
            foreach (var (slot, lanes) in list) FreeOf(lanes).Add(slot);
            endings.Remove(piece - 1);
        }

        private SortedSet<int> FreeOf(int lanes)
        {
            if (!free.TryGetValue(lanes, out var set)) free.Add(lanes, set = []);
            return set;
        }
    }
}
