namespace SymDiff.Codegen.Loops;

/// <summary>Checks that loop code is well formed: types agree, variables are declared before they are read and once, buffers belong to the program.</summary>
internal sealed class ProgramVerifier : StatementWalker
{
    private readonly HashSet<Local> declared = [];
    private readonly HashSet<Buffer> buffers = [];
    private readonly LoopProgram program;

    private ProgramVerifier(LoopProgram program) => this.program = program;

    /// <exception cref="InvalidOperationException">The program is not well formed; the message says where.</exception>
    public static void Check(LoopProgram program)
    {
        var verifier = new ProgramVerifier(program);
        verifier.Run();
        foreach (var chunk in program.Chunks) Check(chunk);
        var computed = program.Body.OfType<Result>().Select(r => r.Output).ToList();
        for (var i = 0; i < program.Outputs.Length; i++)
            Require(program.Outputs[i].Buffer is not null || computed.Count(o => o == i) == 1, $"the output '{program.Outputs[i].Name}' is not set exactly once");
    }

    private static void Check(ChunkProgram chunk)
    {
        var verifier = new ProgramVerifier(chunk.Program);
        verifier.declared.UnionWith([chunk.Chunk, chunk.From, chunk.To]);
        verifier.buffers.UnionWith(chunk.Memory.Select(m => m.Buffer));
        verifier.Run();
    }

    private void Run()
    {
        Declare();
        foreach (var statement in program.Demands) statement.Accept(this);
        foreach (var statement in program.Body) statement.Accept(this);
    }

    public override void Visit(Declare statement)
    {
        base.Visit(statement);
        if (statement.Value is { } value) RequireType(value, statement.Local.Type, statement.Local.Name);
        Require(declared.Add(statement.Local), $"'{statement.Local}' is declared twice");
    }

    public override void Visit(Assign statement)
    {
        base.Visit(statement);
        Require(declared.Contains(statement.Local), $"'{statement.Local}' is assigned before it is declared");
        RequireType(statement.Value, statement.Local.Type, statement.Local.Name);
    }

    public override void Visit(Store statement)
    {
        base.Visit(statement);
        Write(statement.Buffer, statement.Offset, statement.Value);
    }

    public override void Visit(StoreRows statement)
    {
        base.Visit(statement);
        Require(statement.Vectors.Length > 1 && statement.Vectors.Length <= Math.Abs(statement.Stride), $"{statement.Vectors.Length} vectors do not lie side by side in rows at a distance of {statement.Stride}");
        foreach (var vector in statement.Vectors)
        {
            Write(statement.Buffer, statement.Offset, vector);
            Require(vector.Type.IsVector && vector.Type == statement.Vectors[0].Type, $"'{statement.Buffer}' is given {vector.Type} beside {statement.Vectors[0].Type}");
        }
    }

    public override void Visit(Accumulate statement)
    {
        base.Visit(statement);
        Write(statement.Buffer, statement.Offset, statement.Value);
    }

    public override void Visit(Fill statement)
    {
        base.Visit(statement);
        Write(statement.Buffer, null, statement.Value);
    }

    public override void Visit(For statement)
    {
        Require(declared.Add(statement.Index), $"the index '{statement.Index}' is used by two loops");
        RequireType(statement.From, ScalarType.Index, "a start");
        RequireType(statement.Length, ScalarType.Index, "a length");
        Require(statement.Step > 0, $"the index '{statement.Index}' does not grow");
        base.Visit(statement);
    }

    public override void Visit(If statement)
    {
        RequireType(statement.Condition, ScalarType.Bool, "a condition");
        base.Visit(statement);
    }

    public override void Visit(While statement)
    {
        RequireType(statement.Condition, ScalarType.Bool, "a condition");
        base.Visit(statement);
    }

    public override void Visit(Require statement)
    {
        RequireType(statement.Condition, ScalarType.Bool, "a condition");
        base.Visit(statement);
    }

    public override void Visit(Copy statement)
    {
        Use(statement.From);
        Use(statement.To);
        Require(statement.From.Type == statement.To.Type && statement.From.Length == statement.To.Length, $"'{statement.From}' is copied to '{statement.To}', which is of another type or length");
    }

    public override void Visit(Kernel statement)
    {
        foreach (var operand in statement.Operands)
            if (operand.Buffer is { } buffer) Use(buffer);
        base.Visit(statement);
    }

    public override void Visit(RunPart statement)
    {
        foreach (var buffer in statement.Part.Buffers) Use(buffer);
        Require(statement.Arguments.Length == statement.Part.Locals.Length, $"the part {statement.Part.Number} is given {statement.Arguments.Length} values for {statement.Part.Locals.Length} variables");
        for (var i = 0; i < statement.Arguments.Length; i++) RequireType(statement.Arguments[i], statement.Part.Locals[i].Type, "an argument");
        declared.UnionWith(statement.Part.Locals);
        base.Visit(statement);
    }

    public override void Visit(RunChunks statement)
    {
        RequireType(statement.Count, ScalarType.Index, "a number of runs");
        RequireType(statement.From, ScalarType.Index, "a start");
        RequireType(statement.Length, ScalarType.Index, "a length");
        foreach (var memory in statement.Memory) Use(memory.Buffer);
        foreach (var partials in statement.Memory.Select(m => m.Partials).OfType<Buffer>()) Use(partials);
        var chunk = program.Chunks.SingleOrDefault(c => c.Number == statement.Number);
        Require(chunk is not null && chunk.Memory.SequenceEqual(statement.Memory), $"the runs {statement.Number} are not those of the program");
        base.Visit(statement);
    }

    public override void Visit(View statement)
    {
        Use(statement.Of);
        RequireType(statement.Offset, ScalarType.Index, "an offset");
        Require(statement.Buffer.Type == statement.Of.Type && statement.Buffer.Role == statement.Of.Role, $"'{statement.Buffer}' is a view of '{statement.Of}', which is of another type or role");
        Require(buffers.Add(statement.Buffer), $"the view '{statement.Buffer}' is introduced twice");
        base.Visit(statement);
    }

    protected override void Read(Expression expression)
    {
        switch (expression)
        {
            case Read read: Require(declared.Contains(read.Local), $"'{read.Local}' is read before it is declared"); break;
            case Load load: Use(load.Buffer); RequireType(load.Offset, ScalarType.Index, "an offset"); break;
            case VectorLoad load:
                Use(load.Buffer);
                RequireType(load.Offset, ScalarType.Index, "an offset");
                Require(load.Type.IsVector && load.Type.Element == load.Buffer.Type, $"a {load.Type} is read from '{load.Buffer}', which holds {load.Buffer.Type}");
                break;
            case Arithmetic arithmetic: RequireType(arithmetic.Right, arithmetic.Left.Type, "an operand"); break;
            case Compare compare: RequireType(compare.Right, compare.Left.Type, "an operand"); break;
            case Logic logic:
                RequireTruth(logic.Left);
                RequireType(logic.Right, logic.Left.Type, "an operand");
                break;
            case Not not: RequireTruth(not.Operand); break;
            case Conditional conditional:
                RequireCondition(conditional.Condition, conditional.Type);
                RequireType(conditional.IfFalse, conditional.IfTrue.Type, "a side");
                break;
            case Call { Type.IsVector: true } call:
                foreach (var argument in call.Arguments) RequireType(argument, call.Type, "an argument");
                break;
            case MultiplyAdd fused:
                Require(fused.Type.IsVector || fused.Type.IsFloat, $"a fused multiplication is of {fused.Type}");
                RequireType(fused.A, fused.Type, "a factor");
                RequireType(fused.B, fused.Type, "a factor");
                break;
            case Splat splat:
                Require(splat.Type.IsVector || splat.Type.IsMask, $"{splat.Type} has no lanes");
                RequireType(splat.Operand, splat.Type.Element, "a lane");
                break;
            case Lanes lanes:
                Require(lanes.Scalars.Length > 1 && lanes.Scalars.Length == lanes.Type.LaneCount, $"{lanes.Scalars.Length} lanes do not make a {lanes.Type}");
                foreach (var scalar in lanes.Scalars) RequireType(scalar, lanes.Type.Element, "a lane");
                break;
            case Lane lane: Require(lane.Number >= 0 && lane.Number < lane.Vector.Type.LaneCount, $"{lane.Vector.Type} has no lane {lane.Number}"); break;
            case HorizontalReduce reduce: Require(reduce.Vector.Type.IsVector, $"the lanes of a {reduce.Vector.Type} are combined"); break;
            case HorizontalSums sums:
                Require(sums.Vectors.Length == 4 && sums.Vectors[0].Type is ScalarType.Float64x4 or ScalarType.Float64x8, "four sums of doubles are expected");
                foreach (var vector in sums.Vectors) RequireType(vector, sums.Vectors[0].Type, "a vector");
                break;
            default: break;
        }
    }

    private void Declare()
    {
        declared.UnionWith(program.AllSizes);
        foreach (var parameter in program.Inputs.Concat(program.Outputs))
        {
            if (parameter.Local is { } local) declared.Add(local);
            if (parameter.Buffer is { } buffer) buffers.Add(buffer);
        }

        buffers.UnionWith(program.Constants);
        foreach (var arena in program.Arenas) buffers.UnionWith(arena.Buffers.Select(b => b.Buffer).Append(arena.Whole));
    }

    private void Write(Buffer buffer, Expression? offset, Expression value)
    {
        Use(buffer);
        Require(buffer.Role is BufferRole.Output or BufferRole.Workspace, $"the buffer '{buffer}' is written, but is {buffer.Role}");
        if (offset is not null) RequireType(offset, ScalarType.Index, "an offset");
        Require(value.Type.Element == buffer.Type && !(offset is null && value.Type.IsVector), $"'{buffer}' holds {buffer.Type} and is given {value.Type}");
    }

    private static void RequireTruth(Expression expression) => Require(expression.Type == ScalarType.Bool || expression.Type.IsMask, $"a truth is {expression.Type}");

    private static void RequireCondition(Expression condition, ScalarType type) =>
        Require(condition.Type == ScalarType.Bool || (type.IsVector ? type.Mask : type) == condition.Type, $"the condition of a {type} is {condition.Type}");

    private void Use(Buffer buffer) => Require(buffers.Contains(buffer), $"the buffer '{buffer}' does not belong to the program");

    private static void RequireType(Expression expression, ScalarType type, string what) =>
        Require(expression.Type == type, $"{what} is {expression.Type}, expected {type}");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException($"The loop code is not well formed: {otherwise}.");
    }
}
