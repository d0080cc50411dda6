using SymDiff.Testing;

namespace SymDiff.Codegen.Tests.Contracts;

/// <summary>Compiled code reads as little as the interpreter does: what a choice does not take may be out of range, at orders 0 to 2.</summary>
public sealed class UntakenReadTests
{
    public static TheoryData<string> Names => [.. UntakenRead.All.Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void CompiledCodeDoesNotReadIt(string name)
    {
        var read = UntakenRead.All.Single(c => c.Name == name);
        foreach (var backend in new[] { Backend.ExpressionTree, Backend.Roslyn })
        {
            BackendCheck.Strict(read.Function, read.Arguments, backend);
            BackendCheck.Strict(read.Function.ValueAndGradient("x"), read.Arguments, backend);
            BackendCheck.Strict(read.Function.Hessian("x"), read.Arguments, backend);
        }
    }
}
