using System.Buffers;
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

/// <summary>Writes a program as an expression tree; a part is a delegate of its own, made before.</summary>
internal sealed class ExpressionTreeEmitter : IStatementVisitor, IExpressionVisitor<Tree>
{
    private readonly LoopProgram program;
    private readonly Signature signature;
    private readonly Dictionary<Local, ParameterExpression> locals = [];
    private readonly Dictionary<Buffer, Tree> buffers = [];                // as they were given
    private readonly Dictionary<Buffer, ParameterExpression> memory = [];   // spans, for what is read or written entry by entry
    private readonly Dictionary<int, ParameterExpression> results = [];
    private List<ParameterExpression> variables = [];   // of the block at hand: blocks side by side share their places
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

    void IStatementVisitor.Visit(Store statement) => code.Add(Set(statement.Buffer, statement.Offset.Accept(this), statement.Value.Accept(this), statement.Value.Type));

    void IStatementVisitor.Visit(Accumulate statement)
    {
        var offset = Bind(statement.Offset.Accept(this));
        code.Add(Set(statement.Buffer, offset, Tree.Add(Get(statement.Buffer, offset, statement.Value.Type), statement.Value.Accept(this)), statement.Value.Type));
    }

    void IStatementVisitor.Visit(Fill statement) =>
        code.Add(Tree.Call(AsSpan(buffers[statement.Buffer]), "Fill", null, statement.Value.Accept(this)));

    void IStatementVisitor.Visit(For statement)
    {
        var from = statement.From.Accept(this);
        var index = Variable(statement.Index);
        var length = Bind(statement.Length.Accept(this));
        var end = Tree.Label();
        ends.Push(end);
        var body = Block(statement.Body);
        ends.Pop();
        code.Add(Tree.Assign(index, from));
        code.Add(Tree.Loop(
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
        var arguments = statement.Operands.Select(o => o.Buffer is { } buffer ? buffers[buffer] : o.Value!.Type == ScalarType.Index ? Int(o.Value.Accept(this)) : o.Value.Accept(this)).ToArray();
        var method = (statement.IsVector ? typeof(VectorKernels) : typeof(Kernels)).GetMethods().Single(m => m.Name == statement.Method && Takes(m, statement.Type, arguments.Length));
        code.Add(Tree.Call(method, method.GetParameters().Zip(arguments, (p, a) => Passed(a, p.ParameterType))));
    }

    void IStatementVisitor.Visit(RunPart statement)
    {
        var emitter = new ExpressionTreeEmitter(program, signature);
        var part = emitter.PartLambda(statement.Part).Compile();
        code.Add(Tree.Invoke(
            Tree.Constant(part),
            statement.Part.Buffers.Select(b => Passed(buffers[b], PartType(b))).Concat(statement.Arguments.Select(a => a.Accept(this)))));
    }

    void IStatementVisitor.Visit(View statement)
    {
        var row = Tree.Call(typeof(Entry), nameof(Entry.Row), [TypeOf(statement.Buffer.Type)], memory[statement.Of], statement.Offset.Accept(this));
        code.Add(Tree.Assign(memory[statement.Buffer] = SpanVariable(statement.Buffer), row));
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

    Tree IExpressionVisitor<Tree>.Visit(Read expression) => locals[expression.Local];

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
        if (from == ScalarType.Bool) return Tree.Condition(operand, Number(1, to), Number(0, to));
        if (to == ScalarType.Bool) return Tree.NotEqual(operand, Number(0, from));
        return from == ScalarType.Int64 && to == ScalarType.Index
            ? Tree.Convert(Tree.Call(typeof(Arguments), nameof(Arguments.Index), null, operand), typeof(long))
            : to == ScalarType.Index ? Tree.Convert(Tree.Convert(operand, typeof(int)), typeof(long))
            : Tree.Convert(operand, to.Type);
    }

    Tree IExpressionVisitor<Tree>.Visit(Conditional expression) => expression.Condition.Type.IsMask
        ? OfVectors("ConditionalSelect", expression.Type, expression.Condition.Accept(this), expression.IfTrue.Accept(this), expression.IfFalse.Accept(this))
        : Tree.Condition(expression.Condition.Accept(this), expression.IfTrue.Accept(this), expression.IfFalse.Accept(this));

    Tree IExpressionVisitor<Tree>.Visit(Call expression) => expression.Type.IsVector
        ? Tree.Call(typeof(VectorMath), expression.Function.Method.Name, null, [.. expression.Arguments.Select(a => a.Accept(this))])
        : Tree.Call(
        expression.Function.Overload(expression.Type.DType) ?? throw new CodeGenerationException($"{expression.Function} has no overload for {expression.Type.DType.Symbol}."),
        expression.Arguments.Select(a => a.Accept(this)));

    Tree IExpressionVisitor<Tree>.Visit(CheckedIndex expression) =>
        Tree.Convert(Tree.Call(typeof(Arguments), nameof(Arguments.CheckIndex), null, Int(expression.Index.Accept(this)), Int(expression.Length.Accept(this))), typeof(long));

    Tree IExpressionVisitor<Tree>.Visit(MultiplyAdd expression)
    {
        var (a, b, c) = (expression.A.Accept(this), expression.B.Accept(this), expression.C.Accept(this));
        var type = expression.Type switch { ScalarType.Float64 => typeof(Math), ScalarType.Float32 => typeof(MathF), _ => typeof(Vector256) };
        return Tree.Call(type, "FusedMultiplyAdd", null, a, b, c);
    }

    Tree IExpressionVisitor<Tree>.Visit(VectorLoad expression) => Get(expression.Buffer, expression.Offset.Accept(this), expression.Type);

    Tree IExpressionVisitor<Tree>.Visit(Splat expression) => expression.Type.IsMask
        ? Tree.Call(typeof(VectorLanes), expression.Type.ToString(), null, expression.Operand.Accept(this))
        : Tree.Call(typeof(Vector256), nameof(Vector256.Create), null, expression.Operand.Accept(this));

    Tree IExpressionVisitor<Tree>.Visit(Lanes expression)
    {
        var scalars = expression.Scalars.Select(s => s.Accept(this)).ToArray();
        return expression.Type.IsMask
            ? Tree.Call(typeof(VectorLanes), expression.Type.ToString(), null, scalars)
            : Tree.Call(typeof(Vector256), nameof(Vector256.Create), null, scalars);
    }

    Tree IExpressionVisitor<Tree>.Visit(Lane expression)
    {
        var (vector, number) = (expression.Vector.Accept(this), Tree.Constant(expression.Number));
        return expression.Vector.Type.IsMask
            ? Tree.Call(typeof(VectorLanes), nameof(VectorLanes.IsSet), null, vector, number)
            : Tree.Call(typeof(Vector256), nameof(Vector256.GetElement), [expression.Type.Type], vector, number);
    }

    Tree IExpressionVisitor<Tree>.Visit(HorizontalReduce expression) => Tree.Call(typeof(VectorLanes), expression.Kind.ToString(), null, expression.Vector.Accept(this));

    Tree IExpressionVisitor<Tree>.Visit(HorizontalSums expression) => Tree.Call(typeof(VectorLanes), nameof(VectorLanes.Sums), null, [.. expression.Vectors.Select(v => v.Accept(this))]);

    private LambdaExpression Lambda()
    {
        var parameters = signature.Parameters.Select(Parameter).ToList();
        for (var i = 0; i < program.Outputs.Length; i++) DeclareOutput(i);
        foreach (var constant in program.Constants) buffers[constant] = Tree.Constant(Data(constant));
        foreach (var given in signature.GivenSizes) WidenSize(program.Sizes[given]);
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
        foreach (var local in part.Locals) parameters.Add(locals[local] = Tree.Parameter(TypeOf(local.Type), local.Name));
        foreach (var constant in program.Constants) buffers[constant] = Tree.Constant(Data(constant));
        OpenMemory(part.Body);
        foreach (var statement in part.Body) statement.Accept(this);
        code.Add(Tree.Empty());
        var type = Tree.GetDelegateType([.. parameters.Select(p => p.Type), typeof(void)]);
        return Tree.Lambda(type, Tree.Block(variables, code), parameters);
    }

    private static Type PartType(Buffer buffer) => (buffer.Role == BufferRole.Input ? typeof(ReadOnlySpan<>) : typeof(Span<>)).MakeGenericType(TypeOf(buffer.Type));

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
        if (!isGiven) code.Add(Tree.Assign(results[index], Tree.NewArrayBounds(TypeOf(buffer.Type), Int(Length(buffer.Length)))));
    }

    private void WidenSize(Local size)
    {
        var given = locals[size];
        code.Add(Tree.Assign(Variable(size), Tree.Convert(given, typeof(long))));
    }

    private void WriteSizes()
    {
        foreach (var equation in SizeSolver.Equations(program, signature.GivenSizes))
        {
            var size = Variable(program.Sizes[equation.Size]);
            var length = LengthOf(buffers[program.Inputs[equation.Input].Buffer!]);
            var value = Tree.Call(typeof(Arguments), nameof(Arguments.Size), null, length, Int(Length(equation.Rest)), Int(Length(equation.Slope)));
            code.Add(Tree.Assign(size, Tree.Convert(value, typeof(long))));
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
            OpenMemory(program.Body);
            foreach (var statement in program.Body) statement.Accept(this);
            return;
        }

        var arena = program.Arenas[index];
        var element = TypeOf(arena.Type);
        var pool = typeof(ArrayPool<>).MakeGenericType(element);
        var shared = Tree.Property(null, pool, nameof(ArrayPool<int>.Shared));
        var rented = Tree.Variable(element.MakeArrayType(), "rented");
        var length = Bind(Int(arena.Length.Accept(this)));
        variables.Add(rented);
        code.Add(Tree.Assign(rented, Tree.Call(shared, pool.GetMethod(nameof(ArrayPool<int>.Rent))!, length)));
        var outer = code;
        code = [];
        var work = SpanVariable(arena.Whole);
        buffers[arena.Whole] = work;
        code.Add(Tree.Assign(work, Tree.Call(typeof(Entry), nameof(Entry.Rent), [element], rented, length)));
        foreach (var (buffer, offset) in arena.Buffers)
        {
            var slice = SpanVariable(buffer);
            buffers[buffer] = slice;
            code.Add(Tree.Assign(slice, Tree.Call(work, nameof(Span<int>.Slice), null, Int(offset.Accept(this)), Int(Length(buffer.Length)))));
        }

        WriteArenas(index + 1);
        code.Add(Tree.Empty());
        outer.Add(Tree.TryFinally(Tree.Block(code), Tree.Call(shared, pool.GetMethod(nameof(ArrayPool<int>.Return))!, rented, Tree.Constant(false))));
        code = outer;
    }

    private ParameterExpression SpanVariable(Buffer buffer)
    {
        var variable = Tree.Variable(typeof(Span<>).MakeGenericType(TypeOf(buffer.Type)), buffer.Name);
        variables.Add(variable);
        return variable;
    }

    // What statements read and write entry by entry, as spans; parts have their own.
    private void OpenMemory(ImmutableArray<Statement> statements)
    {
        foreach (var buffer in BuffersOf.Entries([.. statements]))
        {
            var given = buffers[buffer];
            var type = typeof(Span<>).MakeGenericType(TypeOf(buffer.Type));
            var span = given.Type.IsArray ? AsSpan(given) : given.Type == type ? given : Tree.Call(typeof(Entry), nameof(Entry.Open), [TypeOf(buffer.Type)], given);
            memory[buffer] = SpanVariable(buffer);
            code.Add(Tree.Assign(memory[buffer], span));
        }
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
        var (outer, outerVariables) = (code, variables);
        (code, variables) = ([], []);
        foreach (var statement in statements) statement.Accept(this);
        code.Add(Tree.Empty());
        var block = Tree.Block(variables, code);
        (code, variables) = (outer, outerVariables);
        return block;
    }

    private ParameterExpression Variable(Local local)
    {
        var variable = Tree.Variable(TypeOf(local.Type), local.Name);
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

    private MethodCallExpression Get(Buffer buffer, Tree offset, ScalarType type) =>
        Tree.Call(typeof(Entry), type.IsVector ? nameof(Entry.GetVector) : nameof(Entry.Get), [TypeOf(buffer.Type)], memory[buffer], offset);

    private MethodCallExpression Set(Buffer buffer, Tree offset, Tree value, ScalarType type) =>
        Tree.Call(typeof(Entry), type.IsVector ? nameof(Entry.SetVector) : nameof(Entry.Set), [TypeOf(buffer.Type)], memory[buffer], offset, value);

    private static MethodCallExpression OfVectors(string method, ScalarType type, params Tree[] arguments) => Tree.Call(typeof(Vector256), method, [type.Type], arguments);

    // An index or length where the framework takes an int.
    private static Tree Int(Tree index) => index is ConstantExpression { Value: long value } ? Tree.Constant((int)value) : Tree.Convert(index, typeof(int));

    private static Type TypeOf(ScalarType type) => type switch
    {
        ScalarType.Index => typeof(long),
        ScalarType.Float64x4 or ScalarType.Mask64x4 => typeof(Vector256<double>),
        ScalarType.Float32x8 or ScalarType.Mask32x8 => typeof(Vector256<float>),
        _ => type.Type,
    };

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

    private static ConstantExpression Number(int value, ScalarType type) => type == ScalarType.Index ? Tree.Constant((long)value) : Tree.Constant(System.Convert.ChangeType(value, type.Type, System.Globalization.CultureInfo.InvariantCulture));
}
