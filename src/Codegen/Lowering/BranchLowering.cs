using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Scheduling;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff.Codegen.Lowering;

/// <summary>Lowers one branch: each side is a scope of its own, whose effects give the outputs their values.</summary>
internal sealed class BranchLowering(NodeScope outer, Node node, BranchOp branch)
{
    private readonly TermTable terms = outer.Storage.Terms;
    private readonly List<(int Index, Node Node)> outputs = [.. outer.OutputsOf(node)];
    private readonly Dictionary<Node, Local> scalars = [];

    public void Run()
    {
        foreach (var (_, output) in outputs.Where(o => outer.Layout.IsScalar(o.Node)))
        {
            var type = output.DType.ScalarType;
            scalars[output] = new("chosen", type);
            outer.Add(terms.Declare(scalars[output], terms.Constant(Reductions.Start(ReductionKind.Sum, type), type)));
        }

        var chosen = outer.Add(terms.If(outer.Value(node.Inputs[0], []), Side(branch.Then, ScopeForm.Then), Side(branch.Else, ScopeForm.Else)));
        foreach (var (_, output) in outputs)
        {
            if (scalars.TryGetValue(output, out var local)) Bind(output, local);
            else outer.Store(output, outer.HomeOf(output), chosen);
        }
    }

    private ImmutableArray<Term> Side(Body body, ScopeForm form)
    {
        var side = new NodeScope(
            outer.Storage,
            [],
            [.. outputs.Select(o => new Consumer(body.Outputs[o.Index], DeliveryKind.Chosen, o.Node))],
            lanes: outer.Layout.Varies(node) ? outer.Layout.Lanes : null,
            varying: body.Parameters.Where((_, i) => outer.Layout.Varies(node.Inputs[i + 1])))
        {
            Place = new(outer, node, form),
        };
        for (var i = 0; i < body.Parameters.Length; i++)
        {
            var argument = node.Inputs[i + 1];
            side.Bind(body.Parameters[i], at => outer.Value(argument, at));
        }

        side.Compute((consumer, at, lane) =>
        {
            var (index, output) = outputs[consumer];
            var value = side.Value(body.Outputs[index], at, lane);
            return scalars.TryGetValue(output, out var local)
                ? terms.Assign([local], [value])
                : terms.Store(outer.HomeOf(output), outer.Offset(lane is null ? at : at.Add(lane), outer.Layout.ExtentOf(output)), value);
        });
        return [.. side.Effects];
    }

    private void Bind(Node output, Local local)
    {
        var value = terms.State(local);
        outer.Bind(output, _ => value);
    }
}
