using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using SymDiff.Ops;
using Buffer = SymDiff.Codegen.Loops.Buffer;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// A loop whose iterations do not depend on each other, cut into blocks of iterations side by side: the lanes are the innermost axis of every
/// node that varies, so that the loops over them become vector code and no temporary has the loop's own axis. The last block is moved
/// back to end with the last iteration; the lanes that it has in common with the block before count once.
/// </summary>
internal sealed class BatchedLoop(LoopLowering loop)
{
    /// <summary>The number of lanes: it is part of the code, whatever the size of vectors.</summary>
    public const int Width = 64;

    private const int Fewest = 4;       // iterations that are worth lanes where their number is known
    private const int MostParts = 32;   // entries of an output that has a sum for each lane

    private readonly NodeScope outer = loop.Outer;
    private readonly TermTable terms = loop.Outer.Storage.Terms;
    private readonly Dim length = loop.Loop.Length!;
    private readonly Dictionary<Node, Buffer> parts = [];   // by output: what each lane has summed up
    private readonly Dictionary<ScalarType, Buffer> counted = [];   // 1 for a lane that counts, 0 for one that the block before had
    private Term? skipped;                                  // the number of lanes that the block before had
    private Term? marked;                                   // what wrote which lanes count

    /// <summary>Whether the iterations of a loop can run side by side, and are enough for it.</summary>
    public static bool IsFor(LoopLowering loop)
    {
        var op = loop.Loop;
        return loop.Outer.Storage is { IsRelaxed: true, Batches: true }
            && loop.Outer.Layout.Lanes is null
            && op is { IsCarried: false, Condition: null, Counted: false, Length: { } length }
            && (!length.IsConstant || length.Value >= (HasChain(op.Body) ? Fewest : Width))
            && CanRunSideBySide(op.Body);
    }

    /// <summary>Whether an output takes all lanes of an entry at once; the others keep a value for each lane until the end.</summary>
    public static bool IsSummedAtOnce(LoopOutput output, Node result) => output is LoopOutput.Summed or LoopOutput.Reduced && !HasParts(result);

    /// <summary>
    /// The loop; where there are fewer iterations than lanes, one narrow block if each is a chain of steps, else the iterations one by one; these too where an array lacks
    /// an entry that a choice may not ask for.
    /// </summary>
    public Term Run()
    {
        var needs = EagerReads.Needs(loop.Node, terms).Aggregate(terms.Truth(true), (all, need) => terms.Logic(LogicKind.And, all, need));
        var lacks = needs is ConstantTerm ? null : terms.Not(needs);
        if (length.IsConstant)
        {
            var all = () => length.Value < Width ? Narrow() : Blocks();
            return lacks is null ? Add(all()) : outer.Add(terms.If(lacks, [OneByOne()], all()));
        }

        var isShort = terms.Compare(ComparisonKind.Less, terms.Length(length), terms.Index(Width));
        if (!HasChain(loop.Loop.Body)) return outer.Add(terms.If(lacks is null ? isShort : terms.Logic(LogicKind.Or, isShort, lacks), [OneByOne()], Blocks()));
        var blocks = terms.If(isShort, Narrow(), Blocks());
        return outer.Add(lacks is null ? blocks : terms.If(lacks, [OneByOne()], [blocks]));
    }

    private Term Add(ImmutableArray<Term> effects)
    {
        foreach (var effect in effects) outer.Add(effect);
        return effects[^1];
    }

    /// <summary>An axis of the lanes whose iterations the block before did not have.</summary>
    public AxisTerm CountedLanes() => terms.Axis(Width, terms.Length(outer.Storage.LaneCount ?? Width), skipped);

    /// <summary>Whether the block before did not have a lane's iteration; null where it never has. Beside floats it is read from memory, as vectors are.</summary>
    public Term? Counts(IndexForm lane, ScalarType type)
    {
        if (skipped is null) return null;
        if (!type.IsFloat) return terms.Not(terms.Compare(ComparisonKind.Less, lane.ToTerm(terms), skipped));
        return terms.Compare(ComparisonKind.Less, terms.Constant(Scalar.Of(0, type.DType), type), terms.Load(counted[type], lane.ToTerm(terms), marked));
    }

    /// <summary>The buffer in which an output has an entry for each lane.</summary>
    public Buffer PartsOf(Node result) => parts[result];

    private static bool HasParts(Node result) => result.Shape.Size is { IsConstant: true, Value: <= MostParts };

    private static bool CanRunSideBySide(Body body) => Traversal.PostOrder(body.Outputs).TrueForAll(node => node.Op switch
    {
        LeafOp or Output or ElementOp or ScatterOp => true,
        LoopOp { Condition: null, Counted: false } inner => !inner.Inputs.Any(i => i is LoopInput.Replayed) && CanRunSideBySide(inner.Body),
        _ => false,
    });

    // Steps that wait for each other leave no other use of vectors.
    private static bool HasChain(Body body) => body.Nodes.Any(node => node.Op is LoopOp inner && (inner.IsCarried || HasChain(inner.Body)));

    private Term OneByOne()
    {
        outer.Storage.Batches = false;
        var iterations = loop.Iterate();
        outer.Storage.Batches = true;
        return iterations;
    }

    // All iterations at once, in as many lanes.
    private ImmutableArray<Term> Narrow()
    {
        outer.Storage.LaneCount = length;
        var block = Around(() => Block(lane => lane!));
        outer.Storage.LaneCount = null;
        return block;
    }

    // ⌈length / width⌉ blocks of as many lanes as there is room for.
    private ImmutableArray<Term> Blocks() => Around(() =>
    {
        var count = length.IsConstant
            ? terms.Index((length.Value + Width - 1) / Width)
            : terms.Arithmetic(ArithmeticKind.Divide, terms.Length(length + (Dim)(Width - 1)), terms.Index(Width));
        var blocks = terms.Axis(null, count);
        using (terms.Inside(blocks))
        {
            var first = terms.Arithmetic(ArithmeticKind.Multiply, blocks, terms.Index(Width));
            var begin = terms.Least(first, terms.Length(length - (Dim)Width), length - (Dim)(Width - 1));
            skipped = length.IsConstant && length.Value % Width == 0 ? null : terms.Arithmetic(ArithmeticKind.Subtract, first, begin);
            return [terms.Loop(blocks, Block(lane => IndexForm.Of(begin) + lane!), isIndependent: loop.IsIndependent && !loop.Delivered.Any(d => d.Output is LoopOutput.Reduced))];
        }
    });

    // What outputs begin with, the iterations, and the values of the lanes combined.
    private ImmutableArray<Term> Around(Func<ImmutableArray<Term>> iterations)
    {
        parts.Clear();
        counted.Clear();
        (skipped, marked) = (null, null);
        var summed = loop.Delivered.Where(d => d.Output is LoopOutput.Summed or LoopOutput.Reduced && HasParts(d.Node)).ToList();
        foreach (var (_, result) in summed) parts.Add(result, outer.Storage.Scratch(result.DType.ScalarType, result.Shape.Size * Width, MemoryPurpose.SumOfEachLane));
        List<Term> starts = [.. summed.Select(s => terms.Fill(parts[s.Node], loop.Start(s.Output, s.Node.DType.ScalarType)))];
        foreach (var type in loop.Delivered.Where(d => d.Output is not LoopOutput.Stacked).Select(d => d.Node.DType.ScalarType).Where(t => t.IsFloat).Distinct())
        {
            counted.Add(type, outer.Storage.Scratch(type, Width, MemoryPurpose.CountedLanes));
            starts.Add(terms.Fill(counted[type], terms.Constant(Scalar.Of(1, type.DType), type)));
        }

        var all = iterations();
        return [.. starts, .. all, .. summed.SelectMany(s => Total(s.Output, s.Node, parts[s.Node], all[^1]))];
    }

    private ImmutableArray<Term> Block(Func<IndexForm?, IndexForm> number)
    {
        var iteration = new LoopIteration(loop, [], ScopeForm.Blocks, this);
        if (skipped is not null && counted.Count > 0) marked = iteration.Scope.Add(Mark(skipped));
        iteration.Bind(number, iteration.Scope.Add(terms.Iteration()));
        iteration.Finish();
        return [.. iteration.Scope.Effects];
    }

    private Term Mark(Term first) => terms.If(
        terms.Compare(ComparisonKind.Less, terms.Index(0), first),
        [.. counted.Select(c => NoneBefore(first, c.Value))],
        []);

    private Term NoneBefore(Term first, Buffer lanes)
    {
        var lane = terms.Axis(Width, first);
        return terms.Loop(lane, [terms.Store(lanes, lane, terms.Constant(Scalar.Of(0, lanes.Type.DType), lanes.Type))], isParallel: true);
    }

    // The lanes' values of each entry combined.
    private IEnumerable<Term> Total(LoopOutput output, Node result, Buffer part, Term after)
    {
        var kind = LoopLowering.KindOf(output);
        return NodeScope.EntriesOf(result.Shape).Select(at =>
        {
            var lane = terms.Axis(Width);
            var extent = result.Shape.Insert(result.Type.Rank, Width);
            var all = terms.Reduce(kind, lane, outer.Load(part, extent, at.Add(IndexForm.Of(lane)), after), part.Type);
            return loop.TotalOf(result) is { } total
                ? terms.Assign([total], [all])
                : terms.Store(outer.HomeOf(result), outer.Offset(at, result.Shape), all);
        });
    }
}
