using System.Collections.Immutable;
using SymDiff.Ops;

namespace SymDiff.Testing;

/// <summary>A node over variables, each with a value: what the contract tests are run on.</summary>
public sealed class OpSample
{
    private readonly IReadOnlyDictionary<Node, Tensor> values;

    public OpSample(string name, Node node, IReadOnlyDictionary<Node, Tensor> values)
        : this(name, node.IsTuple ? [.. Enumerable.Range(0, node.Types.Length).Select(node.Output)] : [node], node.Op, values)
    {
    }

    private OpSample(string name, ImmutableArray<Node> outputs, Op op, IReadOnlyDictionary<Node, Tensor> values)
    {
        (Name, Outputs, Op, this.values) = (name, outputs, op, values);
        var read = Traversal.PostOrder(outputs).Where(n => n.Op is Variable).ToHashSet();
        Inputs = [.. values.Keys.Where(read.Contains)];
        Arguments = [.. Inputs.Select(i => values[i])];
    }

    /// <summary>Tells samples apart: the op and a number.</summary>
    public string Name { get; }

    /// <summary>The op that is sampled.</summary>
    public Op Op { get; }

    /// <summary>The sampled node, or its outputs where it is of tuple type.</summary>
    public ImmutableArray<Node> Outputs { get; }

    /// <summary>The variables that the outputs read.</summary>
    public ImmutableArray<Node> Inputs { get; }

    /// <summary>The values of the variables.</summary>
    public ImmutableArray<Tensor> Arguments { get; }

    /// <summary>The inputs that a derivative can be asked for.</summary>
    public ImmutableArray<Node> Active => [.. Inputs.Where(i => i.DType.IsFloat)];

    /// <summary>The outputs that have a derivative.</summary>
    public ImmutableArray<Node> Differentiable => [.. Outputs.Where(o => o.DType.IsFloat)];

    public Graph Graph => Outputs[0].Graph;

    /// <summary>The values of any nodes over the sample's inputs, at its arguments or at others.</summary>
    public ImmutableArray<Tensor> Evaluate(IEnumerable<Node> nodes, IReadOnlyList<Tensor>? arguments = null)
    {
        arguments ??= Arguments;
        var interpreter = new Interpreter(Sizes.Solve(Name, Inputs, arguments));
        for (var i = 0; i < arguments.Count; i++) interpreter.Set(Inputs[i], arguments[i]);
        return interpreter.Evaluate(nodes);
    }

    /// <summary>The same sample with every floating-point node of one dtype: inputs, constants and casts between such.</summary>
    public OpSample As(DType dtype)
    {
        var target = new Graph();
        var images = Inputs.ToDictionary(i => i, i => target.Variable(i.Op.Name, i.DType.IsFloat ? i.Type.WithDType(dtype) : i.Type));
        var substitution = new Substitution(target) { Build = (op, inputs) => Rebuild(target, op, inputs, dtype) };
        foreach (var (from, to) in images) substitution.Map(from, to);
        var arguments = Inputs.ToDictionary(i => images[i], i => i.DType.IsFloat ? Tensor.Of(dtype, values[i].ToArray(), [.. values[i].Lengths]) : values[i]);
        return new(Name, substitution.Apply(Outputs), Op, arguments);
    }

    public override string ToString() => Name;

    private static Node Rebuild(Graph target, Op op, ImmutableArray<Node> inputs, DType dtype) => op switch
    {
        Constant { Value: { DType.IsFloat: true } value } => target.Constant(Tensor.Of(dtype, value.ToArray(), [.. value.Lengths])),
        Cast { Target.IsFloat: true } => NodeMath.Cast(inputs[0], dtype),
        LoopOp loop => target.Add(loop with { Body = Rebuild(loop.Body, dtype) }, inputs),
        BranchOp branch => target.Add(new BranchOp(Rebuild(branch.Then, dtype), Rebuild(branch.Else, dtype)), inputs),
        Recompute again => target.Add(new Recompute(Rebuild(again.Body, dtype)), inputs),
        CustomGradient custom => target.Add(
            custom with { Value = Rebuild(custom.Value, dtype), Reverse = Rebuild(custom.Reverse, dtype), Forward = custom.Forward is { } forward ? Rebuild(forward, dtype) : null },
            inputs),
        _ => target.Add(op, inputs),
    };

    private static Body Rebuild(Body body, DType dtype) =>
        body.Rebuild(t => t.DType.IsFloat ? t.WithDType(dtype) : t, (graph, op, inputs) => Rebuild(graph, op, inputs, dtype));
}
