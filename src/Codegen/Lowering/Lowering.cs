using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Scheduling;
using SymDiff.Elements;
using SymDiff.Ops;
using Buffer = SymDiff.Codegen.Loops.Buffer;
using Constant = SymDiff.Ops.Constant;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// From a function to loop code: nodes become terms (<see cref="ElementReader"/>), terms find their place (<see cref="Placement"/>), and are
/// written as statements (<see cref="BlockBuilder"/>).
/// </summary>
internal sealed class Lowering
{
    private readonly Function function;
    private readonly Schedule schedule;
    private readonly TermTable terms = new();
    private readonly Dictionary<Node, Buffer> buffers = [];
    private readonly Dictionary<Node, Term> writers = [];
    private readonly Dictionary<Node, Term> scalars = [];
    private readonly Dictionary<(Node Node, NodeIndex At), Term> entries = [];
    private readonly Dictionary<Node, Local> inputs = [];
    private readonly List<Buffer> constants = [];
    private readonly List<Buffer> workspace = [];
    private readonly List<Term> effects = [];

    private Lowering(Function function, Schedule schedule) => (this.function, this.schedule) = (function, schedule);

    /// <summary>The loop code of a function.</summary>
    public static LoopProgram Lower(Function function)
    {
        var expanded = MacroExpansion.Of(function);
        var postOrder = Traversal.PostOrder(expanded.Outputs);
        return new Lowering(expanded, Schedule.Of(postOrder, expanded.Outputs)).Run(postOrder);
    }

    private LoopProgram Run(List<Node> postOrder)
    {
        foreach (var size in function.Sizes) terms.Size(size);
        foreach (var input in function.Inputs) AddInput(input);
        var outputs = ImmutableArray.CreateRange(function.Outputs.Select((o, i) => AddOutput(o, function.OutputNames[i])));
        foreach (var node in postOrder) Compute(node);
        for (var i = 0; i < outputs.Length; i++) Deliver(function.Outputs[i], i, outputs[i]);

        var body = new BlockBuilder(Placement.Of(effects)).Program();
        return Workspace.Allocate(new(
            function.Name,
            [.. function.Inputs.Select(i => new Parameter(i.Op.Name, i.Type, inputs.TryGetValue(i, out var local) ? local : null, buffers.TryGetValue(i, out var buffer) ? buffer : null))],
            outputs,
            [.. function.Sizes.Select(terms.Size)],
            [.. constants],
            [],
            body), workspace);
    }

    private void AddInput(Node input)
    {
        if (input.Type.IsScalar) inputs[input] = new(input.Op.Name, input.DType.ScalarType);
        else buffers[input] = new(input.Op.Name, input.DType.ScalarType, input.Shape.Size, BufferRole.Input);
    }

    // A tensor is computed in the caller's memory; the same node as a second output is copied there.
    private Parameter AddOutput(Node node, string name)
    {
        if (node.Type.IsScalar) return new(name, node.Type, null, null);
        var buffer = new Buffer(name, node.DType.ScalarType, node.Shape.Size, BufferRole.Output);
        if (schedule.IsBuffered(node) && !buffers.ContainsKey(node)) buffers[node] = buffer;
        return new(name, node.Type, null, buffer);
    }

    private void Compute(Node node)
    {
        if (schedule.IsBuffered(node)) Fill(node, HomeOf(node));
        else if (node.Op is Constant constant && !node.Type.IsScalar) AddConstant(node, constant.Value);
        else if (node.Op is ElementOp && node.Type.IsScalar) Entry(node, []);
    }

    private void AddConstant(Node node, Tensor value)
    {
        var buffer = new Buffer("constant", value.DType.ScalarType, value.Count, BufferRole.Constant, value);
        constants.Add(buffer);
        buffers[node] = buffer;
    }

    private Buffer HomeOf(Node node)
    {
        if (buffers.TryGetValue(node, out var output)) return output;
        var buffer = new Buffer("w", node.DType.ScalarType, node.Shape.Size, BufferRole.Workspace);
        workspace.Add(buffer);
        return buffers[node] = buffer;
    }

    private void Fill(Node node, Buffer buffer)
    {
        writers[node] = node.Op switch
        {
            ElementOp op => Tabulate(node.Shape, at => terms.Store(buffer, Offset(at, node.Shape), Read(op, node, at))),
            ScatterOp op => Scatter(op, node, buffer),
            KernelOp op => Run(op, node, buffer),
            LeafOp => Tabulate(node.Shape, at => terms.Store(buffer, Offset(at, node.Shape), Value(node, at))),
            _ => throw new InvalidOperationException($"{node.Op.Name} belongs to no family that can be compiled."),
        };
        effects.Add(writers[node]);
    }

    private void Deliver(Node node, int index, Parameter output)
    {
        if (output.Buffer is not { } buffer) effects.Add(terms.Result(index, Value(node, [])));
        else if (!buffers.TryGetValue(node, out var home) || !ReferenceEquals(home, buffer))
            effects.Add(Tabulate(node.Shape, at => terms.Store(buffer, Offset(at, node.Shape), Value(node, at))));
    }

    // One loop for each axis, outermost first, around an effect.
    private Term Tabulate(Shape shape, Func<ImmutableArray<IndexForm>, Term> body)
    {
        ImmutableArray<AxisTerm> axes = [.. shape.Select(terms.Axis)];
        var effect = body([.. axes.Select(IndexForm.Of)]);
        return axes.Reverse().Aggregate(effect, (inner, axis) => terms.Loop(axis, inner));
    }

    private Term Scatter(ScatterOp op, Node node, Buffer buffer)
    {
        effects.Add(terms.Fill(buffer, terms.Constant(Scalar.Of(0, node.DType), buffer.Type)));
        var types = ImmutableArray.CreateRange(node.Inputs, i => i.Type);
        var (axes, target, value) = op.Define(types);
        return Tabulate(op.Domain(types), at =>
        {
            var reader = Reader(node, axes, at);
            ImmutableArray<IndexForm> place = [.. target.Select((index, axis) => reader.Bounded(reader.Index(index), node.Shape[axis]))];
            return terms.Store(buffer, Offset(place, node.Shape), value.Accept(reader), adds: true);
        });
    }

    private Term Run(KernelOp op, Node node, Buffer buffer)
    {
        var call = op.Kernel(ImmutableArray.CreateRange(node.Inputs, i => i.Type));
        return terms.Kernel(call.Method, buffer.Type, [.. call.Arguments.Select(argument => argument switch
        {
            KernelArgument.Input input => ((Buffer?)buffers[node.Inputs[input.Position]], (Term?)null),
            KernelArgument.Output => (buffer, null),
            KernelArgument.Length length => (null, terms.Length(length.Dim)),
            KernelArgument.Flag flag => (null, terms.Truth(flag.Value)),
            _ => throw new InvalidOperationException($"The kernel argument {argument} is not known."),
        })]);
    }

    private Term Read(ElementOp op, Node node, ImmutableArray<IndexForm> at)
    {
        var (element, axes) = op.Define(ImmutableArray.CreateRange(node.Inputs, i => i.Type), node.Type);
        return element.Accept(Reader(node, axes, at));
    }

    private ElementReader Reader(Node node, ImmutableArray<Axis> axes, ImmutableArray<IndexForm> at)
    {
        var indices = new Dictionary<Axis, IndexForm>();
        for (var i = 0; i < axes.Length; i++) indices[axes[i]] = at[i];
        return new(terms, indices, ImmutableArray.CreateRange(node.Inputs, i => i.Type), (input, place) => Value(node.Inputs[input], place));
    }

    // A node's value at an index: from its buffer, or computed on the spot, once for each index.
    private Term Value(Node node, ImmutableArray<IndexForm> at)
    {
        if (inputs.TryGetValue(node, out var input)) return terms.Local(input);
        if (node.Op is Constant { Value: { Count: 1, Lengths.IsEmpty: true } constant }) return terms.Constant(constant[0], node.DType.ScalarType);
        if (buffers.TryGetValue(node, out var buffer))
            return terms.Load(buffer, Offset(at, node.Shape), writers.TryGetValue(node, out var writer) ? writer : null, at.Select((index, axis) => index.IsWithin(node.Shape[axis])).All(inside => inside));
        return Entry(node, at);
    }

    private Term Entry(Node node, ImmutableArray<IndexForm> at)
    {
        if (at.IsEmpty) return scalars.TryGetValue(node, out var scalar) ? scalar : scalars[node] = Read((ElementOp)node.Op, node, at);
        var key = (node, new NodeIndex([.. at.Select(index => index.ToTerm(terms))]));
        return entries.TryGetValue(key, out var known) ? known : entries[key] = Read((ElementOp)node.Op, node, at);
    }

    private Term Offset(ImmutableArray<IndexForm> at, Shape shape)
    {
        var offset = IndexForm.Of(Dim.Zero);
        var stride = Dim.One;
        for (var axis = at.Length - 1; axis >= 0; axis--)
        {
            offset += at[axis].Times(stride);
            stride *= shape[axis];
        }

        return offset.ToTerm(terms);
    }

    /// <summary>The terms of an index, compared as objects.</summary>
    private readonly record struct NodeIndex(EquatableArray<Term> Terms);
}
