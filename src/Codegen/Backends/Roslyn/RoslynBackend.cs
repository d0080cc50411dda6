using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SymDiff.Codegen.Emit;
using SymDiff.Codegen.Loops;

namespace SymDiff.Codegen.Backends.Roslyn;

/// <summary>Makes delegates by compiling source in memory, into a context that is collected with the last delegate from it.</summary>
internal static class RoslynBackend
{
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        concurrentBuild: false);

    private static readonly CSharpParseOptions Syntax = new(LanguageVersion.CSharp12);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> Framework = new(LoadFramework);

    public static Delegate Compile(LoopProgram program, Signature signature) => CompileAll([(program, signature)])[0];

    /// <summary>Delegates of several programs out of one compilation, which costs little more than one.</summary>
    public static ImmutableArray<Delegate> CompileAll(IReadOnlyList<(LoopProgram Program, Signature Signature)> programs)
    {
        var sources = programs.Select((p, i) => CSharpFile.Of(p.Program, p.Signature, new() { Class = ClassName(i), Method = "Run", IsRaw = true }));
        var compilation = CSharpCompilation.Create(
            "SymDiff.Compiled",
            [.. sources.Select(s => CSharpSyntaxTree.ParseText(s, Syntax))],   // all at once: they are asked for several times
            [.. Framework.Value, .. UserAssemblies(programs.Select(p => p.Program))],
            Options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            var first = result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error);
            throw new InvalidOperationException($"The emitted source does not compile: {first}{Environment.NewLine}{first.Location.SourceTree}");
        }

        image.Position = 0;
        var assembly = new AssemblyLoadContext("SymDiff.Compiled", isCollectible: true).LoadFromStream(image);
        return [.. programs.Select((p, i) => assembly.GetType(ClassName(i))!.GetMethod("Run")!.CreateDelegate(p.Signature.DelegateType!))];
    }

    private static string ClassName(int number) => "Compiled" + number.ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<MetadataReference> LoadFramework()
    {
        var trusted = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")
            ?? throw new PlatformNotSupportedException("The Roslyn backend needs the assemblies of the framework as files; use Backend.ExpressionTree in a single-file or native application.");
        string[] needed = ["System.Runtime", "System.Private.CoreLib", "System.Memory", "System.Runtime.Intrinsics", "System.Runtime.Extensions", "System.Threading"];
        var files = trusted.Split(Path.PathSeparator).Where(f => needed.Contains(Path.GetFileNameWithoutExtension(f)));
        return [.. files.Append(typeof(Runtime.ScalarMath).Assembly.Location).Select(f => MetadataReference.CreateFromFile(f))];
    }

    private static IEnumerable<MetadataReference> UserAssemblies(IEnumerable<LoopProgram> programs) => programs.SelectMany(ScalarFunctionsOf.Program)
        .Select(f => f.Method.DeclaringType!.Assembly)
        .Distinct()
        .Where(a => a != typeof(Math).Assembly && a != typeof(Runtime.ScalarMath).Assembly)
        .Select(a => MetadataReference.CreateFromFile(a.Location));
}
