using System.Collections.Immutable;
using System.Reflection;
using SymDiff.Ops;

namespace SymDiff.Serialization;

/// <summary>
/// What ops are called in files. An op with attributes goes by its record type, an elementwise function by its name among the functions of
/// nodes. Both are found by reflection: here and in the assemblies of the user's.
/// </summary>
internal sealed class OpNames
{
    private static readonly Assembly home = typeof(Op).Assembly;
    private static readonly Lazy<OpNames> own = new(() => new([]));
    private readonly Dictionary<string, Type> types = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, int Arity), Row> rows = [];

    private OpNames(IEnumerable<Assembly> assemblies)
    {
        foreach (var type in assemblies.Prepend(home).Distinct().SelectMany(a => a.GetTypes()))
        {
            if (typeof(Op).IsAssignableFrom(type) && !type.IsAbstract) types[TypeName(type)] = type;
            if (type == typeof(NodeMath) || (type.Assembly != home && type.IsPublic && type.IsAbstract && type.IsSealed)) AddRows(type);
        }
    }

    /// <summary>The ops of SymDiff and of the given assemblies.</summary>
    public static OpNames Of(ImmutableArray<Assembly> assemblies) => assemblies.IsDefaultOrEmpty ? own.Value : new(assemblies);

    /// <summary>The name of an op's type: short for SymDiff's own.</summary>
    public static string TypeName(Type type) => type.Assembly == home && type.Namespace == typeof(Row).Namespace && !type.IsNested ? type.Name : type.FullName!;

    /// <summary>The name of a row: short for SymDiff's own, else that of the scalar function it calls.</summary>
    public static string RowName(Row row) => own.Value.rows.TryGetValue((row.Name, row.Arity), out var known) && ReferenceEquals(known, row) ? row.Name
        : row.Function is { } function ? function.Method.DeclaringType!.FullName + "." + function.Name
        : row.Name;

    /// <summary>The record type of this name; null where there is none.</summary>
    public Type? FindType(string name) => types.TryGetValue(name, out var type) ? type : null;

    /// <summary>The row of this name and number of inputs; null where there is none.</summary>
    public Row? FindRow(string name, int arity) => rows.TryGetValue((name, arity), out var row) ? row : null;

    private void AddRows(Type type)
    {
        foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(IsOfNodes))
        {
            if (RowOf(method) is { } row) rows[(type == typeof(NodeMath) ? row.Name : RowName(row), row.Arity)] = row;
        }
    }

    private static bool IsOfNodes(MethodInfo method) => !method.IsGenericMethod && method.ReturnType == typeof(Node)
        && method.GetParameters() is { Length: > 0 } parameters && parameters.All(p => p.ParameterType == typeof(Node));

    private static Row? RowOf(MethodInfo method) =>
        new[] { DType.Float64, DType.Bool, DType.Int32 }.Select(dtype => RowOf(method, dtype)).FirstOrDefault(row => row is not null);

    // A function says itself which row it applies: it is asked with scalars of a graph that is thrown away.
    private static Row? RowOf(MethodInfo method, DType dtype)
    {
        var scratch = new Graph();
        Node[] arguments = [.. method.GetParameters().Select((_, i) => scratch.Variable("x" + i, Shape.Scalar, dtype))];
        try
        {
            var node = (Node)method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [.. arguments], null)!;
            return node.Op is Row row && node.Inputs.SequenceEqual(arguments) ? row : null;
        }
        catch (Exception exception) when (exception is ShapeException or ArgumentException)
        {
            return null;   // it takes other dtypes, or constants
        }
    }
}
