using System.Collections.Immutable;

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
    private readonly HashSet<Term> reading = [];                  // of those: what is no reduction, nor computed from reductions alone
    private readonly Dictionary<Term, List<Region>> users = [];   // of those: the regions of their uses
    private readonly Dictionary<(Term, Region), ImmutableArray<AxisTerm>> left = [];
    private readonly HashSet<Region> regions = [];

    private readonly IReadOnlyCollection<LoadTerm> guarded;       // what is checked where it is read

    private Placement(IReadOnlyCollection<LoadTerm> guarded) => this.guarded = guarded;

    /// <summary>The whole program.</summary>
    public Region Root { get; } = Region.Root();

    /// <summary>Places the effects in the root region and all terms they need around and inside of them.</summary>
    /// <param name="effects">The effects.</param>
    /// <param name="guarded">The entries whose indices are checked where they are read.</param>
    public static Placement Of(IEnumerable<Term> effects, IReadOnlyCollection<LoadTerm>? guarded = null)
    {
        var placement = new Placement(guarded ?? []);
        placement.Run([.. effects]);
        return placement;
    }

    /// <summary>The body of a term's loop.</summary>
    public Region LoopOf(Term term) => loops[term];

    /// <summary>What a term is computed from.</summary>
    public IReadOnlyList<Term> OperandsOf(Term term) => IsGuarded(term) ? [((LoadTerm)term).CheckedOffset] : term.Operands;

    /// <summary>Whether an entry's indices are checked where it is read.</summary>
    public bool IsGuarded(Term term) => term is LoadTerm load && guarded.Contains(load);

    /// <summary>The two sides of a choice.</summary>
    public (Region IfTrue, Region IfFalse) BranchesOf(Term term) => branches[term];

    /// <summary>The innermost region around all uses of a term; the term's own place where it did not move outwards.</summary>
    public Region InnermostUseOf(Term term) => latest[term];

    /// <summary>The loops that a term left which fails where it has no value: where one of them has no iteration, nobody asks for it.</summary>
    /// <param name="term">The term.</param>
    /// <param name="region">Where it is computed.</param>
    public IEnumerable<AxisTerm> LoopsLeftBy(Term term, Region region) => left.TryGetValue((term, region), out var loops) ? loops : [];

    /// <summary>How many operands of other terms a term is.</summary>
    public int UsesOf(Term term) => uses[term];

    private void Run(List<Term> effects)
    {
        foreach (var effect in effects) latest[effect] = Root;
        var reachable = Reachable(effects).OrderBy(t => t.Id).ToList();
        foreach (var term in reachable) Judge(term);
        for (var i = reachable.Count - 1; i >= 0; i--)
        {
            var term = reachable[i];
            if (term.IsTrivial) continue;
            if (term is EffectTerm) Put(term, latest[term]);
            else if (failing.Contains(term)) foreach (var region in PlacesOfFailing(term)) PutFailing(term, region);
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

    private void PutFailing(Term term, Region latest)
    {
        var best = Best(term, latest);
        if (reading.Contains(term) && !ReferenceEquals(best, latest)) left[(term, best)] = [.. Between(latest, best).Select(region => region.Axis).OfType<AxisTerm>()];
        Put(term, best);
    }

    // An operation of values fails where one of them does, a reduction where its body does; the sides of a choice fail for themselves.
    private void Judge(Term term)
    {
        if (term is not (LoadTerm or PureTerm or ReduceTerm)) return;
        if (!term.IsTotal || OperandsOf(term).Any(failing.Contains)) failing.Add(term);
        if (term is not ReduceTerm && (!term.IsTotal || OperandsOf(term).Any(reading.Contains))) reading.Add(term);
    }

    private List<Region> PlacesOfFailing(Term term)
    {
        var places = Guarded(users[term], term is LoadTerm ? IsAsked : IsUnderNoChoice).ToList();
        return term is ReduceTerm && places.Count > 1 ? [latest[term]] : places;   // a loop is written once
    }

    // What may fail is computed where one of its uses is certain to come: the innermost region around all of them, if a use stands there or in loops there; else on
    // each side of a choice for itself. An entry, which costs nothing to read again, is read in each loop for itself that may have no iteration.
    private static IEnumerable<Region> Guarded(List<Region> uses, Func<Region, Region, bool> isCertain)
    {
        var common = uses.Aggregate(Region.Common);
        if (uses.Exists(use => isCertain(use, common))) return [common];
        return uses.GroupBy(use => ChildOf(common, use)).SelectMany(side => Guarded([.. side], isCertain));
    }

    private static bool IsUnderNoChoice(Region region, Region ancestor) => !Between(region, ancestor).Any(inner => inner.IsBranch);

    private static bool IsAsked(Region region, Region ancestor) => Between(region, ancestor).All(inner => inner.Axis is not null && RunsForSure(inner));

    private static IEnumerable<Region> Between(Region inner, Region outer)
    {
        for (; !ReferenceEquals(inner, outer); inner = inner.Parent!) yield return inner;
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
                return OperandsOf(term).Select(o => (o, region));
        }
    }

    private Region Best(Term term, Region latest)
    {
        if (reading.Contains(term) && (term.IsTotal || !term.MayLeaveLoops)) return latest;   // with it goes what fails
        var (best, mayLeaveBranches) = (latest, term.IsTotal && !failing.Contains(term));
        for (var region = latest; region.Parent is { } parent; region = parent)
        {
            if (region.Axis is { } axis ? term.Axes.Contains(axis) || !(term.IsTotal || MayLeave(term, region)) : !mayLeaveBranches) break;
            if (parent.LoopDepth < best.LoopDepth || (best.BranchDepth > DeepestBranch && best.Owner is not IfTerm)) best = parent;
        }

        return best;
    }

    // What fails leaves a loop that has an iteration for sure; or one of which sizes say if it has, if it can be asked for where it has.
    private static bool MayLeave(Term term, Region loop) =>
        RunsForSure(loop) || (Runs(loop) && term.OperandsAreSure && Lengths.OfSizes(loop.Axis!.LengthTerm) is not null);

    private static bool RunsForSure(Region loop) => Runs(loop) && loop.Axis!.LengthTerm is ConstantTerm { Value.Integer: > 0 };

    // Whether its length says if it has an iteration.
    private static bool Runs(Region loop) => loop.Axis is { Start: null } && !(loop.Owner is LoopTerm { Body: var body } && body.Any(t => t is WhileTerm));

    private List<Term> Reachable(List<Term> effects)
    {
        var seen = new HashSet<Term>(effects);
        var found = new List<Term>(effects);
        for (var i = 0; i < found.Count; i++)
        {
            foreach (var operand in OperandsOf(found[i]))
                if (seen.Add(operand)) found.Add(operand);
        }

        return found;
    }
}
