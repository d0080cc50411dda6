using System.Collections.Immutable;
using System.Globalization;

namespace SymDiff.Printing;

/// <summary>What a box of a diagram stands for.</summary>
internal enum BoxKind
{
    Input,
    Constant,
    Operation,
    Output,
}

/// <summary>A box of a diagram: a name for references, what it stands for, the lines written in it, and whether it is a formula that is used more than once.</summary>
internal sealed record Box(string Id, BoxKind Kind, ImmutableArray<string> Lines, bool IsShared);

/// <summary>An arrow from an operand to its consumer, with the operand's position where there are several.</summary>
internal sealed record Arrow(string From, string To, string Label);

/// <summary>A function as boxes and arrows: all inputs first, then the nodes, each after its operands, then the outputs.</summary>
internal sealed class Diagram
{
    private readonly Dictionary<Node, string> ids = [];
    private readonly List<Box> boxes = [];
    private readonly List<Arrow> arrows = [];

    public Diagram(Function function)
    {
        var nodes = function.Inputs.Concat(Traversal.PostOrder(function.Outputs).Where(n => n.Op is not Ops.Variable)).ToList();
        var uses = new Dictionary<Node, int>();
        foreach (var used in nodes.SelectMany(n => n.Inputs).Concat(function.Outputs)) uses[used] = uses.TryGetValue(used, out var known) ? known + 1 : 1;
        foreach (var node in nodes) Add(node, uses.TryGetValue(node, out var count) && count > 1);
        for (var i = 0; i < function.Outputs.Length; i++)
        {
            var id = "o" + Number(i + 1);
            boxes.Add(new(id, BoxKind.Output, [function.OutputNames[i]], false));
            arrows.Add(new(ids[function.Outputs[i]], id, ""));
        }
    }

    public IReadOnlyList<Box> Boxes => boxes;

    public IReadOnlyList<Arrow> Arrows => arrows;

    private void Add(Node node, bool isShared)
    {
        var id = ids[node] = "n" + Number(ids.Count + 1);
        boxes.Add(node.Op switch
        {
            Ops.Variable => new(id, BoxKind.Input, [$"{node.Op.Name} : {node.Type}"], false),
            Ops.LeafOp when node.Inputs.IsEmpty => new(id, BoxKind.Constant, [node.ToString()], false),
            _ => new(id, BoxKind.Operation, [Title(node.Op), string.Join(", ", node.Types)], isShared),
        });
        for (var i = 0; i < node.Inputs.Length; i++) arrows.Add(new(ids[node.Inputs[i]], id, node.Inputs.Length > 1 ? Number(i + 1) : ""));
    }

    private static string Title(Op op) => string.Join(", ", new[] { op.Name }.Concat(AttributeText.Plain.Of(op)));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
