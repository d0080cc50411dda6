using SymDiff.Codegen.Backends;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Lowering;
using SymDiff.Elements;
using Arithmetic = SymDiff.Codegen.Loops.Arithmetic;
using Buffer = SymDiff.Codegen.Loops.Buffer;
using Expression = SymDiff.Codegen.Loops.Expression;

namespace SymDiff.Codegen.Emit;

/// <summary>Writes a program as a C# file: one static class with one method, and private methods for its parts.</summary>
internal sealed class CSharpEmitter : IStatementVisitor
{
    private const int LargestOnStack = 512;   // entries

    private static readonly string[] IndexLetters = ["i", "j", "k", "l", "p", "q", "r", "s"];

    private readonly LoopProgram program;
    private readonly Signature signature;
    private readonly SourceOptions options;
    private readonly string method;
    private readonly SourceText source = new();
    private readonly ExpressionWriter expressions;
    private readonly Dictionary<Local, string> locals = [];
    private readonly Dictionary<Buffer, string> buffers = [];      // spans and arrays
    private readonly Dictionary<Buffer, string> references = [];   // raw: references to first entries
    private readonly Dictionary<int, string> results = [];
    private readonly HashSet<Buffer> arrays = [];   // the buffers that are arrays in the text, the others are spans
    private NameScope names = new();
    private int loopDepth;

    private CSharpEmitter(LoopProgram program, Signature signature, SourceOptions options)
    {
        (this.program, this.signature, this.options) = (program, signature, options);
        method = options.Method ?? NameScope.Pascal(program.Name);
        if (method == options.Class) method += "_";   // a member cannot have its class's name
        expressions = new(NameOf, options.IsRaw ? buffer => references[buffer] : NameOf, options.IsRaw);
    }

    /// <summary>The file.</summary>
    public static string Emit(LoopProgram program, Signature signature, SourceOptions options)
    {
        Check(options.Class, "class");
        if (options.Method is { } name) Check(name, "method");
        foreach (var part in options.Namespace?.Split('.') ?? []) Check(part, "namespace");
        var emitter = new CSharpEmitter(program, signature, options);
        emitter.WriteFile();
        return emitter.Header() + emitter.source;
    }

    void IStatementVisitor.Visit(Declare statement)
    {
        var name = locals[statement.Local] = statement.Local.Name.Length == 1 ? names.Numbered(statement.Local.Name) : names.Plain(statement.Local.Name);
        source.Line($"{Keyword(statement.Local.Type)} {name}{(statement.Value is { } value ? " = " + expressions.Write(value) : "")};");
    }

    void IStatementVisitor.Visit(Assign statement)
    {
        var name = NameOf(statement.Local);
        source.Line(statement.Value is Arithmetic { Left: Read { Local: var read }, Kind: ArithmeticKind.Add or ArithmeticKind.Multiply } update && ReferenceEquals(read, statement.Local)
            ? $"{name} {(update.Kind == ArithmeticKind.Add ? "+=" : "*=")} {expressions.Write(update.Right)};"
            : $"{name} = {expressions.Write(statement.Value)};");
    }

    void IStatementVisitor.Visit(Store statement) => source.Line(statement.Value.Type.IsVector
        ? $"Vector256.StoreUnsafe({expressions.Write(statement.Value)}, {expressions.Place(statement.Buffer, statement.Offset)});"
        : $"{expressions.Entry(statement.Buffer, statement.Offset)} = {expressions.Write(statement.Value)};");

    void IStatementVisitor.Visit(Accumulate statement)
    {
        if (!statement.Value.Type.IsVector)
        {
            source.Line($"{expressions.Entry(statement.Buffer, statement.Offset)} += {expressions.Write(statement.Value)};");
            return;
        }

        var place = expressions.Place(statement.Buffer, statement.Offset);
        source.Line($"Vector256.StoreUnsafe(Vector256.LoadUnsafe({place}) + {expressions.Write(statement.Value, Code.Multiplicative)}, {place});");
    }

    void IStatementVisitor.Visit(Fill statement) => source.Line($"{SpanOf(statement.Buffer)}.Fill({expressions.Write(statement.Value)});");

    void IStatementVisitor.Visit(For statement)
    {
        var name = locals[statement.Index] = IndexName(loopDepth);
        var step = statement.Step == 1 ? name + "++" : $"{name} += {statement.Step.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        source.Line($"for ({Keyword(ScalarType.Index)} {name} = {expressions.Write(statement.From)}; {name} < {expressions.Write(statement.Length, Code.Additive)}; {step})");
        loopDepth++;
        Write(statement.Body);
        loopDepth--;
    }

    void IStatementVisitor.Visit(If statement)
    {
        source.Line($"if ({expressions.Write(statement.Condition)})");
        Write(statement.Then);
        if (statement.Else.IsEmpty) return;
        source.Line("else");
        Write(statement.Else);
    }

    void IStatementVisitor.Visit(Result statement)
    {
        var isParameter = signature.Parameters.Any(p => p.Meaning == Meaning.Output && p.Index == statement.Output);
        source.Line($"{(isParameter ? "" : Keyword(statement.Value.Type) + " ")}{results[statement.Output]} = {expressions.Write(statement.Value)};");
    }

    void IStatementVisitor.Visit(While statement)
    {
        source.Line($"if (!({expressions.Write(statement.Condition)}))");
        source.Block(() => source.Line("break;"));
    }

    void IStatementVisitor.Visit(Require statement) =>
        source.Line($"Arguments.Require({expressions.Write(statement.Condition)}, {Quoted(statement.Message)});");

    void IStatementVisitor.Visit(Copy statement) => source.Line($"{SpanOf(statement.From)}.CopyTo({NameOf(statement.To)});");

    void IStatementVisitor.Visit(Kernel statement) =>
        source.Line($"{(statement.IsVector ? "VectorKernels" : "Kernels")}.{statement.Method}({string.Join(", ", statement.Operands.Select(o => o.Buffer is { } buffer ? NameOf(buffer) : o.Value!.Type == ScalarType.Index ? expressions.Int(o.Value) : expressions.Write(o.Value)))});");

    void IStatementVisitor.Visit(View statement) =>
        source.Line($"ref {Keyword(statement.Buffer.Type)} {references[statement.Buffer] = names.Numbered("row")} = ref {expressions.Entry(statement.Of, statement.Offset)};");

    void IStatementVisitor.Visit(RunPart statement)
    {
        var arguments = statement.Part.Buffers.Select(NameOf).Concat(statement.Arguments.Select(a => expressions.Write(a)));
        source.Line($"{PartName(statement.Part)}({string.Join(", ", arguments)});");
    }

    private static void Check(string name, string what)
    {
        if (!Names.IsIdentifier(name)) throw new CodeGenerationException($"'{name}' is no name for a {what}: expected letters, digits and underscores, starting with a letter or underscore.");
    }

    private string Header()
    {
        var text = source.ToString();
        var header = new SourceText();
        header.Line("// <auto-generated>");
        header.Line($"// {program.Name}({string.Join(", ", program.Inputs.Select(p => p.Name + ": " + p.Type))}) -> ({string.Join(", ", program.Outputs.Select(p => p.Name + ": " + p.Type))})");
        header.Line("// Written by SymDiff. Changes are lost when it is written again.");
        header.Line("// </auto-generated>");
        if (Uses("Math.", "MathF.", "Span<", ".AsSpan(")) header.Line("using System;");
        if (Uses("ArrayPool<")) header.Line("using System.Buffers;");
        if (Uses("Unsafe.")) header.Line("using System.Runtime.CompilerServices;");
        if (Uses("MemoryMarshal.")) header.Line("using System.Runtime.InteropServices;");
        if (Uses("Vector256")) header.Line("using System.Runtime.Intrinsics;");
        if (Uses("ScalarMath.", "Arguments.", "Kernels.", "VectorMath.", "VectorLanes.")) header.Line("using SymDiff.Runtime;");
        header.Line();
        return header.ToString();

        bool Uses(params ReadOnlySpan<string> words)
        {
            foreach (var word in words) if (text.Contains(word)) return true;
            return false;
        }
    }

    private void WriteFile()
    {
        if (options.Namespace is { } space)
        {
            source.Line("namespace " + string.Join(".", space.Split('.').Select(Escaped)));
            source.Block(WriteClass);
        }
        else
        {
            WriteClass();
        }
    }

    private void WriteClass()
    {
        source.Line("/// <summary>Functions written by SymDiff.</summary>");
        source.Line($"{Visibility} static class {Escaped(options.Class)}");
        source.Block(() =>
        {
            WriteMethod();
            foreach (var part in program.Parts) WritePart(part);
            foreach (var constant in program.Constants) WriteConstant(constant);
        });
    }

    private string Visibility => options.IsPublic ? "public" : "internal";

    private void WriteMethod()
    {
        foreach (var constant in program.Constants) buffers[constant] = names.Numbered("Constant");
        var parameters = signature.Parameters.Select(Declaration).ToList();
        foreach (var output in Enumerable.Range(0, signature.Results)) NameResult(output);
        source.Line($"/// <summary>Computes {string.Join(", ", program.Outputs.Select(o => o.Name))}.</summary>");
        source.Line($"public static {ReturnType()} {Escaped(method)}({string.Join(", ", parameters)})");
        source.Block(() =>
        {
            WriteSizes();
            WriteChecks();
            WriteDerivedSizes();
            foreach (var output in Enumerable.Range(0, program.Outputs.Length)) WriteOutput(output);
            WriteArenas(0, () => WriteBody(() =>
            {
                WriteReferences(program.Body);
                if (SoleResult() is { } result)
                {
                    foreach (var statement in program.Body.Take(program.Body.Length - 1)) statement.Accept(this);
                    source.Line($"return {expressions.Write(result.Value)};");
                    return;
                }

                foreach (var statement in program.Body) statement.Accept(this);
                WriteReturn();
            }));
        });
    }

    // A lone scalar result that is computed last is returned without a variable.
    private Result? SoleResult() =>
        signature.Results == 1 && program.Outputs[0].Type.IsScalar && program.Body is [.., Result { Output: 0 } last] && program.Body.OfType<Result>().Count(r => r.Output == 0) == 1 ? last : null;

    private string ReturnType()
    {
        var types = Enumerable.Range(0, signature.Results).Select(i => (Type: TypeName(program.Outputs[i].Type), Name: results[i])).ToList();
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
                return "int " + (locals[program.Sizes[parameter.Index]] = names.Unique(program.Sizes[parameter.Index].Name));
            case Meaning.Input:
                var input = program.Inputs[parameter.Index];
                var name = names.Unique(input.Name);
                if (input.Local is { } local) locals[local] = name;
                else buffers[input.Buffer!] = name;
                if (input.Buffer is { } tensor && parameter.Passing == Passing.Array) arrays.Add(tensor);
                return $"{TypeName(input.Type, parameter.Passing)} {name}";
            default:
                NameResult(parameter.Index);
                return $"{(parameter.IsOut ? "out " : "")}{TypeName(program.Outputs[parameter.Index].Type, parameter.Passing)} {results[parameter.Index]}";
        }
    }

    private void NameResult(int output)
    {
        results[output] = names.Unique(program.Outputs[output].Name);
        if (program.Outputs[output].Buffer is not { } buffer) return;
        buffers[buffer] = results[output];
        if (signature.PassingOf(output) == Passing.Array) arrays.Add(buffer);
    }

    private void WriteSizes()
    {
        if (options.IsRaw)
        {
            foreach (var size in signature.GivenSizes.Select(i => program.Sizes[i]))
            {
                var given = locals[size];
                source.Line($"nint {locals[size] = names.Numbered(given.TrimStart('@'), 2)} = {given};");
            }
        }

        foreach (var equation in SizeSolver.Equations(program, signature.GivenSizes))
        {
            var size = program.Sizes[equation.Size];
            var length = NameOf(program.Inputs[equation.Input].Buffer!) + ".Length";
            var isPlain = equation.Slope == Dim.One && equation.Rest == Dim.Zero;
            var value = isPlain ? length : $"Arguments.Size({length}, {IntLength(equation.Rest)}, {IntLength(equation.Slope)})";
            source.Line($"{Keyword(ScalarType.Index)} {locals[size] = names.Unique(size.Name)} = {value};");
        }
    }

    private void WriteDerivedSizes()
    {
        foreach (var (local, value) in program.Derived)
        {
            var text = expressions.Write(value);
            source.Line($"{Keyword(ScalarType.Index)} {locals[local] = names.Plain(local.Name)} = {text};");
        }
    }

    private void WriteChecks()
    {
        foreach (var parameter in signature.TensorsOf(program))
        {
            var name = NameOf(parameter.Buffer!);
            if (parameter.Type.Shape is [var dim] && !dim.IsConstant && Length(dim) == locals[program.Sizes.First(s => s.Name == dim.Names[0])] && IsSolvedBy(parameter, dim)) continue;
            source.Line($"Arguments.CheckLength({name}.Length, {Length(parameter.Type.Shape.Size)}, {Quoted(parameter.Name)}, {Quoted(parameter.Type.Shape.ToString())});");
        }

        foreach (var (output, other) in signature.DisjointTensors(program))
            source.Line($"Arguments.CheckDisjoint<{Keyword(output.Buffer!.Type)}>({NameOf(output.Buffer!)}, {NameOf(other.Buffer!)}, {Quoted(output.Name)}, {Quoted(other.Name)});");
    }

    // The size was taken from this very input: there is nothing to check.
    private bool IsSolvedBy(Parameter parameter, Dim dim) =>
        SizeSolver.Equations(program, signature.GivenSizes).Any(e => program.Sizes[e.Size].Name == dim.Names[0] && ReferenceEquals(program.Inputs[e.Input], parameter) && e.Slope == Dim.One && e.Rest == Dim.Zero);

    private void WriteOutput(int index)
    {
        var output = program.Outputs[index];
        var parameter = signature.Parameters.FirstOrDefault(p => p.Meaning == Meaning.Output && p.Index == index);
        if (output.Buffer is { } buffer && (parameter is null || parameter.IsOut))
            source.Line($"{(parameter is null ? Keyword(buffer.Type) + "[] " : "")}{results[index]} = new {Keyword(buffer.Type)}[{Length(buffer.Length)}];");
    }

    private void WriteArenas(int index, Action body)
    {
        if (index == program.Arenas.Length)
        {
            body();
            return;
        }

        var arena = program.Arenas[index];
        var type = Keyword(arena.Type);
        var work = buffers[arena.Whole] = names.Plain("work");
        if (arena.Length is Constant { Value.Integer: <= LargestOnStack } constant)
        {
            source.Line($"Span<{type}> {work} = stackalloc {type}[{expressions.Write(constant)}];");
            WriteSlices(arena, work);
            WriteArenas(index + 1, body);
            return;
        }

        var rented = names.Plain("rented");
        source.Line($"{type}[] {rented} = ArrayPool<{type}>.Shared.Rent({expressions.Int(arena.Length)});");
        source.Line("try");
        source.Block(() =>
        {
            source.Line($"Span<{type}> {work} = {rented}.AsSpan(0, {expressions.Int(arena.Length)});");
            WriteSlices(arena, work);
            WriteArenas(index + 1, body);
        });
        source.Line("finally");
        source.Block(() => source.Line($"ArrayPool<{type}>.Shared.Return({rented});"));
    }

    private void WriteSlices(Arena arena, string work)
    {
        foreach (var (buffer, offset) in arena.Buffers)
            source.Line($"Span<{Keyword(buffer.Type)}> {buffers[buffer] = names.Numbered("w")} = {work}.Slice({expressions.Int(offset)}, {IntLength(buffer.Length)});");
    }

    // What statements read and write entry by entry, as references; parts have their own.
    private void WriteReferences(IEnumerable<Statement> statements)
    {
        if (!options.IsRaw) return;
        foreach (var buffer in BuffersOf.Entries([.. statements]))
        {
            var method = arrays.Contains(buffer) ? "GetArrayDataReference" : "GetReference";
            source.Line($"ref {Keyword(buffer.Type)} {references[buffer] = names.Numbered(NameOf(buffer).TrimStart('@'), 0)} = ref MemoryMarshal.{method}({NameOf(buffer)});");
        }
    }

    private void WriteReturn()
    {
        var returned = Enumerable.Range(0, signature.Results).Select(i => results[i]).ToList();
        if (returned.Count > 0) source.Line(returned.Count == 1 ? $"return {returned[0]};" : $"return ({string.Join(", ", returned)});");
    }

    private void WritePart(Part part)
    {
        source.Line();
        var outer = names;
        names = new NameScope();
        foreach (var constant in program.Constants) names.Unique(buffers[constant]);   // a reference to Constant2 is not Constant20
        foreach (var buffer in part.Buffers) arrays.Remove(buffer);
        var parameters = part.Buffers.Select(b => $"{(b.Role == BufferRole.Input ? "ReadOnlySpan" : "Span")}<{Keyword(b.Type)}> {buffers[b] = names.Unique(NameOf(b).TrimStart('@'))}")
            .Concat(part.Locals.Select(l => $"{Keyword(l.Type)} {locals[l] = PartLocal(l)}"))
            .ToList();
        source.Line($"private static void {PartName(part)}({string.Join(", ", parameters)})");
        source.Block(() => WriteBody(() =>
        {
            WriteReferences(part.Body);
            foreach (var statement in part.Body) statement.Accept(this);
        }));
        names = outer;
    }

    private string PartLocal(Local local) => names.IsTaken(local.Name) ? names.Numbered(local.Name, 2) : names.Unique(local.Name);

    private string PartName(Part part) => Escaped(method + "Part" + part.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private void WriteConstant(Buffer constant)
    {
        source.Line();
        var data = constant.Data!;
        source.Line($"private static ReadOnlySpan<{Keyword(constant.Type)}> {buffers[constant]} => new {Keyword(constant.Type)}[]");
        source.Line("{");
        for (var start = 0; start < data.Count; start += 8)
            source.Line("    " + string.Join(" ", Enumerable.Range(start, Math.Min(8, data.Count - start)).Select(i => ExpressionWriter.Literal(data[i], constant.Type).Text + ",")));
        source.Line("};");
    }

    // Integers wrap around, whatever the project's setting is.
    private void WriteBody(Action body)
    {
        if (IntegerArithmetic.OccursIn(program))
        {
            source.Line("unchecked");
            source.Block(body);
        }
        else
        {
            body();
        }
    }

    private void Write(IEnumerable<Statement> statements) => source.Block(() =>
    {
        foreach (var statement in statements) statement.Accept(this);
    });

    private string IndexName(int depth)
    {
        var free = IndexLetters.Where(letter => !names.IsTaken(letter)).ToList();
        return depth < free.Count ? free[depth] : names.Numbered("i");
    }

    private string NameOf(Local local) => locals[local];

    private string NameOf(Buffer buffer) => buffers[buffer];

    private string SpanOf(Buffer buffer) => arrays.Contains(buffer) ? $"{NameOf(buffer)}.AsSpan()" : NameOf(buffer);

    private string IntLength(Dim dim) => expressions.Int(Lengths.Expression(dim, name => program.AllSizes.First(s => s.Name == name)));

    private string Length(Dim dim) => expressions.Write(Lengths.Expression(dim, name => program.AllSizes.First(s => s.Name == name)));

    private static string TypeName(TensorType type, Passing passing = Passing.Array) => type.IsScalar ? type.DType.Keyword : passing switch
    {
        Passing.Span => $"Span<{type.DType.Keyword}>",
        Passing.ReadOnlySpan => $"ReadOnlySpan<{type.DType.Keyword}>",
        _ => type.DType.Keyword + "[]",
    };

    private string Keyword(ScalarType type) => ExpressionWriter.Keyword(type, options.IsRaw);

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    private static string Escaped(string name) => new NameScope().Unique(name);
}
