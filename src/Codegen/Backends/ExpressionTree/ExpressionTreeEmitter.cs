using System.Buffers;
using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
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

/// <summary>Writes a program as an expression tree; a part is a delegate of its own, made before.</summary>
internal sealed class ExpressionTreeEmitter : IStatementVisitor, IExpressionVisitor<Tree>
{
    private readonly LoopProgram program;
    private readonly Signature signature;
    private readonly Dictionary<Local, ParameterExpression> locals = [];
    private readonly Dictionary<Buffer, Tree> buffers = [];
    private readonly Dictionary<int, ParameterExpression> results = [];
    private readonly List<ParameterExpression> variables = [];
    private readonly Stack<LabelTarget> ends = [];
    private List<Tree> code = [];

    private ExpressionTreeEmitter(LoopProgram program, Signature signature) => (this.program, this.signature) = (program, signature);

    /// <summary>The function that computes the program, called as the signature says.</summary>
    public static LambdaExpression Emit(LoopProgram program, Signature signature) => new ExpressionTreeEmitter(program, signature).Lambda();

    void IStatementVisitor.Visit(Declare statement)
    {
        var variable = Variable(statement.Local);
        if (statement.Value is { } value) code.Add(Tree.Assign(variable, value.Accept(this)));
    }

    void IStatementVisitor.Visit(Assign statement) => code.Add(Tree.Assign(locals[statement.Local], statement.Value.Accept(this)));

    void IStatementVisitor.Visit(Store statement) => code.Add(Set(statement.Buffer, statement.Offset.Accept(this), statement.Value.Accept(this)));

    void IStatementVisitor.Visit(Accumulate statement)
    {
        var offset = Bind(statement.Offset.Accept(this));
        code.Add(Set(statement.Buffer, offset, Tree.Add(Get(statement.Buffer, offset), statement.Value.Accept(this))));
    }

    void IStatementVisitor.Visit(Fill statement) =>
        code.Add(Tree.Call(AsSpan(buffers[statement.Buffer]), "Fill", null, statement.Value.Accept(this)));

    void IStatementVisitor.Visit(For statement)
    {
        var index = Variable(statement.Index);
        var length = Bind(statement.Length.Accept(this));
        var end = Tree.Label();
        ends.Push(end);
        var body = Block(statement.Body);
        ends.Pop();
        code.Add(Tree.Assign(index, Tree.Constant(0)));
        code.Add(Tree.Loop(
            Tree.Block(
                Tree.IfThen(Tree.GreaterThanOrEqual(index, length), Tree.Break(end)),
                body,
                Tree.Assign(index, Tree.Add(index, Tree.Constant(1)))),
            end));
    }

    void IStatementVisitor.Visit(If statement)
    {
        var condition = statement.Condition.Accept(this);
        var then = Block(statement.Then);
        code.Add(statement.Else.IsEmpty ? Tree.IfThen(condition, then) : Tree.IfThenElse(condition, then, Block(statement.Else)));
    }

    void IStatementVisitor.Visit(While statement) =>
        code.Add(Tree.IfThen(Tree.Not(statement.Condition.Accept(this)), Tree.Break(ends.Peek())));

    void IStatementVisitor.Visit(Require statement) =>
        code.Add(Tree.Call(typeof(Arguments), nameof(Arguments.Require), null, statement.Condition.Accept(this), Tree.Constant(statement.Message)));

    void IStatementVisitor.Visit(Copy statement) =>
        code.Add(Tree.Call(AsSpan(buffers[statement.From]), "CopyTo", null, AsSpan(buffers[statement.To])));

    void IStatementVisitor.Visit(Result statement) => code.Add(Tree.Assign(results[statement.Output], statement.Value.Accept(this)));

    void IStatementVisitor.Visit(Kernel statement)
    {
        var arguments = statement.Operands.Select(o => o.Buffer is { } buffer ? buffers[buffer] : o.Value!.Accept(this)).ToArray();
        var method = typeof(Kernels).GetMethods().Single(m => m.Name == statement.Method && Takes(m, statement.Type, arguments.Length));
        code.Add(Tree.Call(method, method.GetParameters().Zip(arguments, (p, a) => Passed(a, p.ParameterType))));
    }

    void IStatementVisitor.Visit(RunPart statement)
    {
        var emitter = new ExpressionTreeEmitter(program, signature);
        var part = emitter.PartLambda(statement.Part).Compile();
        code.Add(Tree.Invoke(
            Tree.Constant(part),
            statement.Part.Buffers.Select(b => Passed(buffers[b], PartType(b))).Concat(statement.Part.Locals.Select(l => locals[l]))));
    }

    Tree IExpressionVisitor<Tree>.Visit(Constant expression) => expression.Type switch
    {
        ScalarType.Float64 => Tree.Constant(expression.Value.Real),
        ScalarType.Float32 => Tree.Constant((float)expression.Value.Real),
        ScalarType.Int64 => Tree.Constant(expression.Value.Integer),
        ScalarType.Bool => Tree.Constant(expression.Value.Truth),
        _ => Tree.Constant((int)expression.Value.Integer),
    };

    Tree IExpressionVisitor<Tree>.Visit(Read expression) => locals[expression.Local];

    Tree IExpressionVisitor<Tree>.Visit(Load expression) => Get(expression.Buffer, expression.Offset.Accept(this));

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
        return expression.Kind switch
        {
            ComparisonKind.Less => Tree.LessThan(a, b),
            ComparisonKind.LessOrEqual => Tree.LessThanOrEqual(a, b),
            _ => Tree.Equal(a, b),
        };
    }

    Tree IExpressionVisitor<Tree>.Visit(Logic expression) => expression.Kind == LogicKind.And
        ? Tree.AndAlso(expression.Left.Accept(this), expression.Right.Accept(this))
        : Tree.OrElse(expression.Left.Accept(this), expression.Right.Accept(this));

    Tree IExpressionVisitor<Tree>.Visit(Not expression) => Tree.Not(expression.Operand.Accept(this));

    Tree IExpressionVisitor<Tree>.Visit(Convert expression)
    {
        var operand = expression.Operand.Accept(this);
        var (from, to) = (expression.Operand.Type, expression.Type);
        if (from.Type == to.Type) return operand;
        if (from == ScalarType.Bool) return Tree.Condition(operand, Number(1, to), Number(0, to));
        if (to == ScalarType.Bool) return Tree.NotEqual(operand, Number(0, from));
        return from == ScalarType.Int64 && to == ScalarType.Index
            ? Tree.Call(typeof(Arguments), nameof(Arguments.Index), null, operand)
            : Tree.Convert(operand, to.Type);
    }

    Tree IExpressionVisitor<Tree>.Visit(Conditional expression) =>
        Tree.Condition(expression.Condition.Accept(this), expression.IfTrue.Accept(this), expression.IfFalse.Accept(this));

    Tree IExpressionVisitor<Tree>.Visit(Call expression) => Tree.Call(
        expression.Function.Overload(expression.Type.DType) ?? throw new CodeGenerationException($"{expression.Function} has no overload for {expression.Type.DType.Symbol}."),
        expression.Arguments.Select(a => a.Accept(this)));

    Tree IExpressionVisitor<Tree>.Visit(CheckedIndex expression) =>
        Tree.Call(typeof(Arguments), nameof(Arguments.CheckIndex), null, expression.Index.Accept(this), expression.Length.Accept(this));

    private LambdaExpression Lambda()
    {
        var parameters = signature.Parameters.Select(Parameter).ToList();
        for (var i = 0; i < program.Outputs.Length; i++) DeclareOutput(i);
        foreach (var constant in program.Constants) buffers[constant] = Tree.Constant(Data(constant));
        WriteSizes();
        WriteChecks();
        foreach (var (local, value) in program.Derived)
        {
            var tree = value.Accept(this);
            code.Add(Tree.Assign(Variable(local), tree));
        }

        for (var i = 0; i < program.Outputs.Length; i++) MakeOutput(i);
        WriteArenas(0);
        var returned = signature.Results == 0 ? (Tree)Tree.Empty() : Returned(signature.DelegateType!.GetMethod("Invoke")!.ReturnType, 0);
        code.Add(returned);
        return Tree.Lambda(signature.DelegateType!, Tree.Block(variables, code), parameters);
    }

    private LambdaExpression PartLambda(Part part)
    {
        var parameters = new List<ParameterExpression>();
        foreach (var buffer in part.Buffers) parameters.Add((ParameterExpression)(buffers[buffer] = Tree.Parameter(PartType(buffer), buffer.Name)));
        foreach (var local in part.Locals) parameters.Add(locals[local] = Tree.Parameter(local.Type.Type, local.Name));
        foreach (var constant in program.Constants) buffers[constant] = Tree.Constant(Data(constant));
        foreach (var statement in part.Body) statement.Accept(this);
        code.Add(Tree.Empty());
        var type = Tree.GetDelegateType([.. parameters.Select(p => p.Type), typeof(void)]);
        return Tree.Lambda(type, Tree.Block(variables, code), parameters);
    }

    private static Type PartType(Buffer buffer) => (buffer.Role == BufferRole.Input ? typeof(ReadOnlySpan<>) : typeof(Span<>)).MakeGenericType(buffer.Type.Type);

    private ParameterExpression Parameter(SignatureParameter parameter)
    {
        if (parameter.Meaning == Meaning.Size) return locals[program.Sizes[parameter.Index]] = Tree.Parameter(typeof(int), program.Sizes[parameter.Index].Name);
        var value = parameter.Meaning == Meaning.Input ? program.Inputs[parameter.Index] : program.Outputs[parameter.Index];
        var element = value.Type.DType.ScalarType.Type;
        var type = parameter.Passing switch
        {
            Passing.Value => element,
            Passing.Array => element.MakeArrayType(),
            Passing.Span => typeof(Span<>).MakeGenericType(element),
            _ => typeof(ReadOnlySpan<>).MakeGenericType(element),
        };
        var variable = Tree.Parameter(parameter.IsOut ? type.MakeByRefType() : type, value.Name);
        if (parameter.Meaning == Meaning.Output) results[parameter.Index] = variable;
        else if (value.Local is { } local) locals[local] = variable;
        else buffers[value.Buffer!] = variable;
        return variable;
    }

    private void DeclareOutput(int index)
    {
        var output = program.Outputs[index];
        if (!results.ContainsKey(index))
        {
            var element = output.Type.DType.ScalarType.Type;
            variables.Add(results[index] = Tree.Variable(output.Type.IsScalar ? element : element.MakeArrayType(), output.Name));
        }

        if (output.Buffer is { } buffer) buffers[buffer] = results[index];
    }

    private void MakeOutput(int index)
    {
        if (program.Outputs[index].Buffer is not { } buffer) return;
        var isGiven = signature.Parameters.Any(p => p.Meaning == Meaning.Output && p.Index == index && !p.IsOut);
        if (!isGiven) code.Add(Tree.Assign(results[index], Tree.NewArrayBounds(buffer.Type.Type, Length(buffer.Length))));
    }

    private void WriteSizes()
    {
        foreach (var equation in SizeSolver.Equations(program, signature.GivenSizes))
        {
            var size = Variable(program.Sizes[equation.Size]);
            var length = LengthOf(buffers[program.Inputs[equation.Input].Buffer!]);
            code.Add(Tree.Assign(size, Tree.Call(typeof(Arguments), nameof(Arguments.Size), null, length, Length(equation.Rest), Length(equation.Slope))));
        }
    }

    private void WriteChecks()
    {
        foreach (var parameter in signature.TensorsOf(program))
        {
            code.Add(Tree.Call(
                typeof(Arguments), nameof(Arguments.CheckLength), null,
                LengthOf(buffers[parameter.Buffer!]), Length(parameter.Type.Shape.Size), Tree.Constant(parameter.Name), Tree.Constant(parameter.Type.Shape.ToString())));
        }

        foreach (var (output, other) in signature.DisjointTensors(program))
        {
            var element = output.Buffer!.Type.Type;
            var readOnly = typeof(ReadOnlySpan<>).MakeGenericType(element);
            code.Add(Tree.Call(
                typeof(Arguments), nameof(Arguments.CheckDisjoint), [element],
                Passed(buffers[output.Buffer!], readOnly), Passed(buffers[other.Buffer!], readOnly), Tree.Constant(output.Name), Tree.Constant(other.Name)));
        }
    }

    // The body, within the renting of one arena after the other.
    private void WriteArenas(int index)
    {
        if (index == program.Arenas.Length)
        {
            foreach (var statement in program.Body) statement.Accept(this);
            return;
        }

        var arena = program.Arenas[index];
        var element = arena.Type.Type;
        var pool = typeof(ArrayPool<>).MakeGenericType(element);
        var shared = Tree.Property(null, pool, nameof(ArrayPool<int>.Shared));
        var rented = Tree.Variable(element.MakeArrayType(), "rented");
        var length = Bind(arena.Length.Accept(this));
        variables.Add(rented);
        code.Add(Tree.Assign(rented, Tree.Call(shared, pool.GetMethod(nameof(ArrayPool<int>.Rent))!, length)));
        var outer = code;
        code = [];
        var work = SpanVariable(arena.Whole);
        code.Add(Tree.Assign(work, Tree.Call(typeof(Entry), nameof(Entry.Rent), [element], rented, length)));
        foreach (var (buffer, offset) in arena.Buffers)
            code.Add(Tree.Assign(SpanVariable(buffer), Tree.Call(work, nameof(Span<int>.Slice), null, offset.Accept(this), Length(buffer.Length))));
        WriteArenas(index + 1);
        code.Add(Tree.Empty());
        outer.Add(Tree.TryFinally(Tree.Block(code), Tree.Call(shared, pool.GetMethod(nameof(ArrayPool<int>.Return))!, rented, Tree.Constant(false))));
        code = outer;
    }

    private ParameterExpression SpanVariable(Buffer buffer)
    {
        var variable = Tree.Variable(typeof(Span<>).MakeGenericType(buffer.Type.Type), buffer.Name);
        variables.Add(variable);
        buffers[buffer] = variable;
        return variable;
    }

    // Tuples of more than seven nest in the eighth place.
    private Tree Returned(Type type, int first)
    {
        var count = signature.Results - first;
        if (signature.Results == 1) return results[0];
        var arguments = type.GetGenericArguments();
        var items = Enumerable.Range(first, Math.Min(7, count)).Select(i => (Tree)results[i]).ToList();
        if (count > 7) items.Add(Returned(arguments[7], first + 7));
        return Tree.New(type.GetConstructor(arguments)!, items);
    }

    private BlockExpression Block(ImmutableArray<Statement> statements)
    {
        var outer = code;
        code = [];
        foreach (var statement in statements) statement.Accept(this);
        code.Add(Tree.Empty());
        var block = Tree.Block(code);
        code = outer;
        return block;
    }

    private ParameterExpression Variable(Local local)
    {
        var variable = Tree.Variable(local.Type.Type, local.Name);
        variables.Add(variable);
        return locals[local] = variable;
    }

    private Tree Bind(Tree value)
    {
        if (value is ConstantExpression or ParameterExpression) return value;
        var variable = Tree.Variable(value.Type);
        variables.Add(variable);
        code.Add(Tree.Assign(variable, value));
        return variable;
    }

    private Tree Get(Buffer buffer, Tree offset)
    {
        var memory = buffers[buffer];
        if (memory.Type.IsArray) return Tree.ArrayIndex(memory, offset);
        var name = memory.Type.GetGenericTypeDefinition() == typeof(Span<>) ? nameof(Entry.Get) : nameof(Entry.Read);
        return Tree.Call(typeof(Entry), name, [buffer.Type.Type], memory, offset);
    }

    private Tree Set(Buffer buffer, Tree offset, Tree value)
    {
        var memory = buffers[buffer];
        return memory.Type.IsArray
            ? Tree.Assign(Tree.ArrayAccess(memory, offset), value)
            : Tree.Call(typeof(Entry), nameof(Entry.Set), [buffer.Type.Type], memory, offset, value);
    }

    private Tree Length(Dim dim) => Lengths.Expression(dim, name => program.AllSizes.First(s => s.Name == name)).Accept(this);

    private static Tree LengthOf(Tree memory) => memory.Type.IsArray ? Tree.ArrayLength(memory) : Tree.Property(memory, "Length");

    private static Tree Passed(Tree memory, Type type)
    {
        if (memory.Type == type || !type.IsGenericType) return memory;
        var conversion = memory.Type.IsArray ? type : memory.Type;
        return Tree.Convert(memory, type, conversion.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Single(m => m.Name == "op_Implicit" && m.ReturnType == type && m.GetParameters()[0].ParameterType == memory.Type));
    }

    private static Tree AsSpan(Tree memory) =>
        memory.Type.IsArray ? Passed(memory, typeof(Span<>).MakeGenericType(memory.Type.GetElementType()!)) : memory;

    private static bool Takes(MethodInfo method, ScalarType type, int count) =>
        method.GetParameters() is { } parameters && parameters.Length == count && parameters[0].ParameterType.GetGenericArguments() is [var element] && element == type.Type;

    private static Array Data(Buffer constant)
    {
        var data = constant.Data!;
        var array = Array.CreateInstance(constant.Type.Type, data.Count);
        for (var i = 0; i < data.Count; i++) array.SetValue(Boxed(data[i], constant.Type), i);
        return array;
    }

    private static object Boxed(Scalar value, ScalarType type) => type switch
    {
        ScalarType.Float64 => value.Real,
        ScalarType.Float32 => (float)value.Real,
        ScalarType.Int64 => value.Integer,
        ScalarType.Bool => value.Truth,
        _ => (int)value.Integer,
    };

    private static ConstantExpression Number(int value, ScalarType type) => Tree.Constant(System.Convert.ChangeType(value, type.Type, System.Globalization.CultureInfo.InvariantCulture));
}
