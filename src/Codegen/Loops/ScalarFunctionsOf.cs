using SymDiff.Elements;

namespace SymDiff.Codegen.Loops;

/// <summary>The scalar functions that a program calls.</summary>
internal sealed class ScalarFunctionsOf : StatementWalker
{
    private readonly HashSet<ScalarFunction> found = [];

    private ScalarFunctionsOf()
    {
    }

    public static IReadOnlyCollection<ScalarFunction> Program(LoopProgram program)
    {
        var walker = new ScalarFunctionsOf();
        foreach (var statement in program.WithChunks.SelectMany(p => p.Body)) statement.Accept(walker);
        return walker.found;
    }

    protected override void Read(Expression expression)
    {
        if (expression is Call call) found.Add(call.Function);
    }
}
