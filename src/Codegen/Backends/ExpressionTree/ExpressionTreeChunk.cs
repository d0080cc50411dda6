using System.Linq.Expressions;
using SymDiff.Codegen.Loops;
using SymDiff.Runtime;
using Tree = System.Linq.Expressions.Expression;

namespace SymDiff.Codegen.Backends.ExpressionTree;

/// <summary>Writes the lambda that does a run of iterations: memory that runs share, sizes and scratch memory around the statements.</summary>
internal sealed class ExpressionTreeChunk
{
    private readonly ChunkProgram chunk;
    private readonly TreeMethod method;
    private readonly ExpressionTreeEmitter emitter;
    private readonly ParameterExpression given = Tree.Parameter(typeof(Chunk), "chunk");

    private ExpressionTreeChunk(ChunkProgram chunk)
    {
        this.chunk = chunk;
        method = new(chunk.Program);
        emitter = new(method);
    }

    /// <summary>The lambda.</summary>
    public static Expression<ChunkBody> Of(ChunkProgram chunk) => new ExpressionTreeChunk(chunk).Lambda();

    private Expression<ChunkBody> Lambda()
    {
        method.DeclareConstants();
        for (var i = 0; i < chunk.Memory.Length; i++) WriteMemory(i);
        WriteIndex(chunk.Chunk, Tree.Property(given, nameof(Chunk.Number)));
        WriteIndex(chunk.From, Tree.Property(given, nameof(Chunk.From)));
        WriteIndex(chunk.To, Tree.Property(given, nameof(Chunk.To)));
        method.OpenMemory([.. chunk.Program.Derived.Select(d => new Declare(d.Local, d.Value))]);
        foreach (var (local, value) in chunk.Program.Derived) WriteIndex(local, value.Accept(emitter));
        new TreeArenas(method, emitter).Write(() =>
        {
            method.OpenMemory(chunk.Program.Body);
            emitter.Write(chunk.Program.Body);
        });
        method.Add(Tree.Empty());
        return Tree.Lambda<ChunkBody>(Tree.Block(method.Variables, method.Code), given);
    }

    private void WriteMemory(int position)
    {
        var (buffer, partials) = chunk.Memory[position];
        Type[] entries = [Trees.TypeOf(buffer.Type)];
        var span = partials is null
            ? Tree.Call(given, nameof(Chunk.Memory), entries, Tree.Constant(position))
            : Tree.Call(given, nameof(Chunk.Sum), entries, Tree.Constant(position), Tree.Constant(chunk.PositionOf(partials)));
        var variable = method.SpanVariable(buffer);
        method.Buffers[buffer] = variable;
        method.Add(Tree.Assign(variable, span));
    }

    private void WriteIndex(Local local, Tree value) => method.Add(Tree.Assign(method.Variable(local), Tree.Convert(value, typeof(long))));
}
