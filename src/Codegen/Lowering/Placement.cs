namespace SymDiff.Codegen.Lowering;

/// <summary>
/// Finds for each term the loop or branch in which it is computed (C. Click, Global code motion, global value numbering, PLDI 1995): outside
/// of every loop it does not depend on, and there as deep inside of branches as its uses are. So invariants leave loops, and
/// what only one side of a choice needs is computed on that side.
/// </summary>
internal sealed class Placement
{
    // Deeper branches would nest the emitted code without bound; below this depth a term is computed though it may not be needed.
    private const int DeepestBranch = 24;

    private readonly Dictionary<Term, Region> place = [];
    private readonly Dictionary<Term, Region> loops = [];
    private readonly Dictionary<Term, (Region IfTrue, Region IfFalse)> branches = [];
    private readonly Dictionary<Term, int> uses = [];
    private readonly Dictionary<Term, Region> latest = [];

    private Placement()
    {
    }

    /// <summary>The whole program.</summary>
    public Region Root { get; } = Region.Root();

    /// <summary>Places the effects in the root region and all terms they need around and inside of them.</summary>
    public static Placement Of(IEnumerable<Term> effects)
    {
        var placement = new Placement();
        placement.Run([.. effects]);
        return placement;
    }

    /// <summary>The body of a term's loop.</summary>
    public Region LoopOf(Term term) => loops[term];

    /// <summary>The two sides of a choice.</summary>
    public (Region IfTrue, Region IfFalse) BranchesOf(Term term) => branches[term];

    /// <summary>Where a term is computed.</summary>
    public Region PlaceOf(Term term) => place[term];

    /// <summary>The innermost region around all uses of a term; the term's own place where it did not move outwards.</summary>
    public Region InnermostUseOf(Term term) => latest[term];

    /// <summary>How many operands of other terms a term is.</summary>
    public int UsesOf(Term term) => uses[term];

    private void Run(List<Term> effects)
    {
        foreach (var effect in effects) latest[effect] = Root;
        foreach (var term in Reachable(effects).OrderByDescending(t => t.Id))
        {
            if (term.IsTrivial) continue;
            var region = term is EffectTerm ? latest[term] : Best(term, latest[term]);
            place[term] = region;
            region.Terms.Add(term);
            foreach (var (operand, at) in Operands(term, region)) Use(operand, at);
        }

        foreach (var region in place.Values.Distinct()) region.Terms.Reverse();
    }

    private void Use(Term operand, Region at)
    {
        if (operand.IsTrivial) return;
        latest[operand] = latest.TryGetValue(operand, out var known) ? Region.Common(known, at) : at;
        uses[operand] = uses.TryGetValue(operand, out var count) ? count + 1 : 1;
    }

    private IEnumerable<(Term Operand, Region At)> Operands(Term term, Region region)
    {
        switch (term)
        {
            case SelectTerm select:
                var sides = branches[term] = (Region.Branch(region, term), Region.Branch(region, term));
                return [(select.Operands[0], region), (select.Operands[1], sides.Item1), (select.Operands[2], sides.Item2)];
            case IfTerm choice:
                var ways = branches[term] = (Region.Branch(region, term), Region.Branch(region, term));
                return choice.Then.Select(t => (t, ways.Item1)).Concat(choice.Otherwise.Select(t => (t, ways.Item2))).Prepend((choice.Condition, region));
            case ReduceTerm reduce:
                var body = loops[term] = Region.Loop(region, reduce.Axis, term);
                return reduce.Axis.Bounds.Select(b => (b, region)).Prepend((reduce.Body, body));
            case LoopTerm loop:
                var inside = loops[term] = Region.Loop(region, loop.Axis, term);
                return loop.Body.Select(b => (b, inside)).Concat(loop.Axis.Bounds.Select(b => (b, region)));
            default:
                return term.Operands.Select(o => (o, region));
        }
    }

    private static Region Best(Term term, Region latest)
    {
        var best = latest;
        for (var region = latest; region.Parent is { } parent; region = parent)
        {
            if (region.Axis is { } axis ? term.Axes.Contains(axis) || !term.MayLeaveLoops : !term.IsTotal) break;
            if (parent.LoopDepth < best.LoopDepth || (best.BranchDepth > DeepestBranch && best.Owner is not IfTerm)) best = parent;
        }

        return best;
    }

    private static List<Term> Reachable(List<Term> effects)
    {
        var seen = new HashSet<Term>(effects);
        var found = new List<Term>(effects);
        for (var i = 0; i < found.Count; i++)
        {
            foreach (var operand in found[i].Operands)
                if (seen.Add(operand)) found.Add(operand);
        }

        return found;
    }
}
