using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Scheduling;
using SymDiff.Elements;
using SymDiff.Ops;
using Buffer = SymDiff.Codegen.Loops.Buffer;
using Constant = SymDiff.Ops.Constant;

namespace SymDiff.Codegen.Lowering;

/// <summary>
/// The nodes of a function or of a loop's body on their way to terms: where the tensors are, what the scalars are, and the effects that
/// fill the buffers, in order.
/// </summary>
internal sealed class NodeScope
{
    private readonly Storage storage;
    private readonly TermTable terms;
    private readonly List<Node> postOrder;
    private readonly Schedule schedule;
    private readonly Dictionary<Node, Func<ImmutableArray<IndexForm>, Term>> bindings = [];
    private readonly Dictionary<Node, IndexForm> indices = [];
    private readonly Dictionary<Node, Buffer> buffers = [];
    private readonly Dictionary<Node, Term> writers = [];
    private readonly Dictionary<(Node Node, EquatableArray<Term> At), Term> entries = [];
    private readonly Dictionary<Node, Term> scalars = [];
    private readonly List<Term> effects = [];

    /// <param name="storage">What the whole program shares.</param>
    /// <param name="stored">Nodes that must be in a buffer if they are tensors.</param>
    /// <param name="consumed">Nodes that a loop consumes entry by entry, in loops of its own over their axes.</param>
    public NodeScope(Storage storage, IReadOnlyCollection<Node> stored, IReadOnlyCollection<Node> consumed)
    {
        (this.storage, terms) = (storage, storage.Terms);
        postOrder = Traversal.PostOrder(stored.Concat(consumed));
        schedule = Schedule.Of(postOrder, stored, consumed);
    }

    /// <summary>What fills the buffers, in order.</summary>
    public IReadOnlyList<Term> Effects => effects;

    public Storage Storage => storage;

    /// <summary>Says what the value of an input is at an index.</summary>
    public void Bind(Node input, Func<ImmutableArray<IndexForm>, Term> value) => bindings[input] = value;

    /// <summary>Says that an integer input is an index.</summary>
    public void Bind(Node input, IndexForm index)
    {
        indices[input] = index;
        bindings[input] = _ => terms.Convert(terms.Convert(index.ToTerm(terms), ScalarType.Int32), input.DType.ScalarType);
    }

    /// <summary>Says in which buffer a node is, and what has to happen before it is read.</summary>
    public void Store(Node node, Buffer buffer, Term? writer = null)
    {
        buffers[node] = buffer;
        if (writer is not null) writers[node] = writer;
    }

    public bool IsBuffered(Node node) => schedule.IsBuffered(node);

    /// <summary>The buffer that a node is in, if any.</summary>
    public Buffer? BufferOf(Node node) => buffers.TryGetValue(node, out var buffer) ? buffer : null;

    /// <summary>Adds an effect behind the others.</summary>
    public Term Add(Term effect)
    {
        effects.Add(effect);
        return effect;
    }

    /// <summary>Computes what must be in a buffer.</summary>
    public void Compute()
    {
        foreach (var node in postOrder) Compute(node);
    }

    /// <summary>A node's value at an index: from its buffer, or computed on the spot, once for each index.</summary>
    public Term Value(Node node, ImmutableArray<IndexForm> at)
    {
        if (bindings.TryGetValue(node, out var binding)) return binding(at);
        if (node.Op is Constant { Value: { Count: 1, Lengths.IsEmpty: true } constant }) return terms.Constant(constant[0], node.DType.ScalarType);
        if (!buffers.TryGetValue(node, out var buffer)) return Entry(node, at);
        return Load(buffer, node.Shape, at, writers.TryGetValue(node, out var writer) ? writer : null);
    }

    /// <summary>An entry of a buffer that holds a tensor of a shape.</summary>
    public Term Load(Buffer buffer, Shape shape, ImmutableArray<IndexForm> at, Term? writer) =>
        terms.Load(buffer, Offset(at, shape), writer, at.Select((index, axis) => index.IsWithin(shape[axis])).All(inside => inside));

    /// <summary>Fills a buffer with values: one loop for each axis, outermost first.</summary>
    public Term Tabulate(Shape shape, Buffer buffer, Func<ImmutableArray<IndexForm>, Term> value) =>
        Loops(shape, at => terms.Store(buffer, Offset(at, shape), value(at)));

    /// <summary>One loop for each axis of a shape, outermost first, around an effect.</summary>
    public Term Loops(Shape shape, Func<ImmutableArray<IndexForm>, Term> body)
    {
        ImmutableArray<AxisTerm> axes = [.. shape.Select(terms.Axis)];
        var effect = body([.. axes.Select(IndexForm.Of)]);
        return axes.Reverse().Aggregate(effect, (inner, axis) => terms.Loop(axis, [inner], isParallel: true));
    }

    /// <summary>The row-major position of an index.</summary>
    public Term Offset(ImmutableArray<IndexForm> at, Shape shape)
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

    /// <summary>An integer node without axes as an index.</summary>
    public IndexForm Index(Node node)
    {
        if (indices.TryGetValue(node, out var known)) return known;
        if (node.Op is Constant { Value: var value }) return IndexForm.Of((Dim)(int)value[0].Integer);
        var form = node.Op is ElementOp op && !bindings.ContainsKey(node) && !buffers.ContainsKey(node)
            ? Define(op, node, [], (reader, element) => reader.Index(element))
            : IndexForm.Of(terms.Convert(Value(node, []), ScalarType.Index));
        return indices[node] = form;
    }

    /// <summary>An index that comes from data, checked against a length.</summary>
    public IndexForm Bounded(IndexForm index, Dim length) => index.IsUnbounded
        ? IndexForm.Of(terms.Pure(new TermOp.OfCheck(), ScalarType.Index, length, [index.ToTerm(terms), terms.Length(length)]))
        : index;

    /// <summary>The buffer that a node is computed in: the one it was given, or scratch memory.</summary>
    public Buffer HomeOf(Node node)
    {
        if (!buffers.TryGetValue(node, out var buffer)) buffers.Add(node, buffer = storage.Scratch(node.Type));
        return buffer;
    }

    /// <summary>The nodes that are outputs of a node of tuple type, by their position; the node itself where it has one output.</summary>
    public IEnumerable<(int Index, Node Node)> OutputsOf(Node node) => node.IsTuple
        ? postOrder.Where(n => n.Op is Output && ReferenceEquals(n.Inputs[0], node)).Select(n => (((Output)n.Op).Index, n))
        : [(0, node)];

    private void Compute(Node node)
    {
        if (node.Op is Variable && !(bindings.ContainsKey(node) && schedule.IsBuffered(node))) return;
        switch (node.Op)
        {
            case LoopOp loop: new LoopLowering(this, node, loop).Run(); break;
            case BranchOp branch: new BranchLowering(this, node, branch).Run(); break;
            case Output when !node.Type.IsScalar: break;   // its loop or branch filled it
            case Constant constant when !node.Type.IsScalar: AddConstant(node, constant.Value); break;
            case var _ when schedule.IsBuffered(node): Store(node, HomeOf(node), Add(Fill(node, HomeOf(node)))); break;
            case ElementOp when node.Type.IsScalar: Entry(node, []); break;
        }
    }

    private void AddConstant(Node node, Tensor value)
    {
        var buffer = new Buffer("constant", value.DType.ScalarType, value.Count, BufferRole.Constant, value);
        storage.Constants.Add(buffer);
        buffers[node] = buffer;
    }

    private Term Fill(Node node, Buffer buffer) => node.Op switch
    {
        ElementOp op => Tabulate(node.Shape, buffer, at => Read(op, node, at)),
        ScatterOp op => Scatter(op, node, buffer),
        KernelOp op => Run(op, node, buffer),
        LeafOp => Tabulate(node.Shape, buffer, at => bindings.TryGetValue(node, out var value) ? value(at) : terms.Constant(((Constant)node.Op).Value[0], buffer.Type)),
        _ => throw new InvalidOperationException($"{node.Op.Name} belongs to no family that can be compiled."),
    };

    private Term Scatter(ScatterOp op, Node node, Buffer buffer)
    {
        Add(terms.Fill(buffer, terms.Constant(Scalar.Of(0, node.DType), buffer.Type)));
        var types = ImmutableArray.CreateRange(node.Inputs, i => i.Type);
        var (axes, target, value) = op.Define(types);
        return Loops(op.Domain(types), at =>
        {
            var reader = Reader(node, axes, at);
            ImmutableArray<IndexForm> place = [.. target.Select((index, axis) => Bounded(reader.Index(index), node.Shape[axis]))];
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

    private Term Entry(Node node, ImmutableArray<IndexForm> at)
    {
        if (node.Op is not ElementOp op) throw new InvalidOperationException($"{node.Op.Name} is read before it is computed.");
        if (at.IsEmpty) return scalars.TryGetValue(node, out var scalar) ? scalar : scalars[node] = Read(op, node, at);
        var key = (node, (EquatableArray<Term>)[.. at.Select(index => index.ToTerm(terms))]);
        return entries.TryGetValue(key, out var known) ? known : entries[key] = Read(op, node, at);
    }

    private Term Read(ElementOp op, Node node, ImmutableArray<IndexForm> at) => Define(op, node, at, (reader, element) => element.Accept(reader));

    private T Define<T>(ElementOp op, Node node, ImmutableArray<IndexForm> at, Func<ElementReader, Element, T> read)
    {
        var (element, axes) = op.Define(ImmutableArray.CreateRange(node.Inputs, i => i.Type), node.Type);
        return read(Reader(node, axes, at), element);
    }

    private ElementReader Reader(Node node, ImmutableArray<Axis> axes, ImmutableArray<IndexForm> at)
    {
        var places = new Dictionary<Axis, IndexForm>();
        for (var i = 0; i < axes.Length; i++) places[axes[i]] = at[i];
        return new(terms, places, ImmutableArray.CreateRange(node.Inputs, i => i.Type), new Operands(this, node));
    }

    private sealed class Operands(NodeScope scope, Node node) : IOperands
    {
        public Term Value(int input, ImmutableArray<IndexForm> at) => scope.Value(node.Inputs[input], at);

        public IndexForm Index(int input) => scope.Index(node.Inputs[input]);
    }
}
