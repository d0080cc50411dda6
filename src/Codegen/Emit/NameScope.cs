using System.Globalization;
using System.Text;

namespace SymDiff.Codegen.Emit;

/// <summary>
/// Gives out names that are C# identifiers and differ from each other, as the compiler compares them (in normal form C). A keyword gets an @, a name that the
/// emitted code uses itself gets a trailing underscore.
/// </summary>
internal sealed class NameScope
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default",
        "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto",
        "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out",
        "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc",
        "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort",
        "using", "virtual", "void", "volatile", "while",
    };

    // What emitted code says itself, and contextual keywords that are best left alone.
    private static readonly string[] Reserved =
    [
        "System", "SymDiff", "Math", "MathF", "ScalarMath", "Kernels", "Arguments", "ParallelLoop", "ScratchMemory", "Chunk", "Span", "ReadOnlySpan", "ArrayPool", "Vector256", "Vector512", "VectorMath", "VectorMath512", "VectorLanes", "Unsafe", "MemoryMarshal", "global", "var", "_",
        "await", "async", "nameof", "dynamic", "record", "required", "scoped", "file", "field", "value_",
    ];

    private readonly HashSet<string> taken = new(Reserved, StringComparer.Ordinal);
    private readonly Dictionary<(string Stem, int From), int> next = [];   // names are not given back

    /// <summary>A name as like to the wanted one as possible: itself, or with underscores behind.</summary>
    public string Unique(string wanted)
    {
        var name = wanted.Normalize(NormalizationForm.FormC);
        while (!taken.Add(name)) name += "_";
        return Keywords.Contains(name) ? "@" + name : name;
    }

    /// <summary>The first free of t1, t2 ...</summary>
    public string Numbered(string stem, int from = 1)
    {
        for (var number = next.TryGetValue((stem, from), out var known) ? known : from; ; number++)
        {
            var name = stem + number.ToString(CultureInfo.InvariantCulture);
            if (!taken.Add(name)) continue;
            next[(stem, from)] = number + 1;
            return name;
        }
    }

    /// <summary>The name itself if it is free, else the first free of name2, name3 ...</summary>
    public string Plain(string stem) => taken.Add(stem) ? stem : Numbered(stem, 2);

    /// <summary>Whether a name is in use.</summary>
    public bool IsTaken(string name) => taken.Contains(name);

    /// <summary>The name as a method or class: <c>value_and_gradient</c> becomes <c>ValueAndGradient</c>.</summary>
    public static string Pascal(string name)
    {
        var pascal = string.Concat(name.Split('_').Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
        return pascal.Length == 0 || !char.IsLetter(pascal[0]) ? "F" + pascal : pascal;
    }
}
