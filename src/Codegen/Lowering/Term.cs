using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using Arithmetic = SymDiff.Codegen.Loops.Arithmetic;
using Call = SymDiff.Codegen.Loops.Call;
using Compare = SymDiff.Codegen.Loops.Compare;
using Convert = SymDiff.Codegen.Loops.Convert;
using Expression = SymDiff.Codegen.Loops.Expression;
using Load = SymDiff.Codegen.Loops.Load;
using Logic = SymDiff.Codegen.Loops.Logic;
using Negate = SymDiff.Codegen.Loops.Negate;
using Not = SymDiff.Codegen.Loops.Not;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// A value or effect of the program as a node of a graph in which equal values are one object. A term has no place yet:
/// <see cref="Placement"/> finds the loop or branch in which it is computed. Ids rise along operands.
/// </summary>
internal abstract class Term(int id, ScalarType type, ImmutableArray<Term> operands)
{
    /// <summary>The order of creation.</summary>
    public int Id { get; } = id;

    /// <summary>The type of the value; of no meaning for an effect.</summary>
    public ScalarType Type { get; } = type;

    /// <summary>What it is computed from.</summary>
    public ImmutableArray<Term> Operands { get; } = operands;

    /// <summary>The loop axes it depends on, in order of creation: it must stand inside of their loops.</summary>
    public ImmutableArray<AxisTerm> Axes { get; protected init; } = AxisSets.Union(operands);

    /// <summary>True when it has a value whatever the operands are, so that it may be computed without being needed.</summary>
    public virtual bool IsTotal => true;

    /// <summary>True when that holds of what it is computed from too: it has a value wherever it is computed.</summary>
    public bool IsSure => IsTotal && OperandsAreSure;

    /// <summary>True when what it is computed from has a value wherever it is computed.</summary>
    public bool OperandsAreSure { get; } = operands.All(o => o.IsSure);

    /// <summary>True when it may be computed before a loop that needs it in every iteration, but may have none.</summary>
    public virtual bool MayLeaveLoops => IsTotal;

    /// <summary>True for what is never worth a variable: numbers, loop indices, sizes, scalar inputs.</summary>
    public virtual bool IsTrivial => false;

    /// <summary>An index that is known to be at least 0 and below this length; null when it is not known.</summary>
    public Dim? Limit { get; init; }
}

/// <summary>Unions of sets of axes, sorted by creation.</summary>
internal static class AxisSets
{
    public static ImmutableArray<AxisTerm> Union(ImmutableArray<Term> terms)
    {
        var union = ImmutableArray<AxisTerm>.Empty;
        foreach (var term in terms) union = Union(union, term.Axes);
        return union;
    }

    public static ImmutableArray<AxisTerm> Union(ImmutableArray<AxisTerm> a, ImmutableArray<AxisTerm> b)
    {
        if (b.IsEmpty || a == b) return a;
        if (a.IsEmpty) return b;
        var missing = b.Where(axis => !a.Contains(axis)).ToList();
        return missing.Count == 0 ? a : [.. a.Concat(missing).OrderBy(axis => axis.Id)];
    }
}

/// <summary>A number or truth.</summary>
internal sealed class ConstantTerm(int id, Scalar value, ScalarType type) : Term(id, type, [])
{
    public Scalar Value { get; } = value;

    public override bool IsTrivial => true;
}

/// <summary>A variable that exists from the start: a scalar input or a size.</summary>
internal sealed class LocalTerm(int id, Local local) : Term(id, local.Type, [])
{
    public Local Local { get; } = local;

    public override bool IsTrivial => true;
}

/// <summary>The index of a loop.</summary>
internal sealed class AxisTerm : Term
{
    public AxisTerm(int id, Dim? limit, Term lengthTerm, Term? start)
        : base(id, ScalarType.Index, [])
    {
        (LengthTerm, Limit, Start) = (lengthTerm, limit, start);
        Axes = [this];
    }

    /// <summary>What the index stays below.</summary>
    public Term LengthTerm { get; }

    /// <summary>Another length that the index is known to be below.</summary>
    public Dim? OtherLimit { get; init; }

    /// <summary>The first index; null is 0.</summary>
    public Term? Start { get; }

    /// <summary>How far its loop may run, where nobody reads what it writes beyond its length.</summary>
    public Term? Reach { get; init; }

    /// <summary>What its loop needs to know before it starts.</summary>
    public ImmutableArray<Term> Bounds => [LengthTerm, .. new[] { Start, Reach }.OfType<Term>()];

    public override bool IsTrivial => true;
}

/// <summary>An operation whose operands are all evaluated.</summary>
internal sealed class PureTerm(int id, TermOp op, ScalarType type, ImmutableArray<Term> operands) : Term(id, type, operands)
{
    public TermOp Op { get; } = op;

    public override bool IsTotal => Op.IsTotal(Operands);

    public override bool MayLeaveLoops => IsTotal || Op is TermOp.OfCheck;
}

/// <summary>An entry of a buffer, once its writer has run.</summary>
internal sealed class LoadTerm : Term
{
    public LoadTerm(int id, Loops.Buffer buffer, Term offset, Term? writer, Term? checkedOffset, ImmutableArray<(IndexForm Index, Dim Length)> doubtful)
        : base(id, buffer.Type, [offset])
    {
        (Buffer, Writer, CheckedOffset, Doubtful) = (buffer, writer, checkedOffset ?? offset, doubtful);
        if (writer is not null) Axes = AxisSets.Union(Axes, writer.Axes);
    }

    public Loops.Buffer Buffer { get; }

    /// <summary>The effect that fills the buffer, if it is not filled from the start.</summary>
    public Term? Writer { get; }

    /// <summary>The position of the entry, where indices that are not known to be within their axes are checked.</summary>
    public Term CheckedOffset { get; }

    /// <summary>The indices that are not known to be within their axes.</summary>
    public ImmutableArray<(IndexForm Index, Dim Length)> Doubtful { get; }

    public override bool IsTotal => Doubtful.IsEmpty;
}

/// <summary>A choice; the side not taken is not computed.</summary>
internal sealed class SelectTerm(int id, Term condition, Term ifTrue, Term ifFalse) : Term(id, ifTrue.Type, [condition, ifTrue, ifFalse])
{
    public override bool IsTotal => Operands[0].IsTotal;
}

/// <summary>A reduction over an axis.</summary>
internal sealed class ReduceTerm : Term
{
    public ReduceTerm(int id, ReductionKind kind, AxisTerm axis, Term body, ScalarType type)
        : base(id, type, [body, .. axis.Bounds])
    {
        (Kind, Axis) = (kind, axis);
        Axes = AxisSets.Union(body.Axes.Remove(axis), AxisSets.Union(axis.Bounds));
        if (type == ScalarType.Index) Limit = axis.Limit;
    }

    public ReductionKind Kind { get; }

    public AxisTerm Axis { get; }

    public Term Body => Operands[0];
}

/// <summary>The value of a variable that changes from one iteration to the next: it is read within the iteration only.</summary>
internal sealed class StateTerm : Term
{
    public StateTerm(int id, Local local, ImmutableArray<AxisTerm> around)
        : base(id, local.Type, []) => (Local, Axes) = (local, around);

    public Local Local { get; }
}

/// <summary>A term that writes: it stays where it was put, inside of the loops around it, in the order of creation.</summary>
internal abstract class EffectTerm : Term
{
    protected EffectTerm(int id, ImmutableArray<AxisTerm> around, ImmutableArray<Term> operands)
        : base(id, ScalarType.Index, operands) => Axes = AxisSets.Union(Axes, around);

    public override bool IsTotal => false;
}

/// <summary>Effects for each index of an axis.</summary>
internal sealed class LoopTerm : EffectTerm
{
    public LoopTerm(int id, ImmutableArray<AxisTerm> around, AxisTerm axis, ImmutableArray<Term> body)
        : base(id, around, body.AddRange(axis.Bounds))
    {
        Axis = axis;
        Axes = Axes.Remove(axis);
    }

    public AxisTerm Axis { get; }

    public IEnumerable<Term> Body => Operands.Take(Operands.Length - Axis.Bounds.Length);

    /// <summary>Whether what happens at one index does not touch what happens at another.</summary>
    public bool IsParallel { get; init; }

    /// <summary>Whether that is so where each iteration has scratch memory of its own, but for what iterations add up.</summary>
    public bool IsIndependent { get; init; }
}

/// <summary>Effects under a condition, and others where it does not hold.</summary>
internal sealed class IfTerm(int id, ImmutableArray<AxisTerm> around, Term condition, ImmutableArray<Term> then, ImmutableArray<Term> otherwise)
    : EffectTerm(id, around, [condition, .. then, .. otherwise])
{
    public Term Condition => Operands[0];

    public ImmutableArray<Term> Then { get; } = then;

    public ImmutableArray<Term> Otherwise { get; } = otherwise;
}

/// <summary>A write to a buffer, or an addition to one of its entries.</summary>
internal sealed class StoreTerm(int id, ImmutableArray<AxisTerm> around, Loops.Buffer buffer, Term offset, Term value, bool adds) : EffectTerm(id, around, [offset, value])
{
    public Loops.Buffer Buffer { get; } = buffer;

    public bool Adds { get; } = adds;
}

/// <summary>Sets every entry of a buffer.</summary>
internal sealed class FillTerm(int id, ImmutableArray<AxisTerm> around, Loops.Buffer buffer, Term value) : EffectTerm(id, around, [value])
{
    public Loops.Buffer Buffer { get; } = buffer;
}

/// <summary>Copies a buffer to another.</summary>
internal sealed class CopyTerm(int id, ImmutableArray<AxisTerm> around, Loops.Buffer to, Loops.Buffer from) : EffectTerm(id, around, [])
{
    public Loops.Buffer To { get; } = to;

    public Loops.Buffer From { get; } = from;
}

/// <summary>Introduces a variable that will change.</summary>
internal sealed class DeclareTerm(int id, ImmutableArray<AxisTerm> around, Local local, Term value) : EffectTerm(id, around, [value])
{
    public Local Local { get; } = local;
}

/// <summary>Gives variables new values, all computed before the first changes.</summary>
internal sealed class AssignTerm(int id, ImmutableArray<AxisTerm> around, ImmutableArray<Local> locals, ImmutableArray<Term> values) : EffectTerm(id, around, values)
{
    public ImmutableArray<Local> Locals { get; } = locals;
}

/// <summary>Ends the loop around it where the condition fails.</summary>
internal sealed class WhileTerm(int id, ImmutableArray<AxisTerm> around, Term condition) : EffectTerm(id, around, [condition]);

/// <summary>Fails where the condition does.</summary>
internal sealed class RequireTerm(int id, ImmutableArray<AxisTerm> around, Term condition, string message) : EffectTerm(id, around, [condition])
{
    public string Message { get; } = message;
}

/// <summary>A call of a library kernel; its operands are the values passed.</summary>
internal sealed class KernelTerm(int id, ImmutableArray<AxisTerm> around, string method, ScalarType type, ImmutableArray<(Loops.Buffer? Buffer, Term? Value)> arguments)
    : EffectTerm(id, around, [.. arguments.Select(a => a.Value).OfType<Term>()])
{
    public string Method { get; } = method;

    /// <summary>Whether it is a SIMD kernel, which rounds in another order.</summary>
    public bool IsVector { get; init; }

    public ScalarType ElementType { get; } = type;

    public ImmutableArray<(Loops.Buffer? Buffer, Term? Value)> Arguments { get; } = arguments;
}

/// <summary>Gives a scalar output its value.</summary>
internal sealed class ResultTerm(int id, int output, Term value) : EffectTerm(id, [], [value])
{
    public int Output { get; } = output;
}

/// <summary>The beginning of an iteration: what is read from memory that an iteration changes comes after it.</summary>
internal sealed class IterationTerm(int id, ImmutableArray<AxisTerm> around) : EffectTerm(id, around, []);

/// <summary>What a <see cref="PureTerm"/> computes, and how it is written as an expression.</summary>
internal abstract record TermOp
{
    public abstract Expression Build(ImmutableArray<Expression> operands, ScalarType type);

    public virtual bool IsTotal(ImmutableArray<Term> operands) => true;

    public sealed record OfArithmetic(ArithmeticKind Kind) : TermOp
    {
        public override Expression Build(ImmutableArray<Expression> operands, ScalarType type) => new Arithmetic(Kind, operands[0], operands[1]);

        // An integer division by zero fails.
        public override bool IsTotal(ImmutableArray<Term> operands) =>
            Kind is not (ArithmeticKind.Divide or ArithmeticKind.Remainder)
            || operands[0].Type.IsFloat
            || operands[1] is ConstantTerm { Value.Integer: not (0 or -1) };
    }

    public sealed record OfNegate : TermOp
    {
        public override Expression Build(ImmutableArray<Expression> operands, ScalarType type) => new Negate(operands[0]);
    }

    public sealed record OfCompare(ComparisonKind Kind) : TermOp
    {
        public override Expression Build(ImmutableArray<Expression> operands, ScalarType type) => new Compare(Kind, operands[0], operands[1]);
    }

    public sealed record OfLogic(LogicKind Kind) : TermOp
    {
        public override Expression Build(ImmutableArray<Expression> operands, ScalarType type) => new Logic(Kind, operands[0], operands[1]);
    }

    public sealed record OfNot : TermOp
    {
        public override Expression Build(ImmutableArray<Expression> operands, ScalarType type) => new Not(operands[0]);
    }

    public sealed record OfConvert : TermOp
    {
        public override Expression Build(ImmutableArray<Expression> operands, ScalarType type) => new Convert(operands[0], type);
    }

    public sealed record OfCall(ScalarFunction Function) : TermOp
    {
        public override Expression Build(ImmutableArray<Expression> operands, ScalarType type) => new Call(Function, operands, type);

        // A scalar function of integers may be an integer division.
        public override bool IsTotal(ImmutableArray<Term> operands) => operands[0].Type.IsFloat;
    }

    public sealed record OfCheck : TermOp
    {
        public override Expression Build(ImmutableArray<Expression> operands, ScalarType type) => new CheckedIndex(operands[0], operands[1]);

        public override bool IsTotal(ImmutableArray<Term> operands) => false;
    }
}
