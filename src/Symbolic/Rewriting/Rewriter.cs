using System.Collections.Immutable;

namespace SymDiff.Rewriting;

/// <summary>
/// Brings nodes to the form that no rule changes any more: inputs first, each node once, with a worklist. A node's form depends on
/// its structure and on which of its parts are shared, so the order of the work does not show.
/// </summary>
internal sealed class Rewriter(RuleSet rules, RewriteLog? log)
{
    private readonly NodeMap<Node> images = new();   // a node's final form
    private readonly NodeMap<bool> entered = new();
    private readonly Stack<Frame> stack = new();
    private Facts facts = new([]);
    private long budget;

    /// <summary>The final forms of nodes.</summary>
    /// <exception cref="InvalidOperationException">The rules undo each other or grow without end.</exception>
    public PassResult Rewrite(ImmutableArray<Node> roots)
    {
        var order = Traversal.PostOrder(roots);
        facts = new(new Readers(order, roots));
        budget = 10_000;   // grows with each node that is met first
        foreach (var node in order) Normalise(node);
        return new(ImmutableArray.CreateRange(roots, root => images[root]!), IsSettled: !facts.HasRefused);
    }

    // The inputs of a node in order have their final form; what rules put in its place is walked through.
    private void Normalise(Node met)
    {
        if (images[met] is not null) return;
        Meet(met);
        Leave(met);
        while (stack.Count > 0)
        {
            var (node, next, awaited) = stack.Pop();
            if (awaited is not null) Finish(node, images[awaited]!);
            else if (next < node.Inputs.Length) Descend(node, next);
            else Leave(node);
        }
    }

    private void Descend(Node node, int next)
    {
        stack.Push(new(node, next + 1, null));
        Enter(node.Inputs[next]);
    }

    private void Enter(Node node)
    {
        if (images[node] is not null) return;
        Meet(node);
        stack.Push(new(node, 0, null));
    }

    private void Meet(Node node)
    {
        ref var seen = ref entered.Entry(node);
        if (seen) throw Endless(node);
        seen = true;
        budget += 64;
    }

    // All inputs have their final form: the node with these, then the first rule that fires; what comes out is brought to its final form in turn.
    private void Leave(Node node)
    {
        var rebuilt = Rebuild(node);
        var next = ReferenceEquals(rebuilt, node) ? Fire(node) : rebuilt;
        if (next is null)
        {
            Finish(node, Oriented(node));
        }
        else if (images[next] is { } known)
        {
            Finish(node, known);
        }
        else
        {
            stack.Push(new(node, 0, next));
            Enter(next);
        }
    }

    private void Finish(Node node, Node image)
    {
        images[node] = image;
        if (ReferenceEquals(node, image)) facts.Finished(node);
        else facts.Replaced(node, image);
    }

    private Node Rebuild(Node node)
    {
        var inputs = node.Inputs;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!ReferenceEquals(images[inputs[i]], inputs[i]))
                return node.Graph.Add(node.Op, ImmutableArray.CreateRange(inputs, input => images[input]!));
        }

        return node;
    }

    // Of a + b and b + a the one that comes first stands for both.
    private Node Oriented(Node node) =>
        node.Op.IsCommutative && node.Graph.FindSwapped(node) is { } swapped && images[swapped] is { } image && ReferenceEquals(image, swapped)
            ? image
            : node;

    private Node? Fire(Node node)
    {
        foreach (var rule in rules.For(node))
        {
            if (rule.Apply(node, facts) is not { } result || Fitted(result, node, rule) is not { } fitted || ReferenceEquals(fitted, node)) continue;
            if (!rule.MayGrow && Grows(node, fitted)) continue;
            log?.Add(rule.Name, node, fitted);
            return --budget >= 0 ? fitted : throw Endless(node);
        }

        return null;
    }

    // Whether more work comes with the new nodes than goes with the old: a part that is read elsewhere stays.
    private bool Grows(Node node, Node result)
    {
        var (added, kept) = (0, new HashSet<Node>());
        var stack = new Stack<Node>();
        stack.Push(result);
        while (stack.Count > 0)
        {
            var part = stack.Pop();
            if (!kept.Add(part) || images[part] is not null) continue;
            added += Work.Of(part);
            foreach (var input in part.Inputs) stack.Push(input);
        }

        return !facts.Allows(added, node, kept);
    }

    // A rule speaks of entries: where the right side lacks axes of the left, it is repeated along them.
    private static Node? Fitted(Node result, Node node, Rule rule)
    {
        if (node.IsTuple || result.Type == node.Type) return result;
        if (result.DType != node.DType) throw new InvalidOperationException($"The rule '{rule.Name}' replaces {node} of type {node.Type} by {result} of type {result.Type}.");
        return Shape.Broadcast(result.Shape, node.Shape) == node.Shape ? NodeMath.BroadcastTo(result, node.Shape) : null;
    }

    private static InvalidOperationException Endless(Node node) =>
        new($"The rewrite rules do not come to an end at {node}: two of them undo each other, or one makes its own left side again.");

    /// <summary>A node whose inputs from <c>Next</c> on are still to be visited, or one that gets the form of the awaited node.</summary>
    private readonly record struct Frame(Node Node, int Next, Node? Awaited);
}
