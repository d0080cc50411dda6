using System.Reflection;

namespace SymDiff.Codegen.Emit;

/// <summary>How emitted code names a scalar function: short for System and SymDiff.Runtime, in full for the user's own.</summary>
internal static class MethodNames
{
    /// <exception cref="CodeGenerationException">Source cannot name the method.</exception>
    public static string Of(MethodInfo method)
    {
        var type = method.DeclaringType!;
        if (!method.IsPublic || !IsVisible(type) || type.IsGenericType || method.IsGenericMethod || type.FullName is null || type.FullName.Contains('<'))
            throw new CodeGenerationException($"The function {type.Name}.{method.Name} cannot be named in source: make the method and its class public, or use the expression tree backend.");
        return type.Namespace is "System" or "SymDiff.Runtime" ? type.Name + "." + method.Name : "global::" + type.FullName.Replace('+', '.') + "." + method.Name;
    }

    private static bool IsVisible(Type type) => type.IsNested ? type.IsNestedPublic && IsVisible(type.DeclaringType!) : type.IsPublic;
}
