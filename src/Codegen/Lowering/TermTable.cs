using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;

namespace SymDiff.Codegen.Lowering;

/// <summary>Makes terms; equal values are the same term. Effects are made anew each time.</summary>
internal sealed class TermTable : IValues<Term>
{
    private readonly Dictionary<Key, Term> known = [];
    private readonly Dictionary<string, Local> sizes = new(StringComparer.Ordinal);
    private ImmutableArray<AxisTerm> around = [];
    private int count;

    /// <summary>The variables of named sizes, by name.</summary>
    public IReadOnlyDictionary<string, Local> Sizes => sizes;

    /// <summary>The number of terms made.</summary>
    public int Count => count;

    public Term Constant(Scalar value, ScalarType type) => Intern(new((type, value), []), id => new ConstantTerm(id, value, type));

    public Term Index(long value) => Constant(Scalar.Of(value), ScalarType.Index);

    public Term Truth(bool value) => Constant(Scalar.Of(value), ScalarType.Bool);

    public Term Local(Local local) => Intern(new(local, []), id => new LocalTerm(id, local));

    /// <summary>A new loop axis; no other term is equal to it.</summary>
    public AxisTerm Axis(Dim length) => Axis(length, Length(length));

    /// <summary>A new loop axis of a length that is known to be at most another.</summary>
    public AxisTerm AxisWithin(Dim most, Dim length) => new(count++, most, Length(length), null) { OtherLimit = length };

    /// <summary>A new loop axis whose length is computed.</summary>
    public AxisTerm Axis(Dim? limit, Term length, Term? start = null) => new(count++, limit, length, start);

    /// <summary>A new loop axis of a length that is computed, whose loop may run on to another.</summary>
    public AxisTerm Axis(Dim limit, Term length, Dim reach) => new(count++, limit, length, null) { Reach = Length(reach) };

    /// <summary>The loops that effects made from now on stand in; they leave them when what is given back is disposed.</summary>
    public IDisposable Inside(AxisTerm axis)
    {
        around = AxisSets.Union(around, [axis]);
        return new Leaving(this, axis);
    }

    /// <summary>The value of a length.</summary>
    public Term Length(Dim dim) => Lengths.Of(dim, name => Local(Size(name)), Index, Arithmetic);

    public Term Pure(TermOp op, ScalarType type, params ImmutableArray<Term> operands) => Pure(op, type, null, operands);

    public Term Pure(TermOp op, ScalarType type, Dim? limit, ImmutableArray<Term> operands) =>
        Intern(new((op, type), operands), id => new PureTerm(id, op, type, operands) { Limit = limit });

    // x·1 is x, every bit of it.
    public Term Arithmetic(ArithmeticKind kind, Term a, Term b) =>
        kind == ArithmeticKind.Multiply && IsOne(a) ? b
        : kind == ArithmeticKind.Multiply && IsOne(b) ? a
        : Pure(new TermOp.OfArithmetic(kind), a.Type, a, b);

    private static bool IsOne(Term term) => term is ConstantTerm { Type.IsFloat: true, Value.Real: 1 };

    // An index that was widened to an integer is that index again.
    public Term Convert(Term x, ScalarType type) =>
        x.Type == type ? x
        : type == ScalarType.Index && x is PureTerm { Op: TermOp.OfConvert, Operands: [{ Type: ScalarType.Index } index] } ? index
        : Pure(new TermOp.OfConvert(), type, type == ScalarType.Index ? LimitOf(x) : null, [x]);

    public Term Compare(ComparisonKind kind, Term a, Term b) =>
        kind == ComparisonKind.Equal && ReferenceEquals(a, b) && a is ConstantTerm constant && !(a.Type.IsFloat && double.IsNaN(constant.Value.Real))
            ? Truth(true)
            : Pure(new TermOp.OfCompare(kind), ScalarType.Bool, a, b);

    public ScalarType TypeOf(Term x) => x.Type;

    public Term Not(Term x) => x is ConstantTerm constant ? Truth(!constant.Value.Truth) : Pure(new TermOp.OfNot(), ScalarType.Bool, x);

    public Term Select(Term condition, Term ifTrue, Term ifFalse) =>
        condition is ConstantTerm constant ? (constant.Value.Truth ? ifTrue : ifFalse)
        : ReferenceEquals(ifTrue, ifFalse) ? ifTrue
        : Intern(new(typeof(SelectTerm), [condition, ifTrue, ifFalse]), id => new SelectTerm(id, condition, ifTrue, ifFalse));

    /// <summary>An index, checked against a length where it comes from data; now, where it comes from a constant.</summary>
    public IndexForm Bounded(IndexForm index, Dim length)
    {
        if (index.Entry is { } entry && IndexForm.Of((Dim)entry) is var number && entry >= 0 && number.IsWithin(length)) return number;
        return index.IsUnbounded || (index.HasEntries && !index.IsWithin(length)) ? Checked(index, length) : index;
    }

    /// <summary>An index that is checked when it is computed to be below a length.</summary>
    public IndexForm Checked(IndexForm index, Dim length) => IndexForm.Of(Checked(index.ToTerm(this), length, Length(length)));

    /// <summary>An index that is checked when it is computed to be below a length, of which a limit may be known.</summary>
    public Term Checked(Term index, Dim? limit, Term length) => Pure(new TermOp.OfCheck(), ScalarType.Index, limit, [index, length]);

    /// <summary>The lesser of two indices, which is at least 0 and below a limit.</summary>
    public Term Least(Term a, Term b, Dim limit)
    {
        var isLess = Compare(ComparisonKind.Less, a, b);
        return Intern(new((typeof(SelectTerm), limit), [isLess, a, b]), id => new SelectTerm(id, isLess, a, b) { Limit = limit });
    }

    // The right side is not evaluated where the left decides: that matters when it can fail.
    public Term Logic(LogicKind kind, Term a, Term b) => (kind, a) switch
    {
        (LogicKind.And, ConstantTerm left) => left.Value.Truth ? b : a,
        (LogicKind.Or, ConstantTerm left) => left.Value.Truth ? a : b,
        (LogicKind.And, _) when b is ConstantTerm { Value.Truth: true } => a,
        (LogicKind.Or, _) when b is ConstantTerm { Value.Truth: false } => a,
        (LogicKind.And, _) when !b.IsSure => Select(a, b, Truth(false)),
        (LogicKind.Or, _) when !b.IsSure => Select(a, Truth(true), b),
        _ => Pure(new TermOp.OfLogic(kind), ScalarType.Bool, a, b),
    };

    /// <summary>An entry of a buffer.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="offset">The position of the entry.</param>
    /// <param name="writer">What fills the buffer.</param>
    /// <param name="checkedOffset">The same with checks of the indices that are not known to be within their axes, if there are any.</param>
    /// <param name="doubtful">Those indices.</param>
    public Term Load(Loops.Buffer buffer, Term offset, Term? writer, Term? checkedOffset = null, params ImmutableArray<(IndexForm Index, Dim Length)> doubtful) =>
        Intern(new((buffer, writer), [offset]), id => new LoadTerm(id, buffer, offset, writer, checkedOffset, doubtful));

    public Term Reduce(ReductionKind kind, AxisTerm axis, Term body, ScalarType type) => new ReduceTerm(count++, kind, axis, body, type);

    public Term State(Local local) => new StateTerm(count++, local, around);

    public Term Iteration() => new IterationTerm(count++, around);

    public Term Loop(AxisTerm axis, ImmutableArray<Term> body, bool isParallel = false, bool isIndependent = false) =>
        new LoopTerm(count++, around, axis, body) { IsParallel = isParallel, IsIndependent = isIndependent };

    /// <summary>One loop for each axis, outermost first, around effects; the effects themselves where there is one and no axis.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="body">The effects.</param>
    /// <param name="isParallel">Whether what happens at one index does not touch what happens at another.</param>
    public Term Nest(ImmutableArray<AxisTerm> axes, ImmutableArray<Term> body, bool isParallel)
    {
        for (var i = axes.Length - 1; i >= 0; i--) body = [Loop(axes[i], body, isParallel)];
        return body[0];
    }

    public Term If(Term condition, ImmutableArray<Term> then, ImmutableArray<Term> otherwise) => new IfTerm(count++, around, condition, then, otherwise);

    public Term Store(Loops.Buffer buffer, Term offset, Term value, bool adds = false) => new StoreTerm(count++, around, buffer, offset, value, adds);

    public Term Fill(Loops.Buffer buffer, Term value) => new FillTerm(count++, around, buffer, value);

    public Term Copy(Loops.Buffer to, Loops.Buffer from) => new CopyTerm(count++, around, to, from);

    public Term Declare(Local local, Term value) => new DeclareTerm(count++, around, local, value);

    public Term Assign(ImmutableArray<Local> locals, ImmutableArray<Term> values) => new AssignTerm(count++, around, locals, values);

    public Term While(Term condition) => new WhileTerm(count++, around, condition);

    public Term Require(Term condition, string message) => new RequireTerm(count++, around, condition, message);

    public Term Kernel(string method, ScalarType type, ImmutableArray<(Loops.Buffer?, Term?)> arguments, bool isVector = false) =>
        new KernelTerm(count++, around, method, type, arguments) { IsVector = isVector };

    public Term Result(int output, Term value) => new ResultTerm(count++, output, value);

    /// <summary>Makes the variable of a named size known.</summary>
    public Local Size(string name)
    {
        if (!sizes.TryGetValue(name, out var local)) sizes.Add(name, local = new(name, ScalarType.Index));
        return local;
    }

    // What an entry of a constant table stays below, where none is negative.
    private static Dim? LimitOf(Term x)
    {
        if (x is not LoadTerm { Buffer.Data: { Count: > 0 } table }) return null;
        var most = 0L;
        for (var i = 0; i < table.Count; i++)
        {
            if (table[i].Integer < 0) return null;
            most = Math.Max(most, table[i].Integer);
        }

        return most < int.MaxValue ? (Dim)(int)most + Dim.One : null;
    }

    private Term Intern(Key key, Func<int, Term> make)
    {
        if (!known.TryGetValue(key, out var term)) known.Add(key, term = make(count++));
        return term;
    }

    private sealed class Leaving(TermTable table, AxisTerm axis) : IDisposable
    {
        public void Dispose() => table.around = table.around.Remove(axis);
    }

    /// <summary>A tag and operands, which are compared as objects.</summary>
    private readonly struct Key(object tag, ImmutableArray<Term> operands) : IEquatable<Key>
    {
        private readonly object tag = tag;
        private readonly ImmutableArray<Term> operands = operands;

        public bool Equals(Key other)
        {
            if (operands.Length != other.operands.Length || !tag.Equals(other.tag)) return false;
            for (var i = 0; i < operands.Length; i++) if (!ReferenceEquals(operands[i], other.operands[i])) return false;
            return true;
        }

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = tag.GetHashCode();
            foreach (var operand in operands) hash = unchecked(hash * -1521134295 + operand.Id);
            return hash;
        }
    }
}
