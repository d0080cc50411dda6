using System.Collections.Immutable;
using SymDiff.Elements;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Turns one loop into a loop over vectors, whose lanes are consecutive iterations, and a loop over the iterations that are left: statement by statement, with
/// the expressions as <see cref="LaneValues"/> has them.
/// </summary>
internal sealed class LoopVectoriser
{
    private readonly For loop;
    private readonly Varying varying;
    private readonly Dictionary<Local, Reduction> reductions;
    private readonly ScalarType vector;
    private readonly int lanes;
    private readonly LaneWork work;
    private readonly LaneValues values;
    private readonly List<Statement> before = [];
    private readonly List<Statement> after = [];
    private readonly HashSet<Local> maskedLocals = [];
    private int masks;    // of conditions that differ between lanes
    private int guards;   // of conditions that all lanes share
    private readonly bool gathers;   // whether some operations of loops inside may be repeated for each lane

    private LoopVectoriser(For loop, Varying varying, Dictionary<Local, Reduction> reductions, ScalarType vector, bool gathers)
    {
        (this.loop, this.varying, this.reductions, this.vector, this.gathers) = (loop, varying, reductions, vector, gathers);
        lanes = vector.LaneCount;
        work = new(lanes);
        values = new(loop.Index, varying, vector, work);
    }

    /// <summary>The statements in place of the loop; null where vectors do not suit it.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="bits">The size of vectors; a loop of known length that does not fill the last one may get smaller ones.</param>
    /// <param name="gathers">Whether that is so too where a few operations of the loops inside are repeated for each lane.</param>
    public static ImmutableArray<Statement>? Apply(For loop, int bits, bool gathers = false)
    {
        if (loop.Step != 1) return null;
        var varying = Varying.In(loop);
        var check = new VectorisationCheck(loop, varying);
        if (!check.Passes() || check.Element is not { } element) return null;
        return SizeOf(loop, element, bits) is { } vector ? new LoopVectoriser(loop, varying, check.Reductions, vector, gathers).Run() : null;
    }

    /// <summary>Whether a statement runs another loop.</summary>
    public static bool HasLoop(Statement statement) => statement is For || (statement is If choice && choice.Then.Concat(choice.Else).Any(HasLoop));

    private static ScalarType? SizeOf(For loop, ScalarType element, int bits)
    {
        var (large, small) = (element.VectorOf(bits), element.VectorOf(256));
        if (Known(Trips(loop)) is not { } trips) return large;
        return trips < small.LaneCount ? null : trips < large.LaneCount || (trips % large.LaneCount != 0 && trips % small.LaneCount == 0 && trips < 8 * large.LaneCount) ? small : large;
    }

    private ImmutableArray<Statement>? Run()
    {
        var index = new Local(loop.Index.Name, ScalarType.Index);
        values.Enter(loop.Index, index);
        foreach (var reduction in reductions.Values) Begin(reduction);
        var code = Block(loop.Body);
        if (!work.SuitsVectors(loop.Body.Any(HasLoop), gathers)) return null;
        var (main, rest) = InSteps(loop, lanes);
        main = main with { Index = index, Reach = null, Body = code };
        var last = new LastVector(loop, main, rest, vector, reductions.Keys.ToDictionary(t => t, t => values.Vectors[t]), work.HasCalls);
        return [.. before, main, .. last.OfTotals, .. reductions.Values.Select(End), .. after, .. last.Left];
    }

    private void Begin(Reduction reduction)
    {
        var total = new Local(reduction.Total.Name, vector);
        values.Vectors[reduction.Total] = total;
        before.Add(new Declare(total, new Splat(Reduction.Neutral(reduction.Kind, new Read(reduction.Total)), vector)));
    }

    // Every lane of a maximum or minimum began with the total.
    private Assign End(Reduction reduction)
    {
        var lanesTotal = new HorizontalReduce(reduction.Kind, new Read(values.Vectors[reduction.Total]));
        return new(
            reduction.Total,
            reduction.Kind is ReductionKind.Max or ReductionKind.Min
                ? lanesTotal
                : Lowering.Reductions.Combine(reduction.Kind, new Read(reduction.Total), lanesTotal, Lowering.ExpressionValues.Instance));
    }

    private void Write(ImmutableArray<Statement> statements)
    {
        foreach (var statement in statements) Write(statement);
    }

    private void Write(Statement statement)
    {
        switch (statement)
        {
            case Declare declare: Write(declare); break;
            case Assign assign: Write(assign); break;
            case Store store: Write(store); break;
            case Accumulate accumulate: Write(accumulate); break;
            case If choice when masks > 0 || varying.Has(choice.Condition): WriteMasked(choice); break;
            case If choice:
                guards++;
                values.Code.Add(new If(values.Single(choice.Condition), Block(choice.Then), Block(choice.Else)));
                guards--;
                break;
            case For inner: WriteLoop(inner); break;
            default: throw new InvalidOperationException($"{statement.GetType().Name} passed the check for vectors.");
        }
    }

    private ImmutableArray<Statement> Block(ImmutableArray<Statement> statements)
    {
        var outer = values.Code;
        values.Code = [];
        Write(statements);
        var block = Joined().ToImmutableArray();
        values.Code = outer;
        return block;
    }

    private void WriteLoop(For inner)
    {
        var (from, length) = (values.Single(inner.From), values.Single(inner.Length));
        var index = new Local(inner.Index.Name, ScalarType.Index);
        values.Enter(inner.Index, index);
        work.Enter();
        values.Code.Add(inner with { Index = index, From = from, Length = length, Reach = inner.Reach is { } reach ? values.Single(reach) : null, Body = Block(inner.Body) });
        work.Leave();
    }

    private void Write(Declare declare)
    {
        if (masks > 0) maskedLocals.Add(declare.Local);
        values.Declare(declare);
    }

    private void Write(Assign assign)
    {
        if (!values.AssignScalars(assign)) Set(assign.Local, values.Vector(assign.Value));
    }

    // Under a condition that differs between lanes a variable from outside gets a successor, and the two are blended afterwards.
    private void Set(Local local, Expression value)
    {
        if (masks > 0 && !maskedLocals.Contains(local)) values.Vectors[local] = values.Introduce(local.Name, values.TypeOf(local), value).Local;
        else values.Give(values.Vectors[local], value);
    }

    private void WriteMasked(If choice)
    {
        var condition = values.Bind(values.Vector(choice.Condition));
        var changed = choice.Then.Concat(choice.Else).SelectMany(LocalsOf.Assigned).Where(values.Vectors.ContainsKey).Distinct().ToList();
        var original = changed.ToDictionary(l => l, l => values.Vectors[l]);
        var outer = new HashSet<Local>(maskedLocals);
        var then = Side(choice.Then);
        var otherwise = Side(choice.Else);
        maskedLocals.Clear();
        maskedLocals.UnionWith(outer);
        foreach (var local in changed)
        {
            // A side that leaves the variable alone where it has no value yet leaves nothing to be read.
            Local Of(Dictionary<Local, Local> side, Dictionary<Local, Local> other) => ReferenceEquals(side[local], original[local]) && values.IsUnset(original[local]) ? other[local] : side[local];
            Set(local, new Conditional(condition, new Read(Of(then, otherwise)), new Read(Of(otherwise, then))));
        }

        Dictionary<Local, Local> Side(ImmutableArray<Statement> statements)
        {
            masks++;
            maskedLocals.Clear();
            Write(statements);
            masks--;
            var result = changed.ToDictionary(l => l, l => values.Vectors[l]);
            foreach (var (local, before) in original) values.Vectors[local] = before;
            return result;
        }
    }

    private void Write(Store store)
    {
        var stride = varying.Stride(store.Offset);
        if (store.Buffer.Type == vector.Element && stride is not null && Known(stride) == 1)
        {
            work.Add();
            values.Code.Add(new Store(store.Buffer, values.Single(store.Offset), values.Vector(store.Value)));
            return;
        }

        if (store.Buffer.Type == vector.Element && stride is not null && Known(stride) is { } distance and not 0)
        {
            values.Code.Add(new StoreRows(store.Buffer, values.Single(store.Offset), distance, [varying.Has(store.Value) ? values.Bind(values.Vector(store.Value)) : values.Vector(store.Value)]));
            return;
        }

        work.Repeat(1);
        var value = values.Scalars(store.Value);
        for (var k = 0; k < lanes; k++) values.Code.Add(new Store(store.Buffer, values.LaneOf(store.Offset, k), value(k)));
    }

    // Writes at a distance, those to neighbours together.
    private List<Statement> Joined()
    {
        var joined = JoinStores.Of(values.Code);
        var together = joined.OfType<StoreRows>().Sum(s => s.Vectors.Length);
        work.Add(together);
        work.Repeat(values.Code.OfType<StoreRows>().Count() - together);
        return joined;
    }

    private void Write(Accumulate accumulate)
    {
        var stride = varying.Stride(accumulate.Offset) is { } fixedStride ? Known(fixedStride) : null;
        if (accumulate.Buffer.Type != vector.Element || stride is not (0 or 1))
        {
            work.Repeat(1);
            var value = values.Scalars(accumulate.Value);
            for (var k = 0; k < lanes; k++) values.Code.Add(new Accumulate(accumulate.Buffer, values.LaneOf(accumulate.Offset, k), value(k)));
        }
        else if (stride == 1)
        {
            work.Add();
            values.Code.Add(new Accumulate(accumulate.Buffer, values.Single(accumulate.Offset), values.Vector(accumulate.Value)));
        }
        else if (guards > 0 || LocalsOf.Reads(accumulate).Any(l => varying.IsDeclaredInside(l) && Reduction.Count(accumulate.Offset, l) > 0))
        {
            work.Repeat(1);
            values.Code.Add(new Accumulate(accumulate.Buffer, values.Single(accumulate.Offset), new HorizontalReduce(ReductionKind.Sum, values.Vector(accumulate.Value))));
        }
        else
        {
            work.Add();
            var sum = new Local("sum", vector);
            before.Add(new Declare(sum, new Splat(new Constant(Scalar.Of(0, vector.DType), vector.Element), vector)));
            values.Code.Add(new Assign(sum, new Arithmetic(ArithmeticKind.Add, new Read(sum), values.Vector(accumulate.Value))));
            after.Add(new Accumulate(accumulate.Buffer, accumulate.Offset, new HorizontalReduce(ReductionKind.Sum, new Read(sum))));
        }
    }
}
