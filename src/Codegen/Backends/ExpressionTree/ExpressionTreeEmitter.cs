using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Intrinsics;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Lowering;
using SymDiff.Elements;
using SymDiff.Runtime;
using Arithmetic = SymDiff.Codegen.Loops.Arithmetic;
using Buffer = SymDiff.Codegen.Loops.Buffer;
using Call = SymDiff.Codegen.Loops.Call;
using Compare = SymDiff.Codegen.Loops.Compare;
using Convert = SymDiff.Codegen.Loops.Convert;
using Load = SymDiff.Codegen.Loops.Load;
using Logic = SymDiff.Codegen.Loops.Logic;
using Negate = SymDiff.Codegen.Loops.Negate;
using Not = SymDiff.Codegen.Loops.Not;
using Tree = System.Linq.Expressions.Expression;

namespace SymDiff.Codegen.Backends.ExpressionTree;

/// <summary>Writes the statements of a lambda as trees; a part is a delegate of its own, made before.</summary>
internal sealed class ExpressionTreeEmitter(TreeMethod method) : IStatementVisitor, IExpressionVisitor<Tree>
{
    private readonly Stack<LabelTarget> ends = [];

    /// <summary>The statements of a method or block.</summary>
    public void Write(ImmutableArray<Statement> statements)
    {
        foreach (var statement in statements) statement.Accept(this);
    }

    void IStatementVisitor.Visit(Declare statement)
    {
        var variable = method.Variable(statement.Local);
        if (statement.Value is { } value) method.Add(Tree.Assign(variable, value.Accept(this)));
    }

    void IStatementVisitor.Visit(Assign statement) => method.Add(Tree.Assign(method.Locals[statement.Local], statement.Value.Accept(this)));

    void IStatementVisitor.Visit(Store statement) => method.Add(Set(statement.Buffer, statement.Offset.Accept(this), statement.Value.Accept(this), statement.Value.Type));

    void IStatementVisitor.Visit(StoreRows statement) => method.Add(Tree.Call(
        typeof(Entry), nameof(Entry.SetRows), null, [method.Memory[statement.Buffer], statement.Offset.Accept(this), Tree.Constant(statement.Stride), .. statement.Vectors.Select(v => v.Accept(this))]));

    void IStatementVisitor.Visit(Accumulate statement)
    {
        var offset = method.Bind(statement.Offset.Accept(this));
        method.Add(Set(statement.Buffer, offset, Tree.Add(Get(statement.Buffer, offset, statement.Value.Type), statement.Value.Accept(this)), statement.Value.Type));
    }

    void IStatementVisitor.Visit(Fill statement) =>
        method.Add(Tree.Call(Trees.AsSpan(method.Buffers[statement.Buffer]), "Fill", null, statement.Value.Accept(this)));

    void IStatementVisitor.Visit(For statement)
    {
        var from = statement.From.Accept(this);
        var index = method.Variable(statement.Index);
        var length = method.Bind(statement.Length.Accept(this));
        var end = Tree.Label();
        ends.Push(end);
        var body = Block(statement.Body);
        ends.Pop();
        method.Add(Tree.Assign(index, from));
        method.Add(Tree.Loop(
            Tree.Block(
                Tree.IfThen(Tree.GreaterThanOrEqual(index, length), Tree.Break(end)),
                body,
                Tree.Assign(index, Tree.Add(index, Tree.Constant((long)statement.Step)))),
            end));
    }

    void IStatementVisitor.Visit(If statement)
    {
        var condition = statement.Condition.Accept(this);
        var then = Block(statement.Then);
        method.Add(statement.Else.IsEmpty ? Tree.IfThen(condition, then) : Tree.IfThenElse(condition, then, Block(statement.Else)));
    }

    void IStatementVisitor.Visit(While statement) =>
        method.Add(Tree.IfThen(Tree.Not(statement.Condition.Accept(this)), Tree.Break(ends.Peek())));

    void IStatementVisitor.Visit(Require statement) =>
        method.Add(Tree.Call(typeof(Arguments), nameof(Arguments.Require), null, statement.Condition.Accept(this), Tree.Constant(statement.Message)));

    void IStatementVisitor.Visit(Copy statement) =>
        method.Add(Tree.Call(Trees.AsSpan(method.Buffers[statement.From]), "CopyTo", null, Trees.AsSpan(method.Buffers[statement.To])));

    void IStatementVisitor.Visit(Result statement) => method.Add(Tree.Assign(method.Results[statement.Output], statement.Value.Accept(this)));

    void IStatementVisitor.Visit(Kernel statement)
    {
        var arguments = statement.Operands.Select(o => o.Buffer is { } buffer ? method.Buffers[buffer] : o.Value!.Type == ScalarType.Index ? Trees.Int(o.Value.Accept(this)) : o.Value.Accept(this)).ToArray();
        var kernel = (statement.IsVector ? typeof(VectorKernels) : typeof(Kernels)).GetMethods().Single(m => m.Name == statement.Method && Takes(m, statement.Type, arguments.Length));
        method.Add(Tree.Call(kernel, kernel.GetParameters().Zip(arguments, (p, a) => Trees.Passed(a, p.ParameterType))));
    }

    void IStatementVisitor.Visit(RunPart statement)
    {
        var part = PartOf(statement.Part, method.Program).Compile();
        method.Add(Tree.Invoke(
            Tree.Constant(part),
            statement.Part.Buffers.Select(b => Trees.Passed(method.Buffers[b], Trees.PartType(b))).Concat(statement.Arguments.Select(a => a.Accept(this)))));
    }

    void IStatementVisitor.Visit(RunChunks statement)
    {
        var chunk = method.Program.Chunks.Single(c => c.Number == statement.Number);
        var memory = chunk.Passed.Select(b => Tree.Call(typeof(ParallelLoop), nameof(ParallelLoop.Memory), [Trees.TypeOf(b.Type)], Trees.Passed(method.Buffers[b], typeof(ReadOnlySpan<>).MakeGenericType(Trees.TypeOf(b.Type)))));
        Tree[] given = [Tree.Constant(ExpressionTreeChunk.Of(chunk).Compile()), Trees.Int(statement.Count.Accept(this)), statement.From.Accept(this), statement.Length.Accept(this), Tree.Constant(statement.Unit), .. memory];
        var run = typeof(ParallelLoop).GetMethod(nameof(ParallelLoop.Run))!;
        method.Add(Tree.Call(run, run.GetParameters().Select((p, i) => i < given.Length ? given[i] : Tree.Default(p.ParameterType))));
    }

    void IStatementVisitor.Visit(View statement)
    {
        var row = Tree.Call(typeof(Entry), nameof(Entry.Row), [Trees.TypeOf(statement.Buffer.Type)], method.Memory[statement.Of], statement.Offset.Accept(this));
        method.Add(Tree.Assign(method.Memory[statement.Buffer] = method.SpanVariable(statement.Buffer), row));
    }

    Tree IExpressionVisitor<Tree>.Visit(Constant expression) => expression.Type switch
    {
        ScalarType.Float64 => Tree.Constant(expression.Value.Real),
        ScalarType.Float32 => Tree.Constant((float)expression.Value.Real),
        ScalarType.Int64 => Tree.Constant(expression.Value.Integer),
        ScalarType.Bool => Tree.Constant(expression.Value.Truth),
        ScalarType.Index => Tree.Constant(expression.Value.Integer),
        _ => Tree.Constant((int)expression.Value.Integer),
    };

    Tree IExpressionVisitor<Tree>.Visit(Read expression) => method.Locals[expression.Local];

    Tree IExpressionVisitor<Tree>.Visit(Load expression) => Get(expression.Buffer, expression.Offset.Accept(this), expression.Type);

    Tree IExpressionVisitor<Tree>.Visit(Arithmetic expression)
    {
        var (a, b) = (expression.Left.Accept(this), expression.Right.Accept(this));
        return expression.Kind switch
        {
            ArithmeticKind.Add => Tree.Add(a, b),
            ArithmeticKind.Subtract => Tree.Subtract(a, b),
            ArithmeticKind.Multiply => Tree.Multiply(a, b),
            ArithmeticKind.Divide => Tree.Divide(a, b),
            _ => Tree.Modulo(a, b),
        };
    }

    Tree IExpressionVisitor<Tree>.Visit(Negate expression) => Tree.Negate(expression.Operand.Accept(this));

    Tree IExpressionVisitor<Tree>.Visit(Compare expression)
    {
        var (a, b) = (expression.Left.Accept(this), expression.Right.Accept(this));
        if (expression.Type.IsMask) return OfVectors(expression.Kind switch { ComparisonKind.Less => "LessThan", ComparisonKind.LessOrEqual => "LessThanOrEqual", _ => "Equals" }, expression.Left.Type, a, b);
        return expression.Kind switch
        {
            ComparisonKind.Less => Tree.LessThan(a, b),
            ComparisonKind.LessOrEqual => Tree.LessThanOrEqual(a, b),
            _ => Tree.Equal(a, b),
        };
    }

    Tree IExpressionVisitor<Tree>.Visit(Logic expression)
    {
        var (a, b) = (expression.Left.Accept(this), expression.Right.Accept(this));
        return (expression.Kind, expression.Type.IsMask) switch
        {
            (LogicKind.And, true) => Tree.And(a, b),
            (LogicKind.And, false) => Tree.AndAlso(a, b),
            (_, true) => Tree.Or(a, b),
            _ => Tree.OrElse(a, b),
        };
    }

    Tree IExpressionVisitor<Tree>.Visit(Not expression) => expression.Type.IsMask
        ? Tree.OnesComplement(expression.Operand.Accept(this))
        : Tree.Not(expression.Operand.Accept(this));

    Tree IExpressionVisitor<Tree>.Visit(Convert expression)
    {
        var operand = expression.Operand.Accept(this);
        var (from, to) = (expression.Operand.Type, expression.Type);
        if (from == to) return operand;
        if (from == ScalarType.Bool) return Tree.Condition(operand, Trees.Number(1, to), Trees.Number(0, to));
        if (to == ScalarType.Bool) return Tree.NotEqual(operand, Trees.Number(0, from));
        return from == ScalarType.Int64 && to == ScalarType.Index
            ? Tree.Convert(Tree.Call(typeof(Arguments), nameof(Arguments.Index), null, operand), typeof(long))
            : to == ScalarType.Index ? Tree.Convert(Tree.Convert(operand, typeof(int)), typeof(long))
            : Tree.Convert(operand, to.Type);
    }

    Tree IExpressionVisitor<Tree>.Visit(Conditional expression) => expression.Condition.Type.IsMask
        ? OfVectors("ConditionalSelect", expression.Type, expression.Condition.Accept(this), expression.IfTrue.Accept(this), expression.IfFalse.Accept(this))
        : Tree.Condition(expression.Condition.Accept(this), expression.IfTrue.Accept(this), expression.IfFalse.Accept(this));

    Tree IExpressionVisitor<Tree>.Visit(Call expression) => expression.Type.IsVector
        ? Tree.Call(expression.Type.VectorBits == 512 ? typeof(VectorMath512) : typeof(VectorMath), expression.Function.Method.Name, null, [.. expression.Arguments.Select(a => a.Accept(this))])
        : Tree.Call(
        expression.Function.Overload(expression.Type.DType) ?? throw new CodeGenerationException($"{expression.Function} has no overload for {expression.Type.DType.Symbol}."),
        expression.Arguments.Select(a => a.Accept(this)));

    Tree IExpressionVisitor<Tree>.Visit(CheckedIndex expression) =>
        Tree.Convert(Tree.Call(typeof(Arguments), nameof(Arguments.CheckIndex), null, Trees.Int(expression.Index.Accept(this)), Trees.Int(expression.Length.Accept(this))), typeof(long));

    Tree IExpressionVisitor<Tree>.Visit(MultiplyAdd expression)
    {
        if (expression is { Type.IsVector: true, A: Negate { Operand: var factor } }) return Fused(nameof(VectorLanes.NegatedMultiplyAdd), factor, expression.B, expression.C);
        if (expression is { Type.IsVector: true, C: Negate { Operand: var term } }) return Fused(nameof(VectorLanes.MultiplySubtract), expression.A, expression.B, term);
        var (a, b, c) = (expression.A.Accept(this), expression.B.Accept(this), expression.C.Accept(this));
        var type = expression.Type switch { ScalarType.Float64 => typeof(Math), ScalarType.Float32 => typeof(MathF), _ => Trees.VectorClass(expression.Type) };
        return Tree.Call(type, "FusedMultiplyAdd", null, a, b, c);

        MethodCallExpression Fused(string method, params Loops.Expression[] arguments) => Tree.Call(typeof(VectorLanes), method, null, [.. arguments.Select(a => a.Accept(this))]);
    }

    Tree IExpressionVisitor<Tree>.Visit(VectorLoad expression) => Get(expression.Buffer, expression.Offset.Accept(this), expression.Type);

    Tree IExpressionVisitor<Tree>.Visit(Splat expression) => expression.Type.IsMask
        ? Tree.Call(typeof(VectorLanes), expression.Type.ToString(), null, expression.Operand.Accept(this))
        : Tree.Call(Trees.VectorClass(expression.Type), nameof(Vector256.Create), null, expression.Operand.Accept(this));

    Tree IExpressionVisitor<Tree>.Visit(Lanes expression)
    {
        var scalars = expression.Scalars.Select(s => s.Accept(this)).ToArray();
        return expression.Type.IsMask
            ? Tree.Call(typeof(VectorLanes), expression.Type.ToString(), null, scalars)
            : Tree.Call(Trees.VectorClass(expression.Type), nameof(Vector256.Create), null, scalars);
    }

    Tree IExpressionVisitor<Tree>.Visit(Lane expression)
    {
        var (vector, number) = (expression.Vector.Accept(this), Tree.Constant(expression.Number));
        return expression.Vector.Type.IsMask
            ? Tree.Call(typeof(VectorLanes), nameof(VectorLanes.IsSet), null, vector, number)
            : Tree.Call(Trees.VectorClass(expression.Vector.Type), nameof(Vector256.GetElement), [expression.Type.Type], vector, number);
    }

    Tree IExpressionVisitor<Tree>.Visit(HorizontalReduce expression) => Tree.Call(typeof(VectorLanes), expression.Kind.ToString(), null, expression.Vector.Accept(this));

    Tree IExpressionVisitor<Tree>.Visit(HorizontalSums expression) => Tree.Call(typeof(VectorLanes), nameof(VectorLanes.Sums), null, [.. expression.Vectors.Select(v => v.Accept(this))]);

    /// <summary>A length.</summary>
    public Tree Length(Dim dim) => Lengths.Expression(dim, name => method.Program.AllSizes.First(s => s.Name == name)).Accept(this);

    private BlockExpression Block(ImmutableArray<Statement> statements) => method.Block(() => Write(statements));

    private MethodCallExpression Get(Buffer buffer, Tree offset, ScalarType type) =>
        Tree.Call(typeof(Entry), type.VectorBits switch { 0 => nameof(Entry.Get), 256 => nameof(Entry.GetVector256), _ => nameof(Entry.GetVector512) }, [Trees.TypeOf(buffer.Type)], method.Memory[buffer], offset);

    private MethodCallExpression Set(Buffer buffer, Tree offset, Tree value, ScalarType type) =>
        Tree.Call(typeof(Entry), type.VectorBits switch { 0 => nameof(Entry.Set), 256 => nameof(Entry.SetVector256), _ => nameof(Entry.SetVector512) }, [Trees.TypeOf(buffer.Type)], method.Memory[buffer], offset, value);

    private static MethodCallExpression OfVectors(string method, ScalarType type, params Tree[] arguments) => Tree.Call(Trees.VectorClass(type), method, [type.Type], arguments);

    private static bool Takes(MethodInfo method, ScalarType type, int count) =>
        method.GetParameters() is { } parameters && parameters.Length == count && parameters[0].ParameterType.GetGenericArguments() is [var element] && element == type.Type;

    private static LambdaExpression PartOf(Part part, LoopProgram program)
    {
        var method = new TreeMethod(program);
        var parameters = new List<ParameterExpression>();
        foreach (var buffer in part.Buffers) parameters.Add((ParameterExpression)(method.Buffers[buffer] = Tree.Parameter(Trees.PartType(buffer), buffer.Name)));
        foreach (var local in part.Locals) parameters.Add(method.Locals[local] = Tree.Parameter(Trees.TypeOf(local.Type), local.Name));
        method.DeclareConstants();
        method.OpenMemory(part.Body);
        new ExpressionTreeEmitter(method).Write(part.Body);
        method.Add(Tree.Empty());
        var type = Tree.GetDelegateType([.. parameters.Select(p => p.Type), typeof(void)]);
        return Tree.Lambda(type, Tree.Block(method.Variables, method.Code), parameters);
    }
}
