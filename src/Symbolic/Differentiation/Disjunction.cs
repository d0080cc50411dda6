namespace SymDiff;

/// <summary>The or of guards, where branches that complete each other cancel: c &amp;&amp; d || c &amp;&amp; !d || !c holds everywhere.</summary>
internal sealed class Disjunction
{
    // branches that belong together arrive one after the other; looking further back would be quadratic for wide nodes
    private const int Reach = 8;

    private List<Node>? terms;
    private bool everywhere;

    /// <summary>Where any of the guards holds; null holds everywhere.</summary>
    public Node? Node => everywhere || terms is null ? null : terms.Aggregate((a, b) => Guards.Or(a, b)!);

    /// <summary>Adds a guard; null holds everywhere.</summary>
    public void Add(Node? guard)
    {
        if (guard is null) (everywhere, terms) = (true, null);
        if (everywhere) return;
        terms ??= [];
        for (var i = terms.Count - 1; guard is not null && i >= Math.Max(0, terms.Count - Reach); i--)
        {
            if (Guards.AreComplements(terms[i], guard)) guard = null;
            else if (Guards.Joined(terms[i], guard) is { } joined)
            {
                terms.RemoveAt(i);
                (guard, i) = (joined, terms.Count);
            }
        }

        if (guard is null) (everywhere, terms) = (true, null);
        else terms.Add(guard);
    }
}
