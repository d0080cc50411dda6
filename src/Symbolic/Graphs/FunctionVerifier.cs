namespace SymDiff;

/// <summary>Checks what a function promises: its inputs are different variables, and its outputs read no others.</summary>
internal static class FunctionVerifier
{
    public static void Check(Function function)
    {
        var inputs = new HashSet<Node>();
        foreach (var input in function.Inputs)
        {
            if (input.Op is not Ops.Variable)
                throw new ArgumentException($"{function.Name}: the input {input} is not a variable; make one with Graph.Variable.");
            if (!ReferenceEquals(input.Graph, function.Graph))
                throw new ArgumentException($"{function.Name}: the input {input} belongs to another graph than the outputs.");
            if (!inputs.Add(input))
                throw new ArgumentException($"{function.Name}: the input {input} is given twice.");
        }

        if (function.Outputs.FirstOrDefault(o => !ReferenceEquals(o.Graph, function.Graph)) is { } stranger)
            throw new ArgumentException($"{function.Name}: the output {stranger} belongs to another graph than the first.");
        if (function.Outputs.FirstOrDefault(o => o.IsTuple) is { } tuple)
            throw new ArgumentException($"{function.Name}: the output {tuple} has several values; take one with Output(i).");
        if (function.OutputNames.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"{function.Name}: two outputs are named '{twice.Key}'.");
        if (Traversal.PostOrder(function.Outputs).FirstOrDefault(n => n.Op is Ops.Variable or Ops.Traced && !inputs.Contains(n)) is not { } free) return;
        if (free.Op is Ops.Traced)
            throw new ArgumentException($"{function.Name}: the outputs depend on '{free}', a value inside of a loop or branch; return it from the body instead.");
        throw new ArgumentException($"{function.Name}: the outputs depend on the variable '{free.Op.Name}', which is not among the inputs.");
    }
}
