using System.Collections.Immutable;

namespace SymDiff.Cli;

/// <summary>What can be asked for.</summary>
[Flags]
internal enum Wants
{
    None = 0,
    Value = 1,
    Gradient = 2,
    Hessian = 4,
    Hvp = 8,
    Jacobian = 16,
}

/// <summary>What is asked for, by which inputs, along which direction, and of which order the further derivatives are.</summary>
internal sealed record Question(Wants Wants, string[] Wrt, IReadOnlyDictionary<string, Tensor>? Direction = null, int Order = 1);

/// <summary>A quantity that answers a question: where it stands in the answer, what it is called in print, and the node that computes it.</summary>
internal sealed record Quantity(ImmutableArray<string> Path, string Name, Node Node);

/// <summary>The nodes that answer a question, and the inputs that they read: those of the function, and directions for which no numbers are given.</summary>
internal sealed record Quantities(ImmutableArray<Node> Inputs, ImmutableArray<Quantity> All)
{
    private static readonly DifferentiationOptions zeros = new() { Disconnected = Undefined.Zero };

    public static Quantities Of(Function function, Question question)
    {
        var wants = question.Wants;
        var product = wants.HasFlag(Wants.Hvp) ? function.HessianVectorProduct(question.Wrt) : null;
        return new(product is not null && question.Direction is null ? product.Inputs : function.Inputs,
        [
            .. wants.HasFlag(Wants.Value) ? Values(function) : [],
            .. wants.HasFlag(Wants.Gradient) ? Gradient(function, question.Wrt) : [],
            .. question.Order > 1 ? Derivatives(function, question) : [],
            .. wants.HasFlag(Wants.Hessian) ? Hessian(function, question.Wrt) : [],
            .. product is not null ? Hvp(function, product, question) : [],
            .. wants.HasFlag(Wants.Jacobian) ? Jacobian(function, question.Wrt) : [],
        ]);
    }

    private static IEnumerable<Quantity> Values(Function function) => function.Outputs.Select((node, i) =>
        new Quantity(function.Outputs.Length == 1 ? ["value"] : ["value", function.OutputNames[i]], function.OutputNames[i], node));

    private static IEnumerable<Quantity> Gradient(Function function, string[] wrt)
    {
        var targets = Targets(function, wrt);
        return function.Gradient(zeros, wrt).Outputs.Select((node, i) => new Quantity(["gradient", targets[i]], "d_" + targets[i], node));
    }

    private static IEnumerable<Quantity> Derivatives(Function function, Question question) => MixedPartials
        .Of(Single(function), Nodes(function, question.Wrt), question.Order)
        .Select(p => p.By.Select(x => x.Op.Name).ToArray())
        .Zip(function.Derivative(question.Order, question.Wrt).Outputs, (by, node) => new Quantity(["derivatives", string.Join(",", by)], "d_" + string.Join("_", by), node));

    private static IEnumerable<Quantity> Hessian(Function function, string[] wrt)
    {
        var targets = Targets(function, wrt);
        var pairs = targets.SelectMany(x => targets.Select(y => (x, y)));
        return pairs.Zip(function.Hessian(wrt).Outputs, (p, node) => new Quantity(["hessian", p.x, p.y], $"d_{p.x}_{p.y}", node));
    }

    private static IEnumerable<Quantity> Hvp(Function function, Function product, Question question)
    {
        var targets = Targets(function, question.Wrt);
        var nodes = question.Direction is { } v ? Along(product, function, targets, v) : product.Outputs;
        return targets.Zip(nodes, (x, node) => new Quantity(["hvp", x], "hv_" + x, node));
    }

    private static IEnumerable<Quantity> Jacobian(Function function, string[] wrt)
    {
        var targets = Targets(function, wrt);
        var pairs = function.OutputNames.SelectMany(y => targets.Select(x => (y, x)));
        return pairs.Zip(function.Jacobian(wrt).Outputs, (p, node) => new Quantity(["jacobian", p.y, p.x], function.Outputs.Length == 1 ? "d_" + p.x : $"d_{p.y}_{p.x}", node));
    }

    // The product with the direction's numbers in place of its inputs v_x; a part that is not given is 0.
    private static ImmutableArray<Node> Along(Function product, Function function, ImmutableArray<string> targets, IReadOnlyDictionary<string, Tensor> v)
    {
        if (v.Keys.FirstOrDefault(name => !targets.Contains(name)) is { } extra)
            throw new InputException($"the direction names '{extra}'; expected inputs that are differentiated by: {string.Join(", ", targets)}.");
        if (targets.FirstOrDefault(name => !v.ContainsKey(name)) is { } missing)
            throw new InputException($"the direction has no value for '{missing}'; give one for each of {string.Join(", ", targets)}.");
        var directions = targets.Select(name => function.Graph.Constant(Direction(function.Input(name), v[name])));
        return product.Call([.. function.Inputs, .. directions]);
    }

    private static Tensor Direction(Node input, Tensor value) => Binding.Fit(input, value) is var fitting && fitting.Type == input.Type
        ? fitting
        : throw new InputException($"the direction for '{input}' is of type {value.Type}; expected {input.Type}.");

    private static ImmutableArray<string> Targets(Function function, string[] wrt) => [.. Nodes(function, wrt).Select(x => x.Op.Name)];

    private static ImmutableArray<Node> Nodes(Function function, string[] wrt) => wrt.Length > 0 ? [.. wrt.Select(function.Input)] : [.. function.Inputs.Where(x => x.DType.IsFloat)];

    private static Node Single(Function function) => function.Outputs is [var output]
        ? output
        : throw new InputException($"derivatives of higher order are of one output, but there are {function.Outputs.Length} ({string.Join(", ", function.OutputNames)}).");
}
