using System.Collections.Immutable;

namespace SymDiff.Ops;

/// <summary>A loop's body written into a draft: where its parameters and nodes went.</summary>
internal sealed class LoopCopy
{
    private readonly LoopDraft draft;
    private readonly Substitution substitution;

    public LoopCopy(Node loop, LoopDraft draft)
    {
        (Loop, Op, this.draft) = (loop, (LoopOp)loop.Op, draft);
        substitution = new Substitution(draft.Graph).Map(Op.Index, draft.Index);
        Parameters = [.. Enumerable.Range(0, Op.Inputs.Count).Select(input => draft.Parameter(Op.Parameter(input).Type))];
        for (var input = 0; input < Parameters.Length; input++) substitution.Map(Op.Parameter(input), Parameters[input]);
    }

    /// <summary>The loop that is copied.</summary>
    public Node Loop { get; }

    public LoopOp Op { get; }

    /// <summary>The parameters in the draft, by input; they stand for nothing until they are attached.</summary>
    public ImmutableArray<Node> Parameters { get; }

    /// <summary>Where a node of the body went.</summary>
    public Node this[Node node] => substitution.Apply([node])[0];

    /// <summary>Where an output of the body went.</summary>
    public Node Output(int position) => this[Op.Body.Outputs[position]];

    /// <summary>Where all nodes of the body went, by their images.</summary>
    public Dictionary<Node, Node> Sources()
    {
        var images = substitution.Apply(Op.Body.Nodes);
        var sources = new Dictionary<Node, Node>();
        for (var i = 0; i < images.Length; i++) sources[images[i]] = Op.Body.Nodes[i];
        return sources;
    }

    /// <summary>Brings nodes of this draft that are computed from the body's parameters to the draft of another copy.</summary>
    public Substitution To(LoopCopy other)
    {
        var image = new Substitution(other.draft.Graph).Map(draft.Index, other.draft.Index);
        for (var input = 0; input < Parameters.Length; input++) image.Map(Parameters[input], other.Parameters[input]);
        return image;
    }

    /// <summary>Lets a parameter stand for the same argument, in the same way, as in the loop.</summary>
    public void Attach(int input)
    {
        var (parameter, argument) = (Parameters[input], Loop.Inputs[input]);
        switch (Op.Inputs[input])
        {
            case LoopInput.Shared: draft.Share(parameter, argument); break;
            case LoopInput.Sliced: draft.Slice(parameter, argument); break;
            case LoopInput.Gathered gathered: draft.Gather(parameter, argument, Output(gathered.Index)); break;
            case LoopInput.Carried carried:
                draft.Carry(parameter, argument);
                draft.Next(parameter, Output(carried.Next));
                break;
            case LoopInput.Replayed replayed:
                draft.Replay(parameter, argument);
                draft.Next(parameter, Output(replayed.Next));
                break;
        }
    }

    /// <summary>Lets all parameters stand for what they do in the loop.</summary>
    public LoopCopy Attach()
    {
        for (var input = 0; input < Parameters.Length; input++) Attach(input);
        if (Op.Condition is { } condition) draft.Condition = Output(condition);
        return this;
    }

    /// <summary>Asks the draft for an output of the loop.</summary>
    public int Exit(LoopOutput output) => output switch
    {
        LoopOutput.Summed summed => draft.Sum(Output(summed.Value)),
        LoopOutput.Reduced reduced => draft.Reduce(reduced.Kind, Output(reduced.Value)),
        LoopOutput.Stacked stacked => draft.Stack(Output(stacked.Value)),
        LoopOutput.ScatterAdded scattered => draft.Scatter(Output(scattered.Index), Output(scattered.Value), scattered.Rows),
        LoopOutput.Carried carried => draft.Final(Parameters[carried.Input]),
        _ => throw new ArgumentOutOfRangeException(nameof(output), output, "not an output of a loop"),
    };
}
