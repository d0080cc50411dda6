using System.Collections.Immutable;

namespace SymDiff;

/// <summary>What one position of a consumer contributes to a node's adjoint, as numbers.</summary>
public sealed record NumericContribution(Node Consumer, int Position, Tensor Value);

/// <summary>A node of the reverse pass: its values and its adjoints, one for each output (null is structurally zero), and what the adjoints are the sum of.</summary>
public sealed record ExplainRow(Node Node, ImmutableArray<Tensor> Values, ImmutableArray<Tensor?> Adjoints, ImmutableArray<NumericContribution> Contributions)
{
    /// <summary>The value of a node that is not of tuple type.</summary>
    public Tensor Value => Values[0];

    /// <summary>The adjoint of a node that is not of tuple type.</summary>
    public Tensor Adjoint => Adjoints[0]!;
}

/// <summary>
/// The reverse pass in numbers, one row for each node between the targets and the output, in the order in which the adjoints are
/// known: the output first.
/// </summary>
/// <param name="Rows">The rows.</param>
/// <param name="Edges">How many edges were gone back along: how often a rule was evaluated.</param>
/// <param name="Operations">How many ops were evaluated, forward, in the rules and in the sums of contributions.</param>
public sealed record ExplainTable(ImmutableArray<ExplainRow> Rows, int Edges, int Operations)
{
    private readonly Dictionary<Node, ExplainRow> byNode = Rows.ToDictionary(r => r.Node);

    /// <summary>The row of a node, or null where its adjoint is structurally zero.</summary>
    public ExplainRow? this[Node node] => byNode.TryGetValue(node, out var row) ? row : null;
}
