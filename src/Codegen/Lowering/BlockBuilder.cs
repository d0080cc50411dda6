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
using Not = SymDiff.Codegen.Loops.Not;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// Writes placed terms as statements. A term that is used once, where it is computed, becomes part of the expression that uses
/// it, as long as that stays short enough to read; every other gets a variable.
/// </summary>
/// <param name="placement">Where the terms are computed.</param>
/// <param name="demands">What is asked before loops.</param>
/// <param name="isRelaxed">Whether the code may become vector code: a position is searched without branches then.</param>
internal sealed class BlockBuilder(Placement placement, SizeDemands demands, bool isRelaxed)
{
    private const int LongestExpression = 24;   // operations
    private const int DeepestExpression = 10;

    private readonly Dictionary<Term, Expression> expressions = [];
    private readonly Dictionary<Expression, (int Size, int Depth)> measures = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<AxisTerm, Local> indices = [];

    /// <summary>The statements of the whole program.</summary>
    public ImmutableArray<Statement> Program() => Block(placement.Root);

    /// <summary>A term that stands for itself wherever it is used.</summary>
    public Expression Expression(Term term) => term switch
    {
        ConstantTerm constant => new Constant(constant.Value, constant.Type),
        LocalTerm local => new Read(local.Local),
        AxisTerm axis => new Read(indices[axis]),
        _ => expressions[term],
    };

    private ImmutableArray<Statement> Block(Region region)
    {
        var statements = ImmutableArray.CreateBuilder<Statement>();
        foreach (var term in region.Terms) Write(term, region, statements);
        return statements.ToImmutable();
    }

    private void Write(Term term, Region region, ImmutableArray<Statement>.Builder statements)
    {
        switch (term)
        {
            case PureTerm pure: Name(term, region, WhereAsked(pure, region, pure.Op.Build([.. pure.Operands.Select(Expression)], pure.Type)), statements); break;
            case LoadTerm load: Name(term, region, new Load(load.Buffer, Expression(placement.OperandsOf(load)[0])) { IsInside = load.IsTotal || placement.IsGuarded(load) }, statements); break;
            case SelectTerm select: WriteChoice(select, region, statements); break;
            case ReduceTerm reduce:
                statements.AddRange(demands.Before(term, Expression));
                WriteReduction(reduce, statements);
                break;
            case LoopTerm loop:
                statements.AddRange(demands.Before(term, Expression));
                indices[loop.Axis] = new("i", ScalarType.Index);
                statements.Add(Loop(loop.Axis, Block(placement.LoopOf(loop))) with { IsParallel = loop.IsParallel, IsIndependent = loop.IsIndependent });
                break;
            case StoreTerm { Adds: true } store: statements.Add(new Accumulate(store.Buffer, Expression(store.Operands[0]), Expression(store.Operands[1]))); break;
            case StoreTerm store: statements.Add(new Store(store.Buffer, Expression(store.Operands[0]), Expression(store.Operands[1]))); break;
            case IfTerm choice:
                var (then, otherwise) = placement.BranchesOf(choice);
                statements.Add(new If(Expression(choice.Condition), Block(then), Block(otherwise)));
                break;
            case StateTerm state: Name(term, region, new Read(state.Local), statements); break;
            case IterationTerm: break;
            case CopyTerm copy: statements.Add(new Copy(copy.To, copy.From)); break;
            case DeclareTerm declare: statements.Add(new Declare(declare.Local, Expression(declare.Operands[0]))); break;
            case AssignTerm assign: WriteAssignment(assign, statements); break;
            case WhileTerm condition: statements.Add(new While(Expression(condition.Operands[0]))); break;
            case RequireTerm demand: statements.Add(new Require(Expression(demand.Operands[0]), demand.Message)); break;
            case FillTerm fill: statements.Add(new Fill(fill.Buffer, Expression(fill.Operands[0]))); break;
            case KernelTerm kernel: statements.Add(new Kernel(kernel.Method, kernel.ElementType, [.. kernel.Arguments.Select(a => new KernelOperand(a.Buffer, a.Value is { } value ? Expression(value) : null))]) { IsVector = kernel.IsVector }); break;
            case ResultTerm result: statements.Add(new Result(result.Output, Expression(result.Operands[0]))); break;
            default: throw new InvalidOperationException($"{term.GetType().Name} has no statement.");
        }
    }

    // Short and used once on the spot: part of the user's expression. A side of a choice is on the spot too, if it stays an expression.
    private void Name(Term term, Region region, Expression expression, ImmutableArray<Statement>.Builder statements)
    {
        var (size, depth) = Measure(expression);
        if (placement.UsesOf(term) == 1 && size < LongestExpression && depth < DeepestExpression && ReferenceEquals(placement.InnermostUseOf(term), region))
            expressions[term] = expression;
        else
            Declare(term, expression, "t", statements);
    }

    // An index that is checked before loops which may have no iteration, where it may be any.
    private Expression WhereAsked(PureTerm term, Region region, Expression index) => placement.LoopsLeftBy(term, region)
        .Select(axis => Lengths.OfSizes(axis.LengthTerm)!)
        .Where(length => length is not Constant { Value.Integer: > 0 })
        .Distinct()
        .Select(length => (Expression)new Compare(ComparisonKind.Less, IndexArithmetic.Number(0), length))
        .DefaultIfEmpty()
        .Aggregate((all, next) => new Logic(LogicKind.And, all!, next!)) is { } condition ? new Conditional(condition, index, IndexArithmetic.Number(0)) : index;

    private void Declare(Term term, Expression? value, string name, ImmutableArray<Statement>.Builder statements)
    {
        var local = new Local(name, term.Type);
        statements.Add(new Declare(local, value));
        expressions[term] = new Read(local);
    }

    private void WriteChoice(SelectTerm select, Region region, ImmutableArray<Statement>.Builder statements)
    {
        var (whereTrue, whereFalse) = placement.BranchesOf(select);
        if (Known(select.Operands[0], region) is { } truth)
        {
            statements.AddRange(Block(truth ? whereTrue : whereFalse));
            Name(select, region, Expression(select.Operands[truth ? 1 : 2]), statements);
            return;
        }

        // a value that may fail has a variable on each side: that of a side is asked for when the side is written
        var (ifTrue, a) = (Block(whereTrue), Expression(select.Operands[1]));
        var (ifFalse, b) = (Block(whereFalse), Expression(select.Operands[2]));
        var condition = Expression(select.Operands[0]);
        if (ifTrue.IsEmpty && ifFalse.IsEmpty)
        {
            Name(select, region, new Conditional(condition, a, b), statements);
            return;
        }

        Declare(select, null, "t", statements);
        var local = ((Read)expressions[select]).Local;
        statements.Add(new If(condition, ifTrue.Add(new Assign(local, a)), ifFalse.Add(new Assign(local, b))));
    }

    // Within a side of a choice by the same condition there is nothing left to choose.
    private bool? Known(Term condition, Region region)
    {
        for (var inner = region; inner.Parent is { } outer; inner = outer)
        {
            if (inner.IsBranch && ReferenceEquals(inner.Owner!.Operands[0], condition))
                return ReferenceEquals(placement.BranchesOf(inner.Owner).IfTrue, inner);
        }

        return null;
    }

    private void WriteReduction(ReduceTerm reduce, ImmutableArray<Statement>.Builder statements)
    {
        var index = indices[reduce.Axis] = new Local("i", ScalarType.Index);
        var body = placement.LoopOf(reduce);
        if (reduce.Kind is ReductionKind.ArgMax or ReductionKind.ArgMin)
        {
            WritePosition(reduce, index, body, statements);
            return;
        }

        var type = reduce.Type;
        Declare(reduce, new Constant(Reductions.Start(reduce.Kind, type), type), Reductions.Name(reduce.Kind), statements);
        var total = (Read)expressions[reduce];
        var inside = Block(body).ToBuilder();
        var next = Expression(reduce.Body);
        if (reduce.Kind is ReductionKind.Max or ReductionKind.Min && next is not Read) next = Bind(next, inside);
        inside.Add(new Assign(total.Local, Reductions.Combine(reduce.Kind, total, next, ExpressionValues.Instance)));
        statements.Add(Loop(reduce.Axis, inside.ToImmutable()));
    }

    // The same with the position as a double, which counts exactly as far as arrays go, and choices in place of branches.
    private void WriteFloatPosition(ReduceTerm reduce, ReductionKind kind, Local best, Local index, Region body, ImmutableArray<Statement>.Builder statements)
    {
        var position = new Local("position", ScalarType.Float64);
        statements.Add(new Declare(position, new Constant(Scalar.Of(-1.0), ScalarType.Float64)));
        expressions[reduce] = new Convert(new Read(position), ScalarType.Index);
        var inside = Block(body).ToBuilder();
        var next = Expression(reduce.Body) is Read read ? read : Bind(Expression(reduce.Body), inside);
        var none = new Compare(ComparisonKind.Less, new Read(position), new Constant(Scalar.Of(0.0), ScalarType.Float64));
        var isBetter = Bind(new Logic(LogicKind.Or, none, Reductions.IsBetter(kind, next, new Read(best), ExpressionValues.Instance)), inside);
        inside.Add(new Assign(best, new Conditional(isBetter, next, new Read(best))));
        inside.Add(new Assign(position, new Conditional(isBetter, new Convert(new Read(index), ScalarType.Float64), new Read(position))));
        statements.Add(Loop(reduce.Axis, inside.ToImmutable()));
    }

    private For Loop(AxisTerm axis, ImmutableArray<Statement> body)
    {
        var loop = new For(indices[axis], Expression(axis.LengthTerm), body);
        if (axis.Start is { } start) loop = loop with { From = Expression(start) };
        return axis.Reach is { } reach ? loop with { Reach = Expression(reach) } : loop;
    }

    // position = -1; for each i: if (position < 0 || x[i] is better than the best) { best = x[i]; position = i; }
    private void WritePosition(ReduceTerm reduce, Local index, Region body, ImmutableArray<Statement>.Builder statements)
    {
        var kind = reduce.Kind == ReductionKind.ArgMax ? ReductionKind.Max : ReductionKind.Min;
        var best = new Local("best", reduce.Body.Type);
        statements.Add(new Declare(best, new Constant(Reductions.Start(kind, best.Type), best.Type)));
        if (isRelaxed && best.Type == ScalarType.Float64)
        {
            WriteFloatPosition(reduce, kind, best, index, body, statements);
            return;
        }

        Declare(reduce, new Constant(Scalar.Of(-1L), ScalarType.Index), "position", statements);
        var position = (Read)expressions[reduce];
        var inside = Block(body).ToBuilder();
        var next = Expression(reduce.Body) is Read read ? read : Bind(Expression(reduce.Body), inside);
        var none = new Compare(ComparisonKind.Less, position, new Constant(Scalar.Of(0L), ScalarType.Index));
        inside.Add(new If(
            new Logic(LogicKind.Or, none, Reductions.IsBetter(kind, next, new Read(best), ExpressionValues.Instance)),
            [new Assign(best, next), new Assign(position.Local, new Read(index))],
            []));
        statements.Add(Loop(reduce.Axis, inside.ToImmutable()));
    }

    // A value that reads a variable which changes before its turn is computed first.
    private void WriteAssignment(AssignTerm assign, ImmutableArray<Statement>.Builder statements)
    {
        var values = assign.Operands.Select(Expression).ToArray();
        for (var i = 1; i < values.Length; i++)
        {
            var changed = assign.Locals.Take(i).ToHashSet();
            if (LocalsOf.Reads(new Assign(assign.Locals[i], values[i])).Any(changed.Contains)) values[i] = Bind(values[i], statements);
        }

        for (var i = 0; i < values.Length; i++) statements.Add(new Assign(assign.Locals[i], values[i]));
    }

    private static Read Bind(Expression value, ImmutableArray<Statement>.Builder statements)
    {
        var local = new Local("t", value.Type);
        statements.Add(new Declare(local, value));
        return new(local);
    }

    private (int Size, int Depth) Measure(Expression expression)
    {
        if (measures.TryGetValue(expression, out var known)) return known;
        var (size, depth) = (1, 0);
        foreach (var part in Parts(expression))
        {
            var (partSize, partDepth) = Measure(part);
            (size, depth) = (size + partSize, Math.Max(depth, partDepth + 1));
        }

        return measures[expression] = expression is Constant or Read ? (0, 0) : (size, depth);
    }

    private static Expression[] Parts(Expression expression) => expression.Accept(ExpressionParts.Instance);
}
