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
/// fill the buffers, in order. A node that varies from lane to lane is read with the lane as its last index.
/// </summary>
internal sealed class NodeScope
{
    private readonly Storage storage;
    private readonly TermTable terms;
    private readonly List<Node> postOrder;
    private readonly ImmutableHashSet<Node> roots;
    private readonly IReadOnlyList<Consumer> consumers;
    private readonly Schedule schedule;
    private readonly Dictionary<Node, Func<ImmutableArray<IndexForm>, Term>> bindings = [];
    private readonly Dictionary<Node, Func<IndexForm?, IndexForm>> indexBindings = [];
    private readonly Dictionary<(Node Node, Term? Lane), IndexForm> indices = [];
    private readonly Dictionary<Node, Buffer> homes = [];      // where a node is or will be
    private readonly Dictionary<Node, Term?> writers = [];     // of the nodes that are in their home: what put them there, if not the caller
    private readonly Dictionary<(Node Node, EquatableArray<Term> At), Term> entries = [];
    private readonly Dictionary<Node, Term> scalars = [];
    private readonly List<Term> effects = [];
    private readonly ElementDefinitions definitions = new();
    private readonly Dictionary<Node, ImmutableArray<Below<int>>> triangles = [];
    private readonly Lazy<Dictionary<Node, int>> demands;
    private readonly Lazy<ILookup<Node, Node>> outputs;   // of nodes of tuple type

    /// <param name="storage">What the whole program shares.</param>
    /// <param name="stored">Nodes that must be in a buffer if they are tensors.</param>
    /// <param name="consumers">What reads values entry by entry.</param>
    /// <param name="needed">Scalars that are read besides.</param>
    /// <param name="lanes">The number of iterations side by side; null where there is one.</param>
    /// <param name="varying">The parameters that vary from lane to lane.</param>
    /// <param name="isFunction">Whether inputs are tensors in memory; a body's are rows of others.</param>
    /// <param name="hasProducts">Whether kernels compute the products of matrices.</param>
    /// <param name="rows">Of parameters that are rows of an array: the node that says which, one of those needed.</param>
    /// <param name="storedBecause">Why the stored nodes must be in a buffer.</param>
    public NodeScope(
        Storage storage,
        IReadOnlyCollection<Node> stored,
        IReadOnlyList<Consumer>? consumers = null,
        IEnumerable<Node>? needed = null,
        Dim? lanes = null,
        IEnumerable<Node>? varying = null,
        IReadOnlyDictionary<Node, Node>? rows = null,
        bool isFunction = false,
        bool hasProducts = false,
        ScheduleReason storedBecause = ScheduleReason.Output)
    {
        (this.storage, terms, this.consumers) = (storage, storage.Terms, consumers ?? []);
        roots = [.. needed ?? [], .. stored, .. this.consumers.Select(c => c.Value)];
        postOrder = Traversal.PostOrder((needed ?? []).Concat(stored).Concat(this.consumers.Select(c => c.Value)));
        Layout = Layout.Of(lanes, varying ?? [], postOrder);
        schedule = Schedule.Of(postOrder, (stored, storedBecause), this.consumers, Layout, rows ?? new Dictionary<Node, Node>(), isFunction, hasProducts);
        outputs = new(() => postOrder.Where(n => n.Op is Output).ToLookup(n => n.Inputs[0]));
        demands = new(() => Demands.Of(postOrder, stored.Concat(this.consumers.Select(c => c.Value))));
    }

    /// <summary>What fills the buffers, in order.</summary>
    public IReadOnlyList<Term> Effects => effects;

    /// <summary>How the values lie in memory.</summary>
    public Layout Layout { get; }

    /// <summary>Where it lies in the code; null for a function.</summary>
    public ScopePlace? Place { get; init; }

    /// <summary>The nodes, inputs first.</summary>
    public IReadOnlyList<Node> PostOrder => postOrder;

    /// <summary>What is decided about the nodes.</summary>
    public Schedule Schedule => schedule;

    /// <summary>What reads values entry by entry.</summary>
    public IReadOnlyList<Consumer> Consumers => consumers;

    public Storage Storage => storage;

    /// <summary>Says what the value of an input is at an index.</summary>
    public void Bind(Node input, Func<ImmutableArray<IndexForm>, Term> value) => bindings[input] = value;

    /// <summary>Says that an integer input is an index, which may depend on the lane.</summary>
    public void Bind(Node input, Func<IndexForm?, IndexForm> index)
    {
        indexBindings[input] = index;
        bindings[input] = at => terms.Convert(terms.Convert(index(at.IsEmpty ? null : at[0]).ToTerm(terms), ScalarType.Int32), input.DType.ScalarType);
    }

    /// <summary>Says in which buffer a node is, and what has to happen before it is read.</summary>
    public void Store(Node node, Buffer buffer, Term? writer = null)
    {
        homes[node] = buffer;
        writers[node] = writer;
    }

    /// <summary>Says in which buffer a node is to be computed.</summary>
    public void Reserve(Node node, Buffer buffer) => homes[node] = buffer;

    /// <summary>Between which axes a node is zero above a diagonal.</summary>
    public ImmutableArray<Below<int>> TrianglesOf(Node node)
    {
        if (!storage.IsRelaxed || node.Type.Rank < 2) return [];
        if (triangles.TryGetValue(node, out var known)) return known;
        return triangles[node] = node.Op is ElementOp op ? Triangles.Of(op, node, input => TrianglesOf(node.Inputs[input])) : [];
    }

    /// <summary>Says where an input is zero.</summary>
    public void Assume(Node input, ImmutableArray<Below<int>> zeros) => triangles[input] = zeros;

    /// <summary>The offset below which alone a node's last two axes are read; null where all is.</summary>
    public int? DemandOf(Node node) => storage.IsRelaxed && demands.Value.TryGetValue(node, out var offset) ? offset : null;

    /// <summary>Whether only loops read a node, row by row, each as many rows as it has iterations by a number that is known to count them.</summary>
    public bool IsReadByRows(Node node, Func<Node, bool> counts) => !roots.Contains(node) && postOrder.Where(n => n.Inputs.Contains(node)).All(reader =>
        reader.Op is LoopOp { Counted: true } loop && counts(reader.Inputs[^1]) && reader.Inputs.Select((input, i) => (input, i)).All(p => !ReferenceEquals(p.input, node) || loop.Inputs[p.i] is LoopInput.Sliced));

    public bool IsBuffered(Node node) => schedule.IsBuffered(node);

    /// <summary>Whether each entry of a node is a value of its own.</summary>
    public bool IsSpelledOut(Node node) => schedule.IsSpelledOut(node);

    /// <summary>The buffer that a node is in or will be computed in, if any.</summary>
    public Buffer? BufferOf(Node node) => homes.TryGetValue(node, out var buffer) ? buffer : null;

    /// <summary>Adds an effect behind the others.</summary>
    public Term Add(Term effect)
    {
        effects.Add(effect);
        return effect;
    }

    /// <summary>Computes what must be in a buffer, and has the consumers read their values: each at an index of the value's axes and a lane.</summary>
    public void Compute(Func<int, ImmutableArray<IndexForm>, IndexForm?, Term>? consume = null)
    {
        storage.Scopes.Add(this);
        foreach (var node in postOrder)
            if (node.Op is Constant constant && !node.Type.IsScalar) AddConstant(node, constant.Value);
        foreach (var nest in schedule.Nests)
        {
            if (nest.IsSolitary) Compute(nest.Nodes[0]);
            else Compute(nest, consume);
        }
    }

    /// <summary>A node's value at an index: from its buffer, or computed on the spot, once for each index.</summary>
    public Term Value(Node node, ImmutableArray<IndexForm> at)
    {
        if (bindings.TryGetValue(node, out var binding) && !writers.ContainsKey(node)) return binding(at);
        if (node.Op is Constant { Value: { Count: 1, Lengths.IsEmpty: true } constant }) return terms.Constant(constant[0], node.DType.ScalarType);
        if (node.Op is Constant { Value: var table } && Offset(at, node.Shape) is ConstantTerm { Value.Integer: var place } && place >= 0 && place < table.Count)
            return terms.Constant(table[(int)place], node.DType.ScalarType);
        if (!writers.TryGetValue(node, out var writer) || IsKnown(node, at)) return Entry(node, at);
        return Load(homes[node], Layout.ExtentOf(node), at, writer);
    }

    /// <summary>A node's value at an index of its own axes, in a lane.</summary>
    public Term Value(Node node, ImmutableArray<IndexForm> at, IndexForm? lane) => Value(node, Layout.Varies(node) ? at.Add(lane!) : at);

    /// <summary>An entry of a buffer that holds a tensor of a shape.</summary>
    public Term Load(Buffer buffer, Shape shape, ImmutableArray<IndexForm> at, Term? writer)
    {
        ImmutableArray<(IndexForm Index, Dim Length)> places = [.. at.Select((index, axis) => (index, shape[axis]))];
        var offset = Offset(at, shape);
        ImmutableArray<(IndexForm Index, Dim Length)> doubtful = [.. places.Where(p => !p.Index.IsWithin(p.Length))];
        if (doubtful.IsEmpty) return terms.Load(buffer, offset, writer);
        var checkedOffset = Offset([.. places.Select(p => p.Index.IsWithin(p.Length) ? p.Index : terms.Checked(p.Index, p.Length))], shape);
        return terms.Load(buffer, offset, writer, checkedOffset, doubtful);
    }

    /// <summary>Fills a buffer with values: one loop for each axis, outermost first.</summary>
    public Term Tabulate(Shape shape, Buffer buffer, Func<ImmutableArray<IndexForm>, Term> value) =>
        Loops(shape, at => terms.Store(buffer, Offset(at, shape), value(at)));

    /// <summary>Fills a buffer that has lanes: its last axis.</summary>
    public Term TabulateLanes(Shape shape, Buffer buffer, Func<ImmutableArray<IndexForm>, IndexForm, Term> value)
    {
        var extent = Layout.Extent(shape);
        return Loops([.. shape.Select(terms.Axis), Lane()], at => terms.Store(buffer, Offset(at, extent), value(at.RemoveAt(at.Length - 1), at[^1])));
    }

    /// <summary>One loop for each axis of a shape, outermost first, around an effect that is another one for each index.</summary>
    public Term Loops(Shape shape, Func<ImmutableArray<IndexForm>, Term> body) => Loops([.. shape.Select(terms.Axis)], body);

    private Term Loops(ImmutableArray<AxisTerm> axes, Func<ImmutableArray<IndexForm>, Term> body) => terms.Nest(axes, [body([.. axes.Select(IndexForm.Of)])], isParallel: true);

    // The axis of the lanes.
    private AxisTerm Lane() => storage.LaneCount is { } count ? terms.AxisWithin(Layout.Lanes!, count) : terms.Axis(Layout.Lanes!);

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
    public IndexForm Index(Node node, IndexForm? lane = null)
    {
        if (!Layout.Varies(node)) lane = null;
        if (indexBindings.TryGetValue(node, out var bound)) return bound(lane);
        var key = (node, lane?.ToTerm(terms));
        if (indices.TryGetValue(key, out var known)) return known;
        if (node.Op is Constant { Value: var value }) return IndexForm.Of((Dim)(int)value[0].Integer);
        ImmutableArray<IndexForm> at = lane is null ? [] : [lane];
        var form = node.Op is ElementOp && !bindings.ContainsKey(node) && !schedule[node].Reduces && (!writers.ContainsKey(node) || lane is null)
            ? Define(node, at, (reader, element) => reader.Index(element))
            : IndexForm.Of(terms.Convert(Value(node, at), ScalarType.Index));
        return indices[key] = form;
    }

    /// <summary>The buffer that a node is computed in: the one it was given, or scratch memory.</summary>
    public Buffer HomeOf(Node node)
    {
        if (!homes.TryGetValue(node, out var buffer)) homes.Add(node, buffer = storage.Scratch(node.DType.ScalarType, Layout.ExtentOf(node).Size));
        return buffer;
    }

    /// <summary>The nodes that are outputs of a node of tuple type, by their position; the node itself where it has one output.</summary>
    public IEnumerable<(int Index, Node Node)> OutputsOf(Node node) => node.IsTuple
        ? outputs.Value[node].Select(n => (((Output)n.Op).Index, n))
        : [(0, node)];

    /// <summary>The indices of a tensor whose entries are spelled out.</summary>
    public static IEnumerable<ImmutableArray<IndexForm>> EntriesOf(Shape shape)
    {
        IEnumerable<ImmutableArray<IndexForm>> all = [[]];
        foreach (var length in shape) all = all.SelectMany(at => Enumerable.Range(0, length.Value).Select(i => at.Add(IndexForm.Of((Dim)i))));
        return all;
    }

    // What makes its loops itself.
    private void Compute(Node node)
    {
        switch (node.Op)
        {
            case LoopOp loop: new LoopLowering(this, node, loop).Run(); break;
            case BranchOp branch: new BranchLowering(this, node, branch).Run(); break;
            case ScatterOp op: Store(node, HomeOf(node), Add(Scatter(op, node, HomeOf(node)))); break;
            case KernelOp op: Store(node, HomeOf(node), Add(Run(op, node, HomeOf(node)))); break;
            case var _ when schedule[node].Product is { } product: Store(node, HomeOf(node), Add(Run(product, HomeOf(node)))); break;
            default: throw new InvalidOperationException($"{node.Op.Name} belongs to no family that can be compiled.");
        }
    }

    private void Compute(Nest nest, Func<int, ImmutableArray<IndexForm>, IndexForm?, Term>? consume)
    {
        var nodes = nest.Nodes.Where(n => !writers.ContainsKey(n)).ToList();   // an input that the caller gave is there
        ImmutableArray<AxisTerm> axes = [.. nest.Space.Axes.Select(terms.Axis)];
        if (nest.Space.Below is { } below)
        {
            var columns = nest.Space.Axes[axes.Length - 1];
            axes = axes.SetItem(axes.Length - 1, terms.Axis(columns, (IndexForm.Of(axes[axes.Length - 2]) + IndexForm.Of((Dim)(below + 1))).ToTerm(terms), reach: columns));
        }

        var lane = nest.Space.HasLanes ? Lane() : null;
        ImmutableArray<IndexForm> at = [.. axes.Select(IndexForm.Of)];
        var lanes = lane is null ? null : IndexForm.Of(lane);
        var body = ImmutableArray.CreateBuilder<Term>();
        foreach (var node in nodes) body.AddRange(Compute(node, at, lanes));
        foreach (var consumer in nest.Consumers)
        {
            var value = consumers[consumer].Value;
            IEnumerable<ImmutableArray<IndexForm>> places = IsSpelledOut(value) ? EntriesOf(value.Shape) : [at];
            body.AddRange(places.Select(place => consume!(consumer, place, lanes)));
        }

        if (lane is not null) axes = axes.Add(lane);
        var all = body.ToImmutable();
        var writer = axes.IsEmpty || all.IsEmpty ? (all.IsEmpty ? null : all[^1]) : terms.Nest(axes, all, isParallel: true);
        if (axes.IsEmpty) effects.AddRange(all);
        else if (writer is not null) effects.Add(writer);
        foreach (var node in nodes.Where(n => !Layout.IsScalar(n))) Store(node, HomeOf(node), writer);
    }

    // The values of a node in a nest, as stores where it has a buffer.
    private IEnumerable<Term> Compute(Node node, ImmutableArray<IndexForm> at, IndexForm? lane)
    {
        if (Layout.IsScalar(node))
        {
            if (node.Op is ElementOp) Entry(node, []);
            yield break;
        }

        foreach (var place in IsSpelledOut(node) ? EntriesOf(node.Shape) : [at])
        {
            var index = Layout.Varies(node) ? place.Add(lane!) : place;
            yield return terms.Store(HomeOf(node), Offset(index, Layout.ExtentOf(node)), node.Op is LeafOp ? bindings[node](index) : Entry(node, index));
        }
    }

    // Outside of loops every entry that was spelled out stays known.
    private bool IsKnown(Node node, ImmutableArray<IndexForm> at) => schedule[node].IsUnrolled && !Layout.Varies(node) && at.All(i => i.IsConstant);

    private void AddConstant(Node node, Tensor value)
    {
        var buffer = new Buffer("constant", value.DType.ScalarType, value.Count, BufferRole.Constant, value);
        storage.Constants.Add(buffer);
        Store(node, buffer);
    }

    private Term Scatter(ScatterOp op, Node node, Buffer buffer)
    {
        Add(terms.Fill(buffer, terms.Constant(Scalar.Of(0, node.DType), buffer.Type)));
        var types = ElementDefinitions.TypesOf(node);
        var (axes, target, value) = op.Define(types);
        ImmutableArray<AxisTerm> loops = [.. op.Domain(types).Select(terms.Axis)];
        var lane = Layout.Varies(node) ? Lane() : null;
        var reader = Reader(node, types, axes, [.. loops.Select(IndexForm.Of)], lane is null ? null : IndexForm.Of(lane));
        ImmutableArray<IndexForm> place = [.. target.Select((index, axis) => terms.Bounded(reader.Index(index), node.Shape[axis]))];
        if (lane is not null) (place, loops) = (place.Add(IndexForm.Of(lane)), loops.Add(lane));
        return terms.Nest(loops, [terms.Store(buffer, Offset(place, Layout.ExtentOf(node)), value.Accept(reader), adds: true)], isParallel: false);
    }

    private Term Run(KernelOp op, Node node, Buffer buffer)
    {
        var call = op.Kernel(ElementDefinitions.TypesOf(node));
        return terms.Kernel(call.Method, buffer.Type, [.. call.Arguments.Select(argument => argument switch
        {
            KernelArgument.Input input => ((Buffer?)homes[node.Inputs[input.Position]], (Term?)null),
            KernelArgument.Output => (buffer, null),
            KernelArgument.Length length => (null, terms.Length(length.Dim)),
            KernelArgument.Flag flag => (null, terms.Truth(flag.Value)),
            _ => throw new InvalidOperationException($"The kernel argument {argument} is not known."),
        })], storage.HasVectorKernels && op.HasVectorKernel);
    }

    private Term Run(MatrixProduct product, Buffer buffer)
    {
        Dim[] lengths = [product.Rows, product.Inner, product.Columns];
        if (product.Stack is { } stack) lengths = [stack, .. lengths];
        return terms.Kernel(product.Stack is null ? "MatMul" : product.IsSummed ? "SummedMatMul" : "BatchedMatMul", buffer.Type,
        [
            (homes[product.A], null), (homes[product.B], null), (buffer, null),
            .. lengths.Select(length => ((Buffer?)null, (Term?)terms.Length(length))),
            (null, terms.Truth(product.TransposeA)), (null, terms.Truth(product.TransposeB)), (null, terms.Truth(false)), (null, terms.Index(storage.Threads.Degree)),
        ], isVector: true);
    }

    private Term Entry(Node node, ImmutableArray<IndexForm> at)
    {
        if (node.Op is not ElementOp) throw new InvalidOperationException($"{node.Op.Name} is read before it is computed.");
        if (at.IsEmpty) return scalars.TryGetValue(node, out var scalar) ? scalar : scalars[node] = Read(node, at);
        var key = (node, (EquatableArray<Term>)[.. at.Select(index => index.ToTerm(terms))]);
        return entries.TryGetValue(key, out var known) ? known : entries[key] = Read(node, at);
    }

    private Term Read(Node node, ImmutableArray<IndexForm> at) => Define(node, at, (reader, element) => element.Accept(reader));

    private T Define<T>(Node node, ImmutableArray<IndexForm> at, Func<ElementReader, Element, T> read)
    {
        var (element, axes, inputs) = definitions[node];
        return read(Reader(node, inputs, axes, at, Layout.Varies(node) ? at[^1] : null), element);
    }

    private ElementReader Reader(Node node, ImmutableArray<TensorType> inputs, ImmutableArray<Axis> axes, ImmutableArray<IndexForm> at, IndexForm? lane)
    {
        var places = new Dictionary<Axis, IndexForm>();
        for (var i = 0; i < axes.Length; i++) places[axes[i]] = at[i];
        return new(storage, places, inputs, new Operands(this, node, lane)) { Unrolls = schedule[node].IsUnrolled };
    }

    private sealed class Operands(NodeScope scope, Node node, IndexForm? lane) : IOperands
    {
        public Term Value(int input, ImmutableArray<IndexForm> at) => scope.Value(node.Inputs[input], at, lane);

        public IndexForm Index(int input) => scope.Index(node.Inputs[input], lane);

        public ImmutableArray<Below<int>> TrianglesOf(int input) => scope.TrianglesOf(node.Inputs[input]);
    }
}
