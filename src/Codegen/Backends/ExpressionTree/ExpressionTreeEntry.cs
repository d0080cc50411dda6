using System.Linq.Expressions;
using SymDiff.Codegen.Loops;
using SymDiff.Runtime;
using Tree = System.Linq.Expressions.Expression;

namespace SymDiff.Codegen.Backends.ExpressionTree;

/// <summary>Writes the lambda that is called from outside: its signature, sizes, checks of the arguments and scratch memory around the program's statements.</summary>
internal sealed class ExpressionTreeEntry
{
    private readonly LoopProgram program;
    private readonly Signature signature;
    private readonly TreeMethod method;
    private readonly ExpressionTreeEmitter emitter;

    private ExpressionTreeEntry(LoopProgram program, Signature signature)
    {
        (this.program, this.signature) = (program, signature);
        method = new(program);
        emitter = new(method);
    }

    /// <summary>The function that computes the program, called as the signature says.</summary>
    public static LambdaExpression Of(LoopProgram program, Signature signature) => new ExpressionTreeEntry(program, signature).Lambda();

    private LambdaExpression Lambda()
    {
        var parameters = signature.Parameters.Select(Parameter).ToList();
        for (var i = 0; i < program.Outputs.Length; i++) DeclareOutput(i);
        method.DeclareConstants();
        foreach (var array in signature.ArraysOf(program)) WriteNullCheck(array);
        foreach (var given in signature.GivenSizes) WidenSize(program.Sizes[given]);
        WriteSizes();
        WriteChecks();
        emitter.Write([.. program.Demands]);
        foreach (var (local, value) in program.Derived)
        {
            var tree = value.Accept(emitter);
            method.Add(Tree.Assign(method.Variable(local), tree));
        }

        for (var i = 0; i < program.Outputs.Length; i++) MakeOutput(i);
        new TreeArenas(method, emitter).Write(() =>
        {
            method.OpenMemory(program.Body);
            emitter.Write(program.Body);
        });
        var returned = signature.Results == 0 ? (Tree)Tree.Empty() : Returned(signature.DelegateType!.GetMethod("Invoke")!.ReturnType, 0);
        method.Add(returned);
        return Tree.Lambda(signature.DelegateType!, Tree.Block(method.Variables, method.Code), parameters);
    }

    private ParameterExpression Parameter(SignatureParameter parameter)
    {
        if (parameter.Meaning == Meaning.Size) return method.Locals[program.Sizes[parameter.Index]] = Tree.Parameter(typeof(int), program.Sizes[parameter.Index].Name);
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
        if (parameter.Meaning == Meaning.Output) method.Results[parameter.Index] = variable;
        else if (value.Local is { } local) method.Locals[local] = variable;
        else method.Buffers[value.Buffer!] = variable;
        return variable;
    }

    private void DeclareOutput(int index)
    {
        var output = program.Outputs[index];
        if (!method.Results.ContainsKey(index))
        {
            var element = output.Type.DType.ScalarType.Type;
            method.Variables.Add(method.Results[index] = Tree.Variable(output.Type.IsScalar ? element : element.MakeArrayType(), output.Name));
        }

        if (output.Buffer is { } buffer) method.Buffers[buffer] = method.Results[index];
    }

    private void MakeOutput(int index)
    {
        if (program.Outputs[index].Buffer is not { } buffer) return;
        var isGiven = signature.Parameters.Any(p => p.Meaning == Meaning.Output && p.Index == index && !p.IsOut);
        if (!isGiven) method.Add(Tree.Assign(method.Results[index], Tree.NewArrayBounds(Trees.TypeOf(buffer.Type), Trees.Int(Length(buffer.Length)))));
    }

    private void WriteNullCheck(Parameter array) => method.Add(Tree.Call(
        typeof(Arguments), nameof(Arguments.CheckNotNull), null,
        method.Buffers[array.Buffer!], Tree.Constant(array.Name), Tree.Constant(array.Type.Shape.ToString())));

    private void WidenSize(Local size)
    {
        var given = method.Locals[size];
        method.Add(Tree.Call(typeof(Arguments), nameof(Arguments.CheckSize), null, given, Tree.Constant(size.Name)));
        method.Add(Tree.Assign(method.Variable(size), Tree.Convert(given, typeof(long))));
    }

    private void WriteSizes()
    {
        foreach (var equation in SizeSolver.Equations(program, signature.GivenSizes))
        {
            var size = method.Variable(program.Sizes[equation.Size]);
            var length = Trees.LengthOf(method.Buffers[program.Inputs[equation.Input].Buffer!]);
            var value = Tree.Call(typeof(Arguments), nameof(Arguments.Size), null, length, Trees.Int(Length(equation.Rest)), Trees.Int(Length(equation.Slope)));
            method.Add(Tree.Assign(size, Tree.Convert(value, typeof(long))));
        }
    }

    private void WriteChecks()
    {
        foreach (var parameter in signature.TensorsOf(program))
        {
            method.Add(Tree.Call(
                typeof(Arguments), nameof(Arguments.CheckLength), null,
                Trees.LengthOf(method.Buffers[parameter.Buffer!]), Length(parameter.Type.Shape.Size), Tree.Constant(parameter.Name), Tree.Constant(parameter.Type.Shape.ToString())));
        }

        foreach (var (output, other) in signature.DisjointTensors(program))
        {
            var element = output.Buffer!.Type.Type;
            var readOnly = typeof(ReadOnlySpan<>).MakeGenericType(element);
            method.Add(Tree.Call(
                typeof(Arguments), nameof(Arguments.CheckDisjoint), [element],
                Trees.Passed(method.Buffers[output.Buffer!], readOnly), Trees.Passed(method.Buffers[other.Buffer!], readOnly), Tree.Constant(output.Name), Tree.Constant(other.Name)));
        }
    }

    // Tuples of more than seven nest in the eighth place.
    private Tree Returned(Type type, int first)
    {
        var count = signature.Results - first;
        if (signature.Results == 1) return method.Results[0];
        var arguments = type.GetGenericArguments();
        var items = Enumerable.Range(first, Math.Min(7, count)).Select(i => (Tree)method.Results[i]).ToList();
        if (count > 7) items.Add(Returned(arguments[7], first + 7));
        return Tree.New(type.GetConstructor(arguments)!, items);
    }

    private Tree Length(Dim dim) => emitter.Length(dim);
}
