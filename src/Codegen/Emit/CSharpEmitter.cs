using SymDiff.Codegen.Backends;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using Arithmetic = SymDiff.Codegen.Loops.Arithmetic;

namespace SymDiff.Codegen.Emit;

/// <summary>Writes the statements of a method as C#.</summary>
internal sealed class CSharpEmitter(SourceNames names, SourceText source) : IStatementVisitor
{
    private static readonly string[] IndexLetters = ["i", "j", "k", "l", "p", "q", "r", "s"];

    private readonly ExpressionWriter expressions = names.Expressions;
    private readonly bool hasIntegers = IntegerArithmetic.OccursIn(names.Program);
    private int loopDepth;

    /// <summary>The statements of a method or its end.</summary>
    public void Write(IEnumerable<Statement> statements)
    {
        foreach (var statement in statements) statement.Accept(this);
    }

    /// <summary>References to what statements read and write entry by entry, raw; parts have their own.</summary>
    public void OpenMemory(IEnumerable<Statement> statements)
    {
        if (!names.Options.IsRaw) return;
        foreach (var buffer in BuffersOf.Entries([.. statements]))
        {
            var method = names.IsArray(buffer) ? "GetArrayDataReference" : "GetReference";
            source.Line($"ref {names.Keyword(buffer.Type)} {names.References[buffer] = names.Taken.Numbered(names.NameOf(buffer).TrimStart('@'), 0)} = ref MemoryMarshal.{method}({names.NameOf(buffer)});");
        }
    }

    /// <summary>A body in which integers wrap around, whatever the project's setting is.</summary>
    public void WriteBody(Action body)
    {
        if (hasIntegers)
        {
            source.Line("unchecked");
            source.Block(body);
        }
        else
        {
            body();
        }
    }

    void IStatementVisitor.Visit(Declare statement)
    {
        var name = names.Locals[statement.Local] = statement.Local.Name.Length == 1 ? names.Taken.Numbered(statement.Local.Name) : names.Taken.Plain(statement.Local.Name);
        source.Line($"{names.Keyword(statement.Local.Type)} {name}{(statement.Value is { } value ? " = " + expressions.Write(value) : "")};");
    }

    void IStatementVisitor.Visit(Assign statement)
    {
        var name = names.NameOf(statement.Local);
        source.Line(statement.Value is Arithmetic { Left: Read { Local: var read }, Kind: ArithmeticKind.Add or ArithmeticKind.Multiply } update && ReferenceEquals(read, statement.Local)
            ? $"{name} {(update.Kind == ArithmeticKind.Add ? "+=" : "*=")} {expressions.Write(update.Right)};"
            : $"{name} = {expressions.Write(statement.Value)};");
    }

    void IStatementVisitor.Visit(Store statement) => source.Line(statement.Value.Type.IsVector
        ? $"{ExpressionWriter.VectorClass(statement.Value.Type)}.StoreUnsafe({expressions.Write(statement.Value)}, {expressions.Place(statement.Buffer, statement.Offset)});"
        : $"{expressions.Entry(statement.Buffer, statement.Offset)} = {expressions.Write(statement.Value)};");

    void IStatementVisitor.Visit(StoreRows statement) => source.Line(
        $"VectorLanes.StoreRows(ref {expressions.Entry(statement.Buffer, statement.Offset)}, {statement.Stride.ToString(System.Globalization.CultureInfo.InvariantCulture)}, {string.Join(", ", statement.Vectors.Select(v => expressions.Write(v)))});");

    void IStatementVisitor.Visit(Accumulate statement)
    {
        if (!statement.Value.Type.IsVector)
        {
            source.Line($"{expressions.Entry(statement.Buffer, statement.Offset)} += {expressions.Write(statement.Value)};");
            return;
        }

        var (place, vectors) = (expressions.Place(statement.Buffer, statement.Offset), ExpressionWriter.VectorClass(statement.Value.Type));
        source.Line($"{vectors}.StoreUnsafe({vectors}.LoadUnsafe({place}) + {expressions.Write(statement.Value, Code.Multiplicative)}, {place});");
    }

    void IStatementVisitor.Visit(Fill statement) => source.Line($"{names.SpanOf(statement.Buffer)}.Fill({expressions.Write(statement.Value)});");

    void IStatementVisitor.Visit(For statement)
    {
        var name = names.Locals[statement.Index] = IndexName(loopDepth);
        var step = statement.Step == 1 ? name + "++" : $"{name} += {statement.Step.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        source.Line($"for ({names.Keyword(ScalarType.Index)} {name} = {expressions.Write(statement.From)}; {name} < {expressions.Write(statement.Length, Code.Additive)}; {step})");
        loopDepth++;
        WriteBlock(statement.Body);
        loopDepth--;
    }

    void IStatementVisitor.Visit(If statement)
    {
        source.Line($"if ({expressions.Write(statement.Condition)})");
        WriteBlock(statement.Then);
        if (statement.Else.IsEmpty) return;
        source.Line("else");
        WriteBlock(statement.Else);
    }

    void IStatementVisitor.Visit(Result statement)
    {
        var isParameter = names.Signature.Parameters.Any(p => p.Meaning == Meaning.Output && p.Index == statement.Output);
        source.Line($"{(isParameter ? "" : names.Keyword(statement.Value.Type) + " ")}{names.Results[statement.Output]} = {expressions.Write(statement.Value)};");
    }

    void IStatementVisitor.Visit(While statement)
    {
        source.Line($"if (!({expressions.Write(statement.Condition)}))");
        source.Block(() => source.Line("break;"));
    }

    void IStatementVisitor.Visit(Require statement) =>
        source.Line($"Arguments.Require({expressions.Write(statement.Condition)}, {SourceNames.Quoted(statement.Message)});");

    void IStatementVisitor.Visit(Copy statement) => source.Line($"{names.SpanOf(statement.From)}.CopyTo({names.NameOf(statement.To)});");

    void IStatementVisitor.Visit(Kernel statement) =>
        source.Line($"{(statement.IsVector ? "VectorKernels" : "Kernels")}.{statement.Method}({string.Join(", ", statement.Operands.Select(o => o.Buffer is { } buffer ? names.NameOf(buffer) : o.Value!.Type == ScalarType.Index ? expressions.Int(o.Value) : expressions.Write(o.Value)))});");

    void IStatementVisitor.Visit(RunChunks statement)
    {
        var chunk = names.Program.Chunks.Single(c => c.Number == statement.Number);
        var memory = chunk.Passed.Select(b => $"ParallelLoop.Memory<{names.Keyword(b.Type)}>({names.NameOf(b)})");
        source.Line($"ParallelLoop.Run({string.Join(", ", [names.ChunkName(chunk.Number), expressions.Int(statement.Count), expressions.Write(statement.From), expressions.Write(statement.Length), statement.Unit.ToString(System.Globalization.CultureInfo.InvariantCulture), .. memory])});");
    }

    void IStatementVisitor.Visit(View statement) =>
        source.Line($"ref {names.Keyword(statement.Buffer.Type)} {names.References[statement.Buffer] = names.Taken.Numbered("row")} = ref {expressions.Entry(statement.Of, statement.Offset)};");

    void IStatementVisitor.Visit(RunPart statement)
    {
        var arguments = statement.Part.Buffers.Select(names.NameOf).Concat(statement.Arguments.Select(a => expressions.Write(a)));
        source.Line($"{names.PartName(statement.Part)}({string.Join(", ", arguments)});");
    }

    private void WriteBlock(IEnumerable<Statement> statements) => source.Block(() => Write(statements));

    private string IndexName(int depth)
    {
        var free = IndexLetters.Where(letter => !names.Taken.IsTaken(letter)).ToList();
        return depth < free.Count ? free[depth] : names.Taken.Numbered("i");
    }
}
