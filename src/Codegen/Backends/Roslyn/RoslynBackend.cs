using System.Reflection;
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

    private static readonly Lazy<IReadOnlyList<MetadataReference>> Framework = new(LoadFramework);

    public static Delegate Compile(LoopProgram program, Signature signature)
    {
        var source = CSharpEmitter.Emit(program, signature, new() { Class = "Compiled", Method = "Run" });
        var compilation = CSharpCompilation.Create(
            "SymDiff.Compiled",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp12))],
            [.. Framework.Value, .. UserAssemblies(program)],
            Options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            var first = result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error);
            throw new InvalidOperationException($"The emitted source does not compile: {first}{Environment.NewLine}{source}");
        }

        image.Position = 0;
        var context = new AssemblyLoadContext("SymDiff.Compiled", isCollectible: true);
        var method = context.LoadFromStream(image).GetType("Compiled")!.GetMethod("Run")!;
        return method.CreateDelegate(signature.DelegateType!);
    }

    private static IReadOnlyList<MetadataReference> LoadFramework()
    {
        var trusted = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")
            ?? throw new PlatformNotSupportedException("The Roslyn backend needs the assemblies of the framework as files; use Backend.ExpressionTree in a single-file or native application.");
        string[] needed = ["System.Runtime", "System.Private.CoreLib", "System.Memory", "System.Runtime.Intrinsics", "System.Runtime.Extensions", "System.Threading"];
        var files = trusted.Split(Path.PathSeparator).Where(f => needed.Contains(Path.GetFileNameWithoutExtension(f)));
        return [.. files.Append(typeof(Runtime.ScalarMath).Assembly.Location).Select(f => MetadataReference.CreateFromFile(f))];
    }

    private static IEnumerable<MetadataReference> UserAssemblies(LoopProgram program) => ScalarFunctionsOf.Program(program)
        .Select(f => f.Method.DeclaringType!.Assembly)
        .Distinct()
        .Where(a => a != typeof(Math).Assembly && a != typeof(Runtime.ScalarMath).Assembly)
        .Select(a => MetadataReference.CreateFromFile(a.Location));
}
