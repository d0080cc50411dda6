using System.Globalization;
using SymDiff.Codegen.Lowering;
using SymDiff.Ops;
using SymDiff.Printing;

namespace SymDiff.Codegen.Reporting;

/// <summary>What a description calls nodes and buffers: outputs by their names, all else t1, t2 ... and w1, w2 ... in the order in which it is met.</summary>
internal sealed class ScheduleNames
{
    private const int LongestText = 60;

    private readonly Function function;
    private readonly HashSet<string> taken;
    private readonly Dictionary<NodeScope, Dictionary<Node, string>> scopes = [];
    private int nodes;
    private int buffers;

    public ScheduleNames(Function function)
    {
        this.function = function;
        taken = new(function.InputNames.Concat(function.OutputNames).Concat(function.Sizes), StringComparer.Ordinal);
    }

    /// <summary>The function with the types of its inputs and outputs.</summary>
    public string Heading =>
        $"{function.Name}({string.Join(", ", function.Inputs.Select(i => $"{i.Op.Name} : {i.Type}"))}) -> ({string.Join(", ", function.Outputs.Select((o, i) => $"{function.OutputNames[i]} : {o.Type}"))})";

    /// <summary>Names the nodes of a scope.</summary>
    public void Enter(NodeScope scope)
    {
        var names = new Dictionary<Node, string>();
        if (scope.Place is null)
        {
            for (var i = function.Outputs.Length - 1; i >= 0; i--)
                if (!function.Outputs[i].Inputs.IsEmpty) names[function.Outputs[i]] = function.OutputNames[i];   // the first name of a node with several
        }

        foreach (var node in scope.PostOrder)
            if (!node.Inputs.IsEmpty && !names.ContainsKey(node)) names.Add(node, Next("t", ref nodes));
        scopes.Add(scope, names);
    }

    /// <summary>The name of the next buffer.</summary>
    public string OfBuffer() => Next("w", ref buffers);

    /// <summary>The name of a node; what has no inputs, in its own words.</summary>
    public string Of(NodeScope scope, Node node) => scopes[scope].TryGetValue(node, out var name) ? name : Cut(TextPrinter.Shorten(node));

    /// <summary>The op of a node on the names of its inputs; bodies are described apart.</summary>
    public string Step(NodeScope scope, Node node) => Cut(node.Op is LoopOp or BranchOp
        ? $"{node.Op.Name}({string.Join(", ", node.Inputs.Take(LongestText).Select(i => Of(scope, i)))})"
        : TextPrinter.Step(node, input => Of(scope, input)));

    private static string Cut(string text) => text.Length <= LongestText ? text : text.Substring(0, LongestText - 3) + "...";

    private string Next(string stem, ref int count)
    {
        string name;
        do name = stem + (++count).ToString(CultureInfo.InvariantCulture);
        while (taken.Contains(name));
        return name;
    }
}
