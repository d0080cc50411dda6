using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SymDiff.Examples.Tests.Documents;

/// <summary>The pieces of code of a document as one program: what one declares, the next ones may use.</summary>
internal static class DocumentProgram
{
    private const char Separator = '\u001e';
    private const string Implicit = "using System; using System.Collections.Generic; using System.IO; using System.Linq;\n";

    /// <summary>What each piece prints.</summary>
    public static string[] Run(IReadOnlyList<string> pieces)
    {
        var main = Load(Compile(Source(pieces))).EntryPoint!;
        var (console, output) = (Console.Out, new StringWriter { NewLine = "\n" });
        Console.SetOut(output);
        try
        {
            main.Invoke(null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }

        return [.. output.ToString().Split(Separator).SkipLast(1).Select(text => text.ReplaceLineEndings("\n").TrimEnd('\n'))];
    }

    // Usings first, then the statements of all pieces, then the types that they declare.
    private static string Source(IReadOnlyList<string> pieces)
    {
        var roots = pieces.Select(piece => (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(piece).GetRoot()).ToList();
        var usings = string.Concat(roots.SelectMany(root => root.Usings).Select(u => u.ToString()).Distinct());
        var statements = string.Concat(roots.Select(root => string.Concat(root.Members.OfType<GlobalStatementSyntax>().Select(s => s.ToFullString())) + $"\nConsole.Write((char){(int)Separator});\n"));
        var types = string.Concat(roots.SelectMany(root => root.Members.Where(m => m is not GlobalStatementSyntax)).Select(m => m.ToFullString()));
        return Implicit + usings + statements + types;
    }

    private static MemoryStream Compile(string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create(
            "Document",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview))],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)) + "\n\n" + source);
        image.Position = 0;
        return image;
    }

    private static Assembly Load(MemoryStream image) => new AssemblyLoadContext("Document", isCollectible: true).LoadFromStream(image);
}
