using SymDiff.Codegen.Backends;
using SymDiff.Codegen.Loops;

namespace SymDiff.Codegen.Emit;

/// <summary>Writes the method that is called from outside: its signature, sizes, checks of the arguments and scratch memory around the program's statements.</summary>
internal sealed class CSharpEntry(SourceNames names, SourceText source, CSharpEmitter emitter)
{
    private readonly LoopProgram program = names.Program;
    private readonly Signature signature = names.Signature;
    private readonly SourceOptions options = names.Options;
    private readonly ExpressionWriter expressions = names.Expressions;

    /// <summary>The method.</summary>
    public void Write()
    {
        foreach (var constant in program.Constants) names.Buffers[constant] = names.Taken.Numbered("Constant");
        var parameters = signature.Parameters.Select(Declaration).ToList();
        foreach (var output in Enumerable.Range(0, signature.Results)) NameResult(output);
        source.Line($"/// <summary>Computes {string.Join(", ", program.Outputs.Select(o => o.Name))}.</summary>");
        source.Line($"public static {ReturnType()} {SourceNames.Escaped(names.Method)}({string.Join(", ", parameters)})");
        source.Block(() =>
        {
            WriteNullChecks();
            WriteSizes();
            WriteChecks();
            emitter.Write(program.Demands);
            WriteDerivedSizes();
            foreach (var output in Enumerable.Range(0, program.Outputs.Length)) WriteOutput(output);
            new CSharpArenas(names, source).Write(() => emitter.WriteBody(() =>
            {
                emitter.OpenMemory(program.Body);
                if (SoleResult() is { } result)
                {
                    emitter.Write(program.Body.Take(program.Body.Length - 1));
                    source.Line($"return {expressions.Write(result.Value)};");
                    return;
                }

                emitter.Write(program.Body);
                WriteReturn();
            }));
        });
    }

    // A lone scalar result that is computed last is returned without a variable.
    private Result? SoleResult() =>
        signature.Results == 1 && program.Outputs[0].Type.IsScalar && program.Body is [.., Result { Output: 0 } last] && program.Body.OfType<Result>().Count(r => r.Output == 0) == 1 ? last : null;

    private string ReturnType()
    {
        var types = Enumerable.Range(0, signature.Results).Select(i => (Type: TypeName(program.Outputs[i].Type), Name: names.Results[i])).ToList();
        return types.Count switch
        {
            0 => "void",
            1 => types[0].Type,
            _ => "(" + string.Join(", ", types.Select(t => t.Type + " " + t.Name)) + ")",
        };
    }

    private string Declaration(SignatureParameter parameter)
    {
        switch (parameter.Meaning)
        {
            case Meaning.Size:
                return "int " + (names.Locals[program.Sizes[parameter.Index]] = names.Taken.Unique(program.Sizes[parameter.Index].Name));
            case Meaning.Input:
                var input = program.Inputs[parameter.Index];
                var name = names.Taken.Unique(input.Name);
                if (input.Local is { } local) names.Locals[local] = name;
                else names.Buffers[input.Buffer!] = name;
                if (input.Buffer is { } tensor && parameter.Passing == Passing.Array) names.DeclareArray(tensor);
                return $"{TypeName(input.Type, parameter.Passing)} {name}";
            default:
                NameResult(parameter.Index);
                return $"{(parameter.IsOut ? "out " : "")}{TypeName(program.Outputs[parameter.Index].Type, parameter.Passing)} {names.Results[parameter.Index]}";
        }
    }

    private void NameResult(int output)
    {
        names.Results[output] = names.Taken.Unique(program.Outputs[output].Name);
        if (program.Outputs[output].Buffer is not { } buffer) return;
        names.Buffers[buffer] = names.Results[output];
        if (signature.PassingOf(output) == Passing.Array) names.DeclareArray(buffer);
    }

    private void WriteNullChecks()
    {
        foreach (var array in signature.ArraysOf(program))
            source.Line($"Arguments.CheckNotNull({names.NameOf(array.Buffer!)}, {SourceNames.Quoted(array.Name)}, {SourceNames.Quoted(array.Type.Shape.ToString())});");
    }

    private void WriteSizes()
    {
        foreach (var size in signature.GivenSizes.Select(i => program.Sizes[i])) source.Line($"Arguments.CheckSize({names.Locals[size]}, {SourceNames.Quoted(size.Name)});");
        if (options.IsRaw)
        {
            foreach (var size in signature.GivenSizes.Select(i => program.Sizes[i]))
            {
                var given = names.Locals[size];
                source.Line($"nint {names.Locals[size] = names.Taken.Numbered(given.TrimStart('@'), 2)} = {given};");
            }
        }

        foreach (var equation in SizeSolver.Equations(program, signature.GivenSizes))
        {
            var size = program.Sizes[equation.Size];
            var length = names.NameOf(program.Inputs[equation.Input].Buffer!) + ".Length";
            var isPlain = equation.Slope == Dim.One && equation.Rest == Dim.Zero;
            var value = isPlain ? length : $"Arguments.Size({length}, {names.IntLength(equation.Rest)}, {names.IntLength(equation.Slope)})";
            source.Line($"{names.Keyword(ScalarType.Index)} {names.Locals[size] = names.Taken.Unique(size.Name)} = {value};");
        }
    }

    private void WriteDerivedSizes()
    {
        foreach (var (local, value) in program.Derived)
        {
            var text = expressions.Write(value);
            source.Line($"{names.Keyword(ScalarType.Index)} {names.Locals[local] = names.Taken.Plain(local.Name)} = {text};");
        }
    }

    private void WriteChecks()
    {
        foreach (var parameter in signature.TensorsOf(program))
        {
            var name = names.NameOf(parameter.Buffer!);
            if (parameter.Type.Shape is [var dim] && !dim.IsConstant && names.Length(dim) == names.Locals[program.Sizes.First(s => s.Name == dim.Names[0])] && IsSolvedBy(parameter, dim)) continue;
            source.Line($"Arguments.CheckLength({name}.Length, {names.Length(parameter.Type.Shape.Size)}, {SourceNames.Quoted(parameter.Name)}, {SourceNames.Quoted(parameter.Type.Shape.ToString())});");
        }

        foreach (var (output, other) in signature.DisjointTensors(program))
            source.Line($"Arguments.CheckDisjoint<{names.Keyword(output.Buffer!.Type)}>({names.NameOf(output.Buffer!)}, {names.NameOf(other.Buffer!)}, {SourceNames.Quoted(output.Name)}, {SourceNames.Quoted(other.Name)});");
    }

    // The size was taken from this very input: there is nothing to check.
    private bool IsSolvedBy(Parameter parameter, Dim dim) =>
        SizeSolver.Equations(program, signature.GivenSizes).Any(e => program.Sizes[e.Size].Name == dim.Names[0] && ReferenceEquals(program.Inputs[e.Input], parameter) && e.Slope == Dim.One && e.Rest == Dim.Zero);

    private void WriteOutput(int index)
    {
        var output = program.Outputs[index];
        var parameter = signature.Parameters.FirstOrDefault(p => p.Meaning == Meaning.Output && p.Index == index);
        if (output.Buffer is { } buffer && (parameter is null || parameter.IsOut))
            source.Line($"{(parameter is null ? names.Keyword(buffer.Type) + "[] " : "")}{names.Results[index]} = new {names.Keyword(buffer.Type)}[{names.Length(buffer.Length)}];");
    }

    private void WriteReturn()
    {
        var returned = Enumerable.Range(0, signature.Results).Select(i => names.Results[i]).ToList();
        if (returned.Count > 0) source.Line(returned.Count == 1 ? $"return {returned[0]};" : $"return ({string.Join(", ", returned)});");
    }

    private static string TypeName(TensorType type, Passing passing = Passing.Array) => type.IsScalar ? type.DType.Keyword : passing switch
    {
        Passing.Span => $"Span<{type.DType.Keyword}>",
        Passing.ReadOnlySpan => $"ReadOnlySpan<{type.DType.Keyword}>",
        _ => type.DType.Keyword + "[]",
    };
}
