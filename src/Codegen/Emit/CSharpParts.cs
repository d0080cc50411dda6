using SymDiff.Codegen.Loops;

namespace SymDiff.Codegen.Emit;

/// <summary>Writes the parts of a program as private methods.</summary>
internal sealed class CSharpParts(SourceNames names, SourceText source, CSharpEmitter emitter)
{
    /// <summary>The methods.</summary>
    public void Write()
    {
        foreach (var part in names.Program.Parts) WritePart(part);
    }

    private void WritePart(Part part)
    {
        source.Line();
        names.Within(part.Buffers, () =>
        {
            var parameters = part.Buffers.Select(b => $"{(b.Role == BufferRole.Input ? "ReadOnlySpan" : "Span")}<{names.Keyword(b.Type)}> {names.Buffers[b] = names.Taken.Unique(names.NameOf(b).TrimStart('@'))}")
                .Concat(part.Locals.Select(l => $"{names.Keyword(l.Type)} {names.Locals[l] = PartLocal(l)}"))
                .ToList();
            source.Line($"private static void {names.PartName(part)}({string.Join(", ", parameters)})");
            source.Block(() => emitter.WriteBody(() =>
            {
                emitter.OpenMemory(part.Body);
                emitter.Write(part.Body);
            }));
        });
    }

    private string PartLocal(Local local) => names.Taken.IsTaken(local.Name) ? names.Taken.Numbered(local.Name, 2) : names.Taken.Unique(local.Name);
}
