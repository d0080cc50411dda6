using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops;

/// <summary>A program with each part replaced by another, inner parts first.</summary>
internal sealed class MapParts : Rewriter
{
    private readonly Func<Part, Part> map;
    private readonly Dictionary<Part, Part> parts = new(ReferenceEqualityComparer.Instance);

    private MapParts(Func<Part, Part> map) => this.map = map;

    public static LoopProgram Apply(LoopProgram program, Func<Part, Part> map)
    {
        if (program.Parts.IsEmpty) return program;
        var pass = new MapParts(map);
        var body = pass.All(program.Body);
        return program with { Body = body, Parts = [.. program.Parts.Select(p => pass.parts[p])] };
    }

    public override void Visit(RunPart statement)
    {
        if (!parts.TryGetValue(statement.Part, out var part)) parts.Add(statement.Part, part = map(statement.Part with { Body = All(statement.Part.Body) }));
        Add(new RunPart(part) { Arguments = statement.Arguments });
    }
}
