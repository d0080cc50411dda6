using System.Collections.Immutable;
using SymDiff.Elements;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Turns one loop into a loop over vectors, whose lanes are consecutive iterations, and a loop over the iterations that are left. What does not vary stays
/// scalar; an index that grows by a fixed amount stays the index of the first lane; other integers have a variable for each lane.
/// </summary>
internal sealed class LoopVectoriser
{
    private readonly For loop;
    private readonly Varying varying;
    private readonly Dictionary<Local, Reduction> reductions;
    private readonly ScalarType vector;
    private readonly int lanes;
    private readonly Dictionary<Local, Expression> single = [];        // what does not vary, and indices in the first lane
    private readonly Dictionary<Local, Local> vectors = [];            // floats and truths
    private readonly Dictionary<Local, ImmutableArray<Local>> each = [];   // other integers, lane by lane
    private readonly List<Statement> before = [];
    private readonly List<Statement> after = [];
    private readonly HashSet<Local> maskedLocals = [];
    private readonly HashSet<Local> unset = [];   // vectors without a value so far
    private List<Statement> code = [];
    private int depth;    // of loops inside of this one
    private int masks;    // of conditions that differ between lanes
    private int guards;   // of conditions that all lanes share
    private int whole;    // operations on vectors
    private int calls;    // functions of vectors
    private int laned;    // operations repeated for each lane
    private int wholeInside;   // of loops inside of this one, where they count most
    private int lanedInside;
    private readonly bool gathers;   // whether some operations of loops inside may be repeated for each lane

    private LoopVectoriser(For loop, Varying varying, Dictionary<Local, Reduction> reductions, ScalarType vector, bool gathers)
    {
        (this.loop, this.varying, this.reductions, this.vector, this.gathers) = (loop, varying, reductions, vector, gathers);
        lanes = vector.LaneCount;
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
        single[loop.Index] = new Read(index);
        foreach (var reduction in reductions.Values) Begin(reduction);
        code = [];
        Write(loop.Body);
        code = Joined();
        var hasLoops = loop.Body.Any(HasLoop);
        if (hasLoops ? lanedInside * lanes > (gathers ? wholeInside : 0) || laned > whole : laned * lanes > 3 * whole) return null;
        var (main, rest) = InSteps(loop, lanes);
        main = main with { Index = index, Reach = null, Body = [.. code] };
        var last = new LastVector(loop, main, rest, vector, reductions.Keys.ToDictionary(t => t, t => vectors[t]), calls > 0);
        return [.. before, main, .. last.OfTotals, .. reductions.Values.Select(End), .. after, .. last.Left];
    }

    private void Begin(Reduction reduction)
    {
        var total = new Local(reduction.Total.Name, vector);
        vectors[reduction.Total] = total;
        before.Add(new Declare(total, new Splat(Reduction.Neutral(reduction.Kind, new Read(reduction.Total)), vector)));
    }

    // Every lane of a maximum or minimum began with the total.
    private Assign End(Reduction reduction)
    {
        var lanesTotal = new HorizontalReduce(reduction.Kind, new Read(vectors[reduction.Total]));
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
                code.Add(new If(Single(choice.Condition), Block(choice.Then), Block(choice.Else)));
                guards--;
                break;
            case For inner: WriteLoop(inner); break;
            default: throw new InvalidOperationException($"{statement.GetType().Name} passed the check for vectors.");
        }
    }

    private ImmutableArray<Statement> Block(ImmutableArray<Statement> statements)
    {
        var outer = code;
        code = [];
        Write(statements);
        var block = Joined().ToImmutableArray();
        code = outer;
        return block;
    }

    private void WriteLoop(For inner)
    {
        var (from, length) = (Single(inner.From), Single(inner.Length));
        var index = new Local(inner.Index.Name, ScalarType.Index);
        single[inner.Index] = new Read(index);
        var outside = depth++ == 0 ? whole : (int?)null;
        code.Add(inner with { Index = index, From = from, Length = length, Reach = inner.Reach is { } reach ? Single(reach) : null, Body = Block(inner.Body) });
        depth--;
        if (outside is { } before) wholeInside += whole - before;
    }

    private void Write(Declare declare)
    {
        var local = declare.Local;
        if (masks > 0) maskedLocals.Add(local);
        if (!varying.Contains(local)) single[local] = Introduce(local.Name, local.Type, declare.Value is { } value ? Single(value) : null);
        else if (local.Type == vector.Element || local.Type == ScalarType.Bool) vectors[local] = Introduce(local.Name, TypeOf(local), declare.Value is { } value ? Vector(value) : null).Local;
        else if (varying.StrideOf(local) is not null) single[local] = Introduce(local.Name, local.Type, Single(declare.Value!));
        else each[local] = [.. Enumerable.Range(0, lanes).Select(k => Introduce(local.Name, local.Type, declare.Value is { } value ? LaneOf(value, k) : null).Local)];
    }

    private void Write(Assign assign)
    {
        if (single.TryGetValue(assign.Local, out var invariant)) code.Add(new Assign(((Read)invariant).Local, Single(assign.Value)));
        else if (each.TryGetValue(assign.Local, out var locals)) code.AddRange(locals.Select((l, k) => new Assign(l, LaneOf(assign.Value, k))).ToList());
        else Set(assign.Local, Vector(assign.Value));
    }

    // Under a condition that differs between lanes a variable from outside gets a successor, and the two are blended afterwards.
    private void Set(Local local, Expression value)
    {
        if (masks > 0 && !maskedLocals.Contains(local)) vectors[local] = Introduce(local.Name, TypeOf(local), value).Local;
        else Give(vectors[local], value);
    }

    private void Give(Local local, Expression value)
    {
        code.Add(new Assign(local, value));
        unset.Remove(local);
    }

    private void WriteMasked(If choice)
    {
        var condition = Bind(Vector(choice.Condition));
        var changed = choice.Then.Concat(choice.Else).SelectMany(LocalsOf.Assigned).Where(vectors.ContainsKey).Distinct().ToList();
        var original = changed.ToDictionary(l => l, l => vectors[l]);
        var outer = new HashSet<Local>(maskedLocals);
        var then = Side(choice.Then);
        var otherwise = Side(choice.Else);
        maskedLocals.Clear();
        maskedLocals.UnionWith(outer);
        foreach (var local in changed)
        {
            // A side that leaves the variable alone where it has no value yet leaves nothing to be read.
            Local Of(Dictionary<Local, Local> side, Dictionary<Local, Local> other) => ReferenceEquals(side[local], original[local]) && unset.Contains(original[local]) ? other[local] : side[local];
            Set(local, new Conditional(condition, new Read(Of(then, otherwise)), new Read(Of(otherwise, then))));
        }

        Dictionary<Local, Local> Side(ImmutableArray<Statement> statements)
        {
            masks++;
            maskedLocals.Clear();
            Write(statements);
            masks--;
            var result = changed.ToDictionary(l => l, l => vectors[l]);
            foreach (var (local, before) in original) vectors[local] = before;
            return result;
        }
    }

    private void Write(Store store)
    {
        var stride = varying.Stride(store.Offset);
        if (store.Buffer.Type == vector.Element && stride is not null && Known(stride) == 1)
        {
            whole++;
            code.Add(new Store(store.Buffer, Single(store.Offset), Vector(store.Value)));
            return;
        }

        if (store.Buffer.Type == vector.Element && stride is not null && Known(stride) is { } distance and not 0)
        {
            code.Add(new StoreRows(store.Buffer, Single(store.Offset), distance, [varying.Has(store.Value) ? Bind(Vector(store.Value)) : Vector(store.Value)]));
            return;
        }

        Repeat(1);
        var value = Scalars(store.Value);
        for (var k = 0; k < lanes; k++) code.Add(new Store(store.Buffer, LaneOf(store.Offset, k), value(k)));
    }

    // Writes at a distance, those to neighbours together.
    private List<Statement> Joined()
    {
        var joined = JoinStores.Of(code);
        var together = joined.OfType<StoreRows>().Sum(s => s.Vectors.Length);
        whole += together;
        Repeat(code.OfType<StoreRows>().Count() - together);
        return joined;
    }

    private void Write(Accumulate accumulate)
    {
        var stride = varying.Stride(accumulate.Offset) is { } fixedStride ? Known(fixedStride) : null;
        if (accumulate.Buffer.Type != vector.Element || stride is not (0 or 1))
        {
            Repeat(1);
            var value = Scalars(accumulate.Value);
            for (var k = 0; k < lanes; k++) code.Add(new Accumulate(accumulate.Buffer, LaneOf(accumulate.Offset, k), value(k)));
        }
        else if (stride == 1)
        {
            whole++;
            code.Add(new Accumulate(accumulate.Buffer, Single(accumulate.Offset), Vector(accumulate.Value)));
        }
        else if (guards > 0 || LocalsOf.Reads(accumulate).Any(l => varying.IsDeclaredInside(l) && Reduction.Count(accumulate.Offset, l) > 0))
        {
            Repeat(1);
            code.Add(new Accumulate(accumulate.Buffer, Single(accumulate.Offset), new HorizontalReduce(ReductionKind.Sum, Vector(accumulate.Value))));
        }
        else
        {
            whole++;
            var sum = new Local("sum", vector);
            before.Add(new Declare(sum, new Splat(new Constant(Scalar.Of(0, vector.DType), vector.Element), vector)));
            code.Add(new Assign(sum, new Arithmetic(ArithmeticKind.Add, new Read(sum), Vector(accumulate.Value))));
            after.Add(new Accumulate(accumulate.Buffer, accumulate.Offset, new HorizontalReduce(ReductionKind.Sum, new Read(sum))));
        }
    }

    // The lanes of a value, each as a scalar.
    private Func<int, Expression> Scalars(Expression value)
    {
        if (!varying.Has(value)) return _ => Single(value);
        if (value.Type != vector.Element && value.Type != ScalarType.Bool) return k => LaneOf(value, k);
        var bound = Bind(Vector(value));
        return k => new Lane(bound, k);
    }

    private Expression Single(Expression expression) => expression.Accept(new Rename(single));

    private Expression Vector(Expression expression)
    {
        var type = expression.Type == ScalarType.Bool ? vector.Mask : vector;
        if (!varying.Has(expression)) return new Splat(Single(expression), type);
        if (expression is Read read) return new Read(vectors[read.Local]);
        whole++;
        switch (expression)
        {
            case Load load when load.Type == vector.Element && varying.Stride(load.Offset) is { } stride && Known(stride) is 0 or 1:
                var offset = Single(load.Offset);
                return Known(varying.Stride(load.Offset)!) == 1 ? new VectorLoad(load.Buffer, offset, type) : new Splat(load with { Offset = offset }, type);
            case Arithmetic { Kind: not ArithmeticKind.Remainder } arithmetic when arithmetic.Type == vector.Element:
                return new Arithmetic(arithmetic.Kind, Vector(arithmetic.Left), Vector(arithmetic.Right));
            case Negate negate when negate.Type == vector.Element: return new Negate(Vector(negate.Operand));
            case MultiplyAdd fused: return new MultiplyAdd(Vector(fused.A), Vector(fused.B), Vector(fused.C));
            case Compare compare when compare.Left.Type == vector.Element: return new Compare(compare.Kind, Vector(compare.Left), Vector(compare.Right));
            case Compare compare when IsCountable(compare.Left) && IsCountable(compare.Right): return new Compare(compare.Kind, Counted(compare.Left), Counted(compare.Right));
            case Logic logic when Speculation.IsSafe(logic.Right): return new Logic(logic.Kind, Vector(logic.Left), Vector(logic.Right));
            case Not not: return new Not(Vector(not.Operand));
            case Conditional choice when Speculation.IsSafe(choice.IfTrue) && Speculation.IsSafe(choice.IfFalse): return Blend(choice);
            case Call call when VectorFunctions.Has(call.Function) && call.Arguments.All(a => a.Type == vector.Element):
                whole += 10;
                calls++;
                return call with { Arguments = [.. call.Arguments.Select(Vector)], Type = vector };
            case Convert { Operand.Type: ScalarType.Bool } convert:
                return new Conditional(Vector(convert.Operand), Number(1), Number(0));
            case Convert { Operand: var operand } when IsCountable(Unwidened(operand)): return Counted(Unwidened(operand));
            case Call call when call.Type == vector.Element:
                Repeat(4);
                return ByLanes(call with { Arguments = [.. call.Arguments.Select(a => varying.Has(a) && a.Type == vector.Element ? Bind(Vector(a)) : a)] }, type);
            default:
                Repeat(1);
                return ByLanes(expression, type);
        }

        Splat Number(double value) => new(new Constant(Scalar.Of(value), vector.Element), vector);
    }

    private Expression Blend(Conditional choice)
    {
        var (a, b) = (Vector(choice.IfTrue), Vector(choice.IfFalse));
        if (choice.Type != ScalarType.Bool && !varying.Has(choice.Condition)) return new Conditional(Single(choice.Condition), a, b);
        var condition = Vector(choice.Condition);
        if (choice.Type != ScalarType.Bool) return new Conditional(condition, a, b);
        var bound = Bind(condition);
        return new Logic(LogicKind.Or, new Logic(LogicKind.And, bound, a), new Logic(LogicKind.And, new Not(bound), b));
    }

    private Lanes ByLanes(Expression expression, ScalarType type) => new([.. Enumerable.Range(0, lanes).Select(k => LaneOf(expression, k))], type);

    // Doubles hold every index.
    private bool IsCountable(Expression index) =>
        vector.Element == ScalarType.Float64 && index.Type == ScalarType.Index && varying.Stride(index) is { } stride && Known(stride) is not null;

    // An index counts as an integer of any width.
    private static Expression Unwidened(Expression number) =>
        number is Convert { Operand: { Type: ScalarType.Index } index, Type: ScalarType.Int32 or ScalarType.Int64 } ? index : number;

    private Expression Counted(Expression index)
    {
        var first = new Splat(new Convert(Single(index), vector.Element), vector);
        var stride = Known(varying.Stride(index)!)!.Value;
        return stride == 0 ? first : new Arithmetic(ArithmeticKind.Add, first, new Lanes([.. Enumerable.Range(0, lanes).Select(k => new Constant(Scalar.Of((double)(k * stride)), vector.Element))], vector));
    }

    private Expression LaneOf(Expression expression, int lane) => expression.Accept(new InLane(this, lane));

    private Read Bind(Expression value) => value as Read ?? Introduce("v", value.Type, value);

    private Read Introduce(string name, ScalarType type, Expression? value)
    {
        var local = new Local(name.Length == 1 && (type.IsVector || type.IsMask) ? "v" : name, type);
        code.Add(new Declare(local, value));
        if (value is null) unset.Add(local);
        return new(local);
    }

    private ScalarType TypeOf(Local local) => local.Type == ScalarType.Bool ? vector.Mask : vector;

    private void Repeat(int operations)
    {
        laned += operations;
        if (depth > 0) lanedInside += operations;
    }

    /// <summary>An expression as it is in one lane.</summary>
    private sealed class InLane(LoopVectoriser outer, int lane) : Rewriter
    {
        public override Expression Visit(Read expression)
        {
            var local = expression.Local;
            if (ReferenceEquals(local, outer.loop.Index)) return Plus(outer.single[local], IndexArithmetic.Number(lane));
            if (outer.each.TryGetValue(local, out var locals)) return new Read(locals[lane]);
            if (outer.vectors.TryGetValue(local, out var vector)) return new Lane(new Read(vector), lane);
            if (outer.single.TryGetValue(local, out var first)) return outer.varying.Contains(local) ? Plus(first, Times(outer.varying.StrideOf(local)!, IndexArithmetic.Number(lane))) : first;
            return local.Type.IsVector || local.Type.IsMask ? new Lane(expression, lane) : expression;
        }

        // The first lane's index and a number, so that lanes have one address and constant distances.
        public override Expression Visit(Arithmetic expression) => expression.Type == ScalarType.Index && outer.varying.Stride(expression) is { } stride
            ? Plus(outer.Single(expression), Times(stride, IndexArithmetic.Number(lane)))
            : base.Visit(expression);
    }
}
