using System.Collections.Immutable;
using SymDiff.Codegen.Loops;

namespace SymDiff.Codegen.Emit;

/// <summary>Writes scratch memory around the code that uses it: from the stack where it is small, else rented.</summary>
internal sealed class CSharpArenas(SourceNames names, SourceText source)
{
    private readonly ImmutableArray<Arena> arenas = names.Program.Arenas;
    private readonly ExpressionWriter expressions = names.Expressions;

    /// <summary>The memory of the program, around a body.</summary>
    public void Write(Action body) => Write(0, body);

    private void Write(int index, Action body)
    {
        if (index == arenas.Length)
        {
            body();
            return;
        }

        var arena = arenas[index];
        var type = names.Keyword(arena.Type);
        var work = names.Buffers[arena.Whole] = names.Taken.Plain("work");
        if (arena.FitsStack)
        {
            source.Line($"Span<{type}> {work} = stackalloc {type}[{expressions.Write(arena.Length)}];");
            WriteSlices(arena, work);
            Write(index + 1, body);
            return;
        }

        var rented = names.Taken.Plain("rented");
        var length = expressions.Int(arena.Length);
        source.Line($"{type}[] {rented} = {(names.Options.IsRaw ? $"ScratchMemory.Rent<{type}>" : $"ArrayPool<{type}>.Shared.Rent")}({length});");
        source.Line("try");
        source.Block(() =>
        {
            source.Line($"Span<{type}> {work} = {(names.Options.IsRaw ? $"ScratchMemory.Align({rented}, {length})" : $"{rented}.AsSpan(0, {length})")};");
            WriteSlices(arena, work);
            Write(index + 1, body);
        });
        source.Line("finally");
        source.Block(() => source.Line($"ArrayPool<{type}>.Shared.Return({rented});"));
    }

    private void WriteSlices(Arena arena, string work)
    {
        foreach (var (buffer, offset) in arena.Buffers)
            source.Line($"Span<{names.Keyword(buffer.Type)}> {names.Buffers[buffer] = names.Taken.Numbered("w")} = {work}.Slice({names.IntLength(offset)}, {names.IntLength(buffer.Length)});");
    }
}
