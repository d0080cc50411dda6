using SymDiff.Codegen.Backends;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Lowering;
using Buffer = SymDiff.Codegen.Loops.Buffer;

namespace SymDiff.Codegen.Emit;

/// <summary>What the text of a method calls the variables, memory and results of a program.</summary>
internal sealed class SourceNames
{
    private readonly HashSet<Buffer> arrays = [];   // the buffers that are arrays in the text, the others are spans

    public SourceNames(LoopProgram program, Signature signature, SourceOptions options)
    {
        (Program, Signature, Options) = (program, signature, options);
        Method = options.Method ?? NameScope.Pascal(program.Name);
        if (Method == options.Class) Method += "_";   // a member cannot have its class's name
        Expressions = new(NameOf, options.IsRaw ? buffer => References[buffer] : NameOf, options.IsRaw);
    }

    public LoopProgram Program { get; }

    public Signature Signature { get; }

    public SourceOptions Options { get; }

    /// <summary>The name of the entry, on which those of its parts are built.</summary>
    public string Method { get; }

    /// <summary>Expressions in these names.</summary>
    public ExpressionWriter Expressions { get; }

    /// <summary>The names that are taken in the method at hand.</summary>
    public NameScope Taken { get; private set; } = new();

    public Dictionary<Local, string> Locals { get; } = [];

    /// <summary>Spans and arrays.</summary>
    public Dictionary<Buffer, string> Buffers { get; } = [];

    /// <summary>Raw: references to first entries.</summary>
    public Dictionary<Buffer, string> References { get; } = [];

    public Dictionary<int, string> Results { get; } = [];

    public string NameOf(Local local) => Locals[local];

    public string NameOf(Buffer buffer) => Buffers[buffer];

    public string SpanOf(Buffer buffer) => IsArray(buffer) ? $"{NameOf(buffer)}.AsSpan()" : NameOf(buffer);

    public bool IsArray(Buffer buffer) => arrays.Contains(buffer);

    public void DeclareArray(Buffer buffer) => arrays.Add(buffer);

    /// <summary>The text of a method of its own, which is given some buffers as spans.</summary>
    public void Within(IEnumerable<Buffer> given, Action method)
    {
        var outer = Taken;
        Taken = new();
        foreach (var constant in Program.Constants) Taken.Unique(Buffers[constant]);   // a reference to Constant2 is not Constant20
        foreach (var buffer in given) arrays.Remove(buffer);
        method();
        Taken = outer;
    }

    /// <summary>The names of the method that does runs of iterations.</summary>
    public SourceNames ForChunk(ChunkProgram chunk)
    {
        var names = new SourceNames(chunk.Program, Signature, Options with { Method = ChunkName(chunk.Number) });
        foreach (var constant in Program.Constants) names.Taken.Unique(names.Buffers[constant] = Buffers[constant]);
        return names;
    }

    public string ChunkName(int number) => Escaped(Method + "Chunk" + number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public string PartName(Part part) => Escaped(Method + "Part" + part.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public string IntLength(Dim dim) => Expressions.Int(Lengths.Expression(dim, name => Program.AllSizes.First(s => s.Name == name)));

    public string Length(Dim dim) => Expressions.Write(Lengths.Expression(dim, name => Program.AllSizes.First(s => s.Name == name)));

    public string Keyword(ScalarType type) => ExpressionWriter.Keyword(type, Options.IsRaw);

    public static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    public static string Escaped(string name) => new NameScope().Unique(name);
}
