using System.Collections.Immutable;
using SymDiff.Elements;
using SymDiff.Ops;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// What iterations side by side read whether a choice takes it or not: both sides are computed, and where the number of an entry is data, the first entry stands in for one
/// that is not asked for. So they need arrays that have these entries.
/// </summary>
internal static class EagerReads
{
    /// <summary>When a loop can run so, as truths of which each must hold: none where every read is certain to come, or to be inside.</summary>
    public static IEnumerable<Term> Needs(Node node, TermTable terms)
    {
        var loop = (LoopOp)node.Op;
        if (!HasChoice(loop)) return [];
        var shared = node.Inputs.Where((input, i) => loop.Inputs[i] is LoopInput.Shared && input.Type.IsScalar);
        var numbers = Traversal.PostOrder(shared, n => n.Op is ElementOp).SelectMany(EntryReads.Of);   // that a choice of the body may be the first to ask for
        return numbers.Concat(Of(loop, node.Inputs)).SelectMany(read => Needs(read, terms)).Distinct();
    }

    private static bool HasChoice(LoopOp loop) => loop.Body.Nodes.Any(n => EntryReads.IsChoice(n) || (n.Op is LoopOp inner && HasChoice(inner)));

    private static IEnumerable<EntryRead> Of(LoopOp loop, ImmutableArray<Node> arguments)
    {
        for (var i = 0; i < loop.Inputs.Count; i++)
            if (loop.Inputs[i] is LoopInput.Gathered) yield return ByData(arguments[i].Shape[0]);
        foreach (var scattered in loop.Outputs.OfType<LoopOutput.ScatterAdded>()) yield return ByData(scattered.Rows);
        foreach (var read in loop.Body.Nodes.SelectMany(Of)) yield return read;
    }

    private static IEnumerable<EntryRead> Of(Node node) => node.Op is LoopOp inner ? Of(inner, node.Inputs) : EntryReads.Of(node);

    private static EntryRead ByData(Dim length) => new(null, true, length);

    private static IEnumerable<Term> Needs(EntryRead read, TermTable terms)
    {
        var (least, greatest) = read.Range ?? (Dim.Zero, Dim.Zero);
        if (!least.IsAtLeast(Dim.Zero)) yield return terms.Compare(ComparisonKind.LessOrEqual, terms.Index(0), terms.Length(least));
        if (!(read.Length - 1 - greatest).IsAtLeast(Dim.Zero)) yield return terms.Compare(ComparisonKind.Less, terms.Length(greatest), terms.Length(read.Length));
    }
}
