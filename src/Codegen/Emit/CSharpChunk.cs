using SymDiff.Codegen.Loops;

namespace SymDiff.Codegen.Emit;

/// <summary>Writes the method that does a run of iterations: memory that runs share, sizes and scratch memory around the statements.</summary>
internal sealed class CSharpChunk(SourceNames names, SourceText source, ChunkProgram chunk)
{
    private readonly CSharpEmitter emitter = new(names, source);

    /// <summary>The method and its parts.</summary>
    public void Write()
    {
        source.Line();
        var given = names.Taken.Unique("chunk");
        source.Line($"private static void {names.Method}(Chunk {given})");
        source.Block(() =>
        {
            for (var i = 0; i < chunk.Memory.Length; i++) WriteMemory(given, i);
            WriteIndex(chunk.Chunk, given + ".Number");
            WriteIndex(chunk.From, given + ".From");
            WriteIndex(chunk.To, given + ".To");
            emitter.OpenMemory(chunk.Program.Derived.Select(d => new Declare(d.Local, d.Value)));
            foreach (var (local, value) in chunk.Program.Derived) WriteIndex(local, names.Expressions.Write(value));
            new CSharpArenas(names, source).Write(() => emitter.WriteBody(() =>
            {
                emitter.OpenMemory(chunk.Program.Body);
                emitter.Write(chunk.Program.Body);
            }));
        });
        new CSharpParts(names, source, emitter).Write();
    }

    private void WriteMemory(string given, int position)
    {
        var (buffer, partials) = chunk.Memory[position];
        var type = names.Keyword(buffer.Type);
        var memory = partials is null ? $"Memory<{type}>({Number(position)})" : $"Sum<{type}>({Number(position)}, {Number(chunk.PositionOf(partials))})";
        source.Line($"Span<{type}> {names.Buffers[buffer] = names.Taken.Unique(buffer.Name)} = {given}.{memory};");
    }

    private void WriteIndex(Local local, string value) =>
        source.Line($"{names.Keyword(ScalarType.Index)} {names.Locals[local] = names.Taken.Plain(local.Name)} = ({names.Keyword(ScalarType.Index)}){value};");

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
