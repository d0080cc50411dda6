using System.Collections.Immutable;
using System.Reflection;
using SymDiff.Codegen.Loops;

namespace SymDiff.Codegen.Backends;

/// <summary>How a value crosses a call.</summary>
internal enum Passing
{
    /// <summary>A number or truth by value.</summary>
    Value,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A read-only span.</summary>
    ReadOnlySpan,

    /// <summary>A span.</summary>
    Span,
}

/// <summary>What a parameter of a method stands for.</summary>
internal enum Meaning
{
    /// <summary>An input of the function.</summary>
    Input,

    /// <summary>A named size.</summary>
    Size,

    /// <summary>An output of the function.</summary>
    Output,
}

/// <summary>One parameter of a method: what it stands for, by its position there, and how it is passed.</summary>
/// <param name="Meaning">What it stands for.</param>
/// <param name="Index">The position among the inputs, sizes or outputs.</param>
/// <param name="Passing">How it is passed.</param>
/// <param name="IsOut">An out parameter: a scalar or an array that the method makes.</param>
internal sealed record SignatureParameter(Meaning Meaning, int Index, Passing Passing, bool IsOut);

/// <summary>
/// The parameters and results of a method that runs a program: inputs first, then sizes that are given explicitly, then outputs that are no
/// results. Results are the first outputs; a tensor among them is an array that the method makes.
/// </summary>
internal sealed record Signature(ImmutableArray<SignatureParameter> Parameters, int Results, Type? DelegateType)
{
    /// <summary>True when the results are a tuple.</summary>
    public bool IsTuple => Results > 1;

    /// <summary>The positions of the sizes that the caller gives.</summary>
    public IEnumerable<int> GivenSizes => Parameters.Where(p => p.Meaning == Meaning.Size).Select(p => p.Index);

    /// <summary>The tensors whose lengths are checked: inputs, then outputs in memory of the caller.</summary>
    public IEnumerable<Parameter> TensorsOf(LoopProgram program) => InputTensors(program).Concat(OutputTensors(program));

    /// <summary>The arrays that the caller gives, which may be null.</summary>
    public IEnumerable<Parameter> ArraysOf(LoopProgram program) =>
        Parameters.Where(p => p.Passing == Passing.Array && !p.IsOut).Select(p => p.Meaning == Meaning.Input ? program.Inputs[p.Index] : program.Outputs[p.Index]);

    /// <summary>The pairs that must not overlap: outputs in memory of the caller with every input, and with each other.</summary>
    public IEnumerable<(Parameter Output, Parameter Other)> DisjointTensors(LoopProgram program)
    {
        var (inputs, outputs) = (InputTensors(program).ToList(), OutputTensors(program).ToList());
        return outputs.SelectMany((output, i) => inputs.Concat(outputs.Take(i)).Where(other => other.Type.DType == output.Type.DType).Select(other => (output, other)));
    }

    /// <summary>How a tensor output is held while it is computed.</summary>
    public Passing PassingOf(int output) =>
        Parameters.FirstOrDefault(p => p.Meaning == Meaning.Output && p.Index == output)?.Passing ?? Passing.Array;

    private IEnumerable<Parameter> InputTensors(LoopProgram program) =>
        Parameters.Where(p => p.Meaning == Meaning.Input && p.Passing != Passing.Value).Select(p => program.Inputs[p.Index]);

    private IEnumerable<Parameter> OutputTensors(LoopProgram program) =>
        Parameters.Where(p => p.Meaning == Meaning.Output && p.Passing != Passing.Value && !p.IsOut).Select(p => program.Outputs[p.Index]);

    /// <summary>
    /// The signature of readable source: scalars by value, tensors as spans; scalar outputs are the result or a tuple of results, tensors are
    /// written to spans of the caller; scalars behind a tensor are out parameters.
    /// </summary>
    public static Signature Default(LoopProgram program)
    {
        var results = program.Outputs.TakeWhile(o => o.Type.IsScalar).Count();
        return new(
            [
                .. program.Inputs.Select((p, i) => new SignatureParameter(Meaning.Input, i, p.Type.IsScalar ? Passing.Value : Passing.ReadOnlySpan, false)),
                .. SizeSolver.Unsolvable(program).Select(size => new SignatureParameter(Meaning.Size, size, Passing.Value, false)),
                .. program.Outputs.Select((p, i) => new SignatureParameter(Meaning.Output, i, p.Type.IsScalar ? Passing.Value : Passing.Span, p.Type.IsScalar)).Skip(results),
            ],
            results,
            null);
    }

    /// <summary>How a program is called through a delegate type.</summary>
    /// <exception cref="CodeGenerationException">The delegate does not fit.</exception>
    public static Signature Of(Type delegateType, LoopProgram program)
    {
        var invoke = delegateType.GetMethod("Invoke") ?? throw new CodeGenerationException($"Compile: {delegateType} is no delegate type.");
        return new SignatureReader(delegateType, invoke, program).Read();
    }
}

/// <summary>Reads a delegate type against a program.</summary>
internal sealed class SignatureReader(Type delegateType, MethodInfo invoke, LoopProgram program)
{
    private readonly ParameterInfo[] parameters = invoke.GetParameters();

    public Signature Read()
    {
        var inputs = program.Inputs.Length;
        if (parameters.Length < inputs) throw Misfit($"it has {parameters.Length} parameter(s), but there are {inputs} input(s)");
        var found = ImmutableArray.CreateBuilder<SignatureParameter>();
        for (var i = 0; i < inputs; i++) found.Add(Input(parameters[i], i));
        foreach (var size in ExplicitSizes()) found.Add(new(Meaning.Size, size, Passing.Value, false));
        var results = Results();
        for (var position = found.Count; position < parameters.Length; position++) found.Add(Output(parameters[position], results + found.Count(p => p.Meaning == Meaning.Output)));
        var outputs = results + found.Count(p => p.Meaning == Meaning.Output);
        if (outputs != program.Outputs.Length) throw Misfit($"it takes {outputs} output(s), but there are {program.Outputs.Length}");
        return new(found.ToImmutable(), results, delegateType);
    }

    // Sizes are ints right behind the inputs: all of them, or those that the lengths of the inputs do not give.
    private ImmutableArray<int> ExplicitSizes()
    {
        var given = parameters.Skip(program.Inputs.Length).TakeWhile(p => p.ParameterType == typeof(int)).Count();
        var unsolvable = SizeSolver.Unsolvable(program);
        if (given == program.Sizes.Length) return [.. Enumerable.Range(0, given)];
        if (given == unsolvable.Length) return unsolvable;
        if (unsolvable.IsEmpty)
            throw Misfit($"it has {given} int parameter(s) behind the inputs, where sizes are given, but {(program.Sizes.IsEmpty ? "there are no sizes" : "there are " + program.Sizes.Length + " size(s), to be given all or none")}");
        throw Misfit($"the size(s) {string.Join(", ", unsolvable.Select(s => program.Sizes[s].Name))} do not follow from the lengths of the inputs and must be int parameters behind the inputs");
    }

    private SignatureParameter Input(ParameterInfo parameter, int index)
    {
        var input = program.Inputs[index];
        var element = input.Type.DType.ScalarType.Type;
        return PassingOf(parameter.ParameterType, element) is { } passing && (passing == Passing.Value) == input.Type.IsScalar
            ? new(Meaning.Input, index, passing, false)
            : throw Misfit($"its parameter '{parameter.Name}' is {Name(parameter.ParameterType)}, but the input '{input.Name}' is {input.Type}, which is passed as {Forms(input.Type, output: false)}");
    }

    private SignatureParameter Output(ParameterInfo parameter, int index)
    {
        if (index >= program.Outputs.Length) throw Misfit($"its parameter '{parameter.Name}' stands for no output; there are {program.Outputs.Length}");
        var output = program.Outputs[index];
        var element = output.Type.DType.ScalarType.Type;
        var isOut = parameter.ParameterType.IsByRef && !parameter.IsIn;   // ref is written like out
        var type = isOut ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        var passing = PassingOf(type, element);
        var fits = isOut
            ? passing == (output.Type.IsScalar ? Passing.Value : Passing.Array)
            : !output.Type.IsScalar && passing is Passing.Array or Passing.Span;
        return fits
            ? new(Meaning.Output, index, passing!.Value, isOut)
            : throw Misfit($"its parameter '{parameter.Name}' is {(isOut ? "out " : "")}{Name(type)}, but the output '{output.Name}' is {output.Type}, which is given back as {Forms(output.Type, output: true)}");
    }

    private int Results()
    {
        if (invoke.ReturnType == typeof(void)) return 0;
        var types = TupleTypes(invoke.ReturnType);
        for (var i = 0; i < types.Count && i < program.Outputs.Length; i++)
        {
            var output = program.Outputs[i];
            if (PassingOf(types[i], output.Type.DType.ScalarType.Type) != (output.Type.IsScalar ? Passing.Value : Passing.Array))
                throw Misfit($"it returns {Name(types[i])} for the output '{output.Name}', which is {output.Type} and is given back as {Forms(output.Type, output: true)}");
        }

        return types.Count;
    }

    private static List<Type> TupleTypes(Type type)
    {
        if (!type.IsGenericType || type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) != true) return [type];
        var types = type.GetGenericArguments().ToList();
        if (types.Count < 8) return types;
        var rest = TupleTypes(types[7]);
        return [.. types.Take(7), .. rest];
    }

    private static Passing? PassingOf(Type type, Type element) =>
        type == element ? Passing.Value
        : type == element.MakeArrayType() ? Passing.Array
        : type == typeof(ReadOnlySpan<>).MakeGenericType(element) ? Passing.ReadOnlySpan
        : type == typeof(Span<>).MakeGenericType(element) ? Passing.Span
        : null;

    private static string Forms(TensorType type, bool output)
    {
        var keyword = type.DType.Keyword;
        return (type.IsScalar, output) switch
        {
            (true, false) => keyword,
            (true, true) => $"a result or out {keyword}",
            (false, false) => $"{keyword}[], ReadOnlySpan<{keyword}> or Span<{keyword}>",
            (false, true) => $"a result {keyword}[], out {keyword}[], or a {keyword}[] or Span<{keyword}> parameter",
        };
    }

    private static string Name(Type type) =>
        type.IsArray ? Name(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]"
        : type.IsByRef ? "ref " + Name(type.GetElementType()!)
        : type.IsGenericType ? type.Name[..type.Name.IndexOf('`')] + "<" + string.Join(", ", type.GetGenericArguments().Select(Name)) + ">"
        : DTypesOf(type)?.Keyword ?? type.Name;

    private static DType? DTypesOf(Type type)
    {
        foreach (var dtype in Enum.GetValues<DType>())
            if (dtype.ScalarType.Type == type) return dtype;
        return null;
    }

    private CodeGenerationException Misfit(string reason)
    {
        var inputs = string.Join(", ", program.Inputs.Select(p => $"{p.Name}: {p.Type}"));
        var outputs = string.Join(", ", program.Outputs.Select(p => $"{p.Name}: {p.Type}"));
        return new($"Compile: the delegate {Name(delegateType)} does not fit {program.Name}({inputs}) -> ({outputs}): {reason}.");
    }
}
