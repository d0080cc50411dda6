using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Codegen.Scheduling;

/// <summary>Of two indices: an entry can be other than zero, or is read, only where <c>column ≤ row + offset</c>, offset at most 0.</summary>
/// <typeparam name="TIndex">An axis of an element, or the position of an axis of a node.</typeparam>
internal readonly record struct Below<TIndex>(TIndex Row, TIndex Column, int Offset);

/// <summary>Reads off an element between which of its axes it is zero above a diagonal.</summary>
/// <param name="operands">The same of the inputs, by the positions of their axes.</param>
internal sealed class Triangles(Func<int, ImmutableArray<Below<int>>> operands)
{
    /// <summary>Where a node that has an element may be other than zero.</summary>
    public static ImmutableArray<Below<int>> Of(ElementOp op, Node node, Func<int, ImmutableArray<Below<int>>> operands)
    {
        if (node.Type.Rank < 2) return [];
        var (element, axes) = op.Define(ImmutableArray.CreateRange(node.Inputs, i => i.Type), node.Type);
        var found = new Triangles(operands).Of(element) ?? [];
        return [.. found.Where(b => axes.Contains(b.Row) && axes.Contains(b.Column)).Select(b => new Below<int>(axes.IndexOf(b.Row), axes.IndexOf(b.Column), b.Offset))];
    }

    /// <summary>Where the element may be other than zero; null for what is zero everywhere.</summary>
    public ImmutableArray<Below<Axis>>? Of(Element element) => element switch
    {
        Literal literal => literal.DType.IsFloat && literal.Value.Real == 0 ? null : [],
        Load load => [.. operands(load.Input).SelectMany(b => Between(load.At[b.Row], load.At[b.Column], b.Offset))],
        Arithmetic { Kind: ArithmeticKind.Multiply } product => Both(Of(product.Left), Of(product.Right)),
        Arithmetic { Kind: ArithmeticKind.Divide } quotient => Of(quotient.Left),
        Arithmetic { Kind: ArithmeticKind.Add or ArithmeticKind.Subtract } sum => Either(Of(sum.Left), Of(sum.Right)),
        Negate negate => Of(negate.Operand),
        Elements.Convert { Operand.DType.IsFloat: true } convert => Of(convert.Operand),
        Select select => Either(Both(Of(select.IfTrue), Where(select.Condition)), Of(select.IfFalse)),
        _ => [],
    };

    private static ImmutableArray<Below<Axis>> Where(Element condition) => condition switch
    {
        Compare { Kind: ComparisonKind.LessOrEqual } order => Between(order.Right, order.Left, 0),
        Compare { Kind: ComparisonKind.Less } order => Between(order.Right, order.Left, -1),
        Compare { Kind: ComparisonKind.Equal } same => [.. Between(same.Left, same.Right, 0), .. Between(same.Right, same.Left, 0)],
        Logic { Kind: LogicKind.And } both => [.. Where(both.Left), .. Where(both.Right)],
        _ => [],
    };

    // column ≤ row + offset
    private static ImmutableArray<Below<Axis>> Between(Element row, Element column, int offset) =>
        row is Axis a && column is Axis b && offset <= 0 ? [new(a, b, offset)] : [];

    // Zero where one of two is.
    private static ImmutableArray<Below<Axis>>? Both(ImmutableArray<Below<Axis>>? a, ImmutableArray<Below<Axis>>? b) =>
        a is { } left && b is { } right ? [.. left, .. right] : null;

    // Zero where both are.
    private static ImmutableArray<Below<Axis>>? Either(ImmutableArray<Below<Axis>>? a, ImmutableArray<Below<Axis>>? b)
    {
        if (a is not { } left) return b;
        if (b is not { } right) return a;
        return [.. left.SelectMany(l => right.Where(r => ReferenceEquals(r.Row, l.Row) && ReferenceEquals(r.Column, l.Column)).Select(r => l with { Offset = Math.Max(l.Offset, r.Offset) }))];
    }
}

/// <summary>Which part of the last two axes of each node its consumers read: <c>column ≤ row + offset</c>, or all of it (null).</summary>
internal static class Demands
{
    /// <summary>The offsets of those nodes of which not everything is read.</summary>
    /// <param name="postOrder">The nodes.</param>
    /// <param name="whole">Nodes that are read as a whole from outside.</param>
    public static Dictionary<Node, int> Of(IReadOnlyList<Node> postOrder, IEnumerable<Node> whole)
    {
        var known = new Dictionary<Node, int?>();
        foreach (var node in whole) known[node] = null;
        for (var i = postOrder.Count - 1; i >= 0; i--)
        {
            var consumer = postOrder[i];
            var own = known.TryGetValue(consumer, out var demanded) ? demanded : null;
            for (var position = 0; position < consumer.Inputs.Length; position++)
            {
                var input = consumer.Inputs[position];
                if (input.IsTuple || input.Type.Rank < 2) continue;
                var read = consumer.Op is ElementOp op ? Read(op, consumer, position, own) : null;
                known[input] = known.TryGetValue(input, out var before) ? (before is { } a && read is { } b ? Math.Max(a, b) : null) : read;
            }
        }

        return known.Where(k => k.Value is not null).ToDictionary(k => k.Key, k => k.Value!.Value);
    }

    private static int? Read(ElementOp op, Node consumer, int input, int? demanded)
    {
        if (op.ReadsBelow(input) is { } declared) return declared;
        var (element, axes) = op.Define(ImmutableArray.CreateRange(consumer.Inputs, i => i.Type), consumer.Type);
        var reads = ElementParts.Within(element).OfType<Load>().Where(l => l.Input == input).Select(l => Offset(l.At[l.At.Length - 2], l.At[l.At.Length - 1], axes, demanded)).ToList();
        return reads.Count > 0 && reads.TrueForAll(r => r is not null) ? reads.Max() : null;
    }

    private static int? Offset(Element row, Element column, ImmutableArray<Axis> axes, int? demanded) =>
        ReferenceEquals(row, column) && row is Axis ? 0
        : axes.Length >= 2 && ReferenceEquals(row, axes[axes.Length - 2]) && ReferenceEquals(column, axes[axes.Length - 1]) ? demanded
        : null;
}
