using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Tests.Contracts;

namespace SymDiff.Codegen.Tests.Emit;

/// <summary>Emitted source as a project that references the runtime alone compiles and calls it. Spans cannot be boxed, so beside each method there is one that takes arrays.</summary>
internal static class EmittedSource
{
    private static readonly CSharpCompilationOptions Options =
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, checkOverflow: true, concurrentBuild: false);

    /// <summary>One assembly of many sources; a warning is an error.</summary>
    public static Assembly Compile(IReadOnlyList<string> sources)
    {
        string[] foreign = ["SymDiff.Codegen", "SymDiff.Symbolic"];
        var files = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(f => !foreign.Contains(Path.GetFileNameWithoutExtension(f)));
        var trees = sources.Select(s => CSharpSyntaxTree.ParseText(s)).ToList();
        var calls = trees.Select(t => CSharpSyntaxTree.ParseText(Caller(Method(t))));
        var compilation = CSharpCompilation.Create("emitted", trees.Concat(calls), files.Select(f => MetadataReference.CreateFromFile(f)), Options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.Equal([], result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => $"{d}\n{d.Location.SourceTree}").Take(1));
        image.Position = 0;
        return new AssemblyLoadContext("emitted", isCollectible: true).LoadFromStream(image);
    }

    /// <summary>The outputs of a function, whose source is a class of the assembly.</summary>
    public static List<double[]> Run(Assembly assembly, string type, Function function, IReadOnlyList<Tensor> arguments, IReadOnlyDictionary<string, int> sizes)
    {
        var given = sizes.ToDictionary(s => s.Key, s => (object)s.Value);
        for (var i = 0; i < arguments.Count; i++) given[function.Inputs[i].Op.Name] = BackendCheck.Value(arguments[i]);
        for (var i = 0; i < function.Outputs.Length; i++)
            if (!function.Outputs[i].Type.IsScalar) given[function.OutputNames[i]] = Array.CreateInstance(function.Outputs[i].DType.ScalarType.Type, function.Outputs[i].Shape.Evaluate(sizes).Aggregate(1, (a, b) => a * b));
        var returned = assembly.GetType(type + "Caller")!.GetMethod("Call")!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [given], null);
        object?[] results = returned is ITuple tuple ? [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])] : [returned];
        return [.. function.Outputs.Select((o, i) => BackendCheck.Numbers(given.TryGetValue(function.OutputNames[i], out var value) ? value : results[i]))];
    }

    private static MethodDeclarationSyntax Method(SyntaxTree tree) => tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().First(m => m.Identifier.ValueText == "Run");

    private static string Caller(MethodDeclarationSyntax method)
    {
        var type = ((ClassDeclarationSyntax)method.Parent!).Identifier.Text;
        var parameters = method.ParameterList.Parameters;
        var results = parameters.Where(IsOut).Select(p => $" a[\"{p.Identifier.ValueText}\"] = {p.Identifier.Text};");
        var call = $"{type}.Run({string.Join(", ", parameters.Select(Argument))})";
        var body = method.ReturnType.ToString() == "void" ? $"object result = null; {call};" : $"object result = {call};";
        return $"public static class {type}Caller {{ public static object Call(System.Collections.Generic.Dictionary<string, object> a) {{ {body}{string.Concat(results)} return result; }} }}";
    }

    private static bool IsOut(ParameterSyntax parameter) => parameter.Modifiers.Any(SyntaxKind.OutKeyword);

    private static string Argument(ParameterSyntax parameter) => (IsOut(parameter), parameter.Type) switch
    {
        (true, _) => $"out var {parameter.Identifier.Text}",
        (_, GenericNameSyntax span) => $"({span.TypeArgumentList.Arguments[0]}[])a[\"{parameter.Identifier.ValueText}\"]",
        var (_, type) => $"({type})a[\"{parameter.Identifier.ValueText}\"]",
    };
}
