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

    private readonly Dictionary<Term, Region> loops = [];
    private readonly Dictionary<Term, (Region IfTrue, Region IfFalse)> branches = [];
    private readonly Dictionary<Term, int> uses = [];
    private readonly Dictionary<Term, Region> latest = [];
    private readonly HashSet<Term> failing = [];                  // what fails where a condition that it stands under does not hold
    private readonly Dictionary<Term, List<Region>> users = [];   // of those: the regions of their uses
    private readonly HashSet<Region> regions = [];

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

    /// <summary>The innermost region around all uses of a term; the term's own place where it did not move outwards.</summary>
    public Region InnermostUseOf(Term term) => latest[term];

    /// <summary>How many operands of other terms a term is.</summary>
    public int UsesOf(Term term) => uses[term];

    private void Run(List<Term> effects)
    {
        foreach (var effect in effects) latest[effect] = Root;
        var reachable = Reachable(effects).OrderBy(t => t.Id).ToList();
        foreach (var term in reachable) if (MayFail(term)) failing.Add(term);
        for (var i = reachable.Count - 1; i >= 0; i--)
        {
            var term = reachable[i];
            if (term.IsTrivial) continue;
            if (term is EffectTerm) Put(term, latest[term]);
            else if (failing.Contains(term)) foreach (var region in Guarded(users[term])) Put(term, Best(term, region));
            else Put(term, Best(term, latest[term]));
        }

        foreach (var region in regions) region.Terms.Reverse();
    }

    private void Put(Term term, Region region)
    {
        regions.Add(region);
        region.Terms.Add(term);
        foreach (var (operand, at) in Operands(term, region)) Use(operand, at);
    }

    // An operation of values that fails where one of them does; the sides of a choice fail for themselves.
    private bool MayFail(Term term) => term is LoadTerm or PureTerm && (!term.IsTotal || term.Operands.Any(failing.Contains));

    // What may fail is computed where one of its uses is certain to come: the innermost region around all of them, if a use stands there or in loops there; else on
    // each side of a choice for itself.
    private static IEnumerable<Region> Guarded(List<Region> uses)
    {
        var common = uses.Aggregate(Region.Common);
        if (uses.Exists(use => !IsUnderChoice(use, common))) return [common];
        return uses.GroupBy(use => ChildOf(common, use)).SelectMany(side => Guarded([.. side]));
    }

    private static bool IsUnderChoice(Region region, Region ancestor)
    {
        for (; !ReferenceEquals(region, ancestor); region = region.Parent!)
            if (region.IsBranch) return true;
        return false;
    }

    private static Region ChildOf(Region ancestor, Region region)
    {
        while (!ReferenceEquals(region.Parent, ancestor)) region = region.Parent!;
        return region;
    }

    private void Use(Term operand, Region at)
    {
        if (operand.IsTrivial) return;
        if (failing.Contains(operand))
        {
            if (!users.TryGetValue(operand, out var list)) users.Add(operand, list = []);
            list.Add(at);
        }

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

    private Region Best(Term term, Region latest)
    {
        if (failing.Contains(term) && (term.IsTotal || !term.MayLeaveLoops)) return latest;   // with it goes what fails
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
