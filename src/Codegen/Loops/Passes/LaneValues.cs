using System.Collections.Immutable;
using SymDiff.Elements;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// What the expressions of a loop are in vectors, whose lanes are consecutive iterations: what does not vary stays scalar, an index that grows by a fixed amount
/// stays the index of the first lane, other integers have a variable for each lane.
/// </summary>
/// <param name="index">The loop's index.</param>
/// <param name="varying">What varies in the loop.</param>
/// <param name="vector">The type of the vectors.</param>
/// <param name="work">Counts the operations.</param>
internal sealed class LaneValues(Local index, Varying varying, ScalarType vector, LaneWork work)
{
    private readonly Local index = index;
    private readonly Varying varying = varying;
    private readonly Dictionary<Local, Expression> firsts = [];   // what does not vary, and indices in the first lane
    private readonly Dictionary<Local, ImmutableArray<Local>> each = [];   // other integers, lane by lane
    private readonly HashSet<Local> unset = [];   // vectors without a value so far
    private readonly int lanes = vector.LaneCount;

    /// <summary>Where variables are declared.</summary>
    public List<Statement> Code { get; set; } = [];

    /// <summary>The variables that hold floats and truths in all lanes.</summary>
    public Dictionary<Local, Local> Vectors { get; } = [];

    /// <summary>A loop's index is another variable there, in the first lane or in all.</summary>
    public void Enter(Local local, Local first) => firsts[local] = new Read(first);

    /// <summary>Declares a variable in the form that it has in lanes.</summary>
    public void Declare(Declare declare)
    {
        var local = declare.Local;
        if (!varying.Contains(local)) firsts[local] = Introduce(local.Name, local.Type, declare.Value is { } value ? Single(value) : null);
        else if (local.Type == vector.Element || local.Type == ScalarType.Bool) Vectors[local] = Introduce(local.Name, TypeOf(local), declare.Value is { } value ? Vector(value) : null).Local;
        else if (varying.StrideOf(local) is not null) firsts[local] = Introduce(local.Name, local.Type, Single(declare.Value!));
        else each[local] = [.. Enumerable.Range(0, lanes).Select(k => Introduce(local.Name, local.Type, declare.Value is { } value ? LaneOf(value, k) : null).Local)];
    }

    /// <summary>Gives a variable a value that is no vector; false where it holds one.</summary>
    public bool AssignScalars(Assign assign)
    {
        if (firsts.TryGetValue(assign.Local, out var invariant)) Code.Add(new Assign(((Read)invariant).Local, Single(assign.Value)));
        else if (each.TryGetValue(assign.Local, out var locals)) Code.AddRange(locals.Select((l, k) => new Assign(l, LaneOf(assign.Value, k))).ToList());
        else return false;
        return true;
    }

    /// <summary>Gives a vector a value.</summary>
    public void Give(Local local, Expression value)
    {
        Code.Add(new Assign(local, value));
        unset.Remove(local);
    }

    /// <summary>Whether a vector has no value so far.</summary>
    public bool IsUnset(Local local) => unset.Contains(local);

    /// <summary>The lanes of a value, each as a scalar.</summary>
    public Func<int, Expression> Scalars(Expression value)
    {
        if (!varying.Has(value)) return _ => Single(value);
        if (value.Type != vector.Element && value.Type != ScalarType.Bool) return k => LaneOf(value, k);
        var bound = Bind(Vector(value));
        return k => new Lane(bound, k);
    }

    /// <summary>An expression that does not vary, or an index in the first lane.</summary>
    public Expression Single(Expression expression) => expression.Accept(new Rename(firsts));

    /// <summary>The values in all lanes; variables that they need are declared in the code.</summary>
    public Expression Vector(Expression expression)
    {
        var type = expression.Type == ScalarType.Bool ? vector.Mask : vector;
        if (!varying.Has(expression)) return new Splat(Single(expression), type);
        if (expression is Read read) return new Read(Vectors[read.Local]);
        work.Add();
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
                work.AddCall();
                return call with { Arguments = [.. call.Arguments.Select(Vector)], Type = vector };
            case Convert { Operand.Type: ScalarType.Bool } convert:
                return new Conditional(Vector(convert.Operand), Number(1), Number(0));
            case Convert { Operand: var operand } when IsCountable(Unwidened(operand)): return Counted(Unwidened(operand));
            case Call call when call.Type == vector.Element:
                work.Repeat(4);
                return ByLanes(call with { Arguments = [.. call.Arguments.Select(a => varying.Has(a) && a.Type == vector.Element ? Bind(Vector(a)) : a)] }, type);
            default:
                work.Repeat(1);
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

    /// <summary>The value in one lane.</summary>
    public Expression LaneOf(Expression expression, int lane) => expression.Accept(new InLane(this, lane));

    /// <summary>A variable that holds a value.</summary>
    public Read Bind(Expression value) => value as Read ?? Introduce("v", value.Type, value);

    /// <summary>A new variable.</summary>
    public Read Introduce(string name, ScalarType type, Expression? value)
    {
        var local = new Local(name.Length == 1 && (type.IsVector || type.IsMask) ? "v" : name, type);
        Code.Add(new Declare(local, value));
        if (value is null) unset.Add(local);
        return new(local);
    }

    /// <summary>The type of a variable that holds all lanes.</summary>
    public ScalarType TypeOf(Local local) => local.Type == ScalarType.Bool ? vector.Mask : vector;

    /// <summary>An expression as it is in one lane.</summary>
    private sealed class InLane(LaneValues outer, int lane) : Rewriter
    {
        public override Expression Visit(Read expression)
        {
            var local = expression.Local;
            if (ReferenceEquals(local, outer.index)) return Plus(outer.firsts[local], IndexArithmetic.Number(lane));
            if (outer.each.TryGetValue(local, out var locals)) return new Read(locals[lane]);
            if (outer.Vectors.TryGetValue(local, out var vector)) return new Lane(new Read(vector), lane);
            if (outer.firsts.TryGetValue(local, out var first)) return outer.varying.Contains(local) ? Plus(first, Times(outer.varying.StrideOf(local)!, IndexArithmetic.Number(lane))) : first;
            return local.Type.IsVector || local.Type.IsMask ? new Lane(expression, lane) : expression;
        }

        // The first lane's index and a number, so that lanes have one address and constant distances.
        public override Expression Visit(Arithmetic expression) => expression.Type == ScalarType.Index && outer.varying.Stride(expression) is { } stride
            ? Plus(outer.Single(expression), Times(stride, IndexArithmetic.Number(lane)))
            : base.Visit(expression);
    }
}
