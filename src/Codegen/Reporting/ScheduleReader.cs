using System.Collections.Immutable;
using SymDiff.Codegen.Loops;
using SymDiff.Codegen.Lowering;
using SymDiff.Codegen.Scheduling;
using SymDiff.Elements;
using SymDiff.Ops;
using Arithmetic = SymDiff.Codegen.Loops.Arithmetic;
using Buffer = SymDiff.Codegen.Loops.Buffer;

namespace SymDiff.Codegen.Reporting;

/// <summary>Describes how a function became loop code: the decisions of each scope beside the buffers that are left of it.</summary>
internal sealed class ScheduleReader
{
    private readonly Lowered lowered;
    private readonly ScheduleNames names;
    private readonly ILookup<(NodeScope Outer, Node Node), NodeScope> inner;
    private readonly Dictionary<Buffer, ScheduledBuffer> buffers = [];

    private ScheduleReader(Lowered lowered)
    {
        (this.lowered, names) = (lowered, new(lowered.Function));
        inner = lowered.Scopes.Where(s => s.Place is not null).ToLookup(s => (s.Place!.Outer, s.Place.Node));
    }

    /// <summary>The description.</summary>
    public static ScheduleDescription Read(Lowered lowered) => new ScheduleReader(lowered).Read();

    private ScheduleDescription Read()
    {
        foreach (var input in lowered.Program.Inputs) AddGiven(input, BufferRole.Input);
        foreach (var output in lowered.Program.Outputs) AddGiven(output, BufferRole.Output);
        var workspace = ImmutableArray.CreateRange(lowered.Program.Arenas, Describe);
        var threads = lowered.Threads.Degree == 1 ? null : new ScheduledThreads(lowered.Threads.Degree, [.. lowered.Loops.Select(Describe)]);
        return new(names.Heading, Describe(lowered.Scopes[0]), workspace) { Threads = threads };
    }

    private ScheduledRuns Describe(LoopThreads decided)
    {
        var uses = BufferUses.In(decided.Loop);
        var given = uses.Buffers.Where(b => (uses.Of(b) & ~BufferUse.Read) != BufferUse.None && buffers.ContainsKey(b)).Select(b => buffers[b].Name);
        return new(TextOf(IndexArithmetic.Trips(decided.Loop)), [.. given], AssignmentsOf.Outside(decided.Loop).Count > 0, decided.Reason);
    }

    // What is made of sizes and numbers.
    private string? TextOf(Expression index) => index switch
    {
        Loops.Constant number => number.Value.Integer.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Read read when lowered.Program.Sizes.Contains(read.Local) => read.Local.Name,
        Arithmetic { Kind: var kind } operation when TextOf(operation.Left) is { } left && TextOf(operation.Right) is { } right =>
            kind is ArithmeticKind.Multiply or ArithmeticKind.Divide ? $"{InBrackets(operation.Left, left)}{(kind == ArithmeticKind.Multiply ? "*" : "/")}{InBrackets(operation.Right, right)}"
            : $"{left} {(kind == ArithmeticKind.Add ? "+" : "-")} {InBrackets(operation.Right, right)}",
        _ => null,
    };

    private static string InBrackets(Expression index, string text) => index is Arithmetic ? $"({text})" : text;

    private void AddGiven(Parameter parameter, BufferRole role)
    {
        if (parameter.Buffer is { } buffer) buffers.Add(buffer, new(parameter.Name, role, Bytes(buffer.Length, buffer.Type), null));
    }

    private ScheduledArena Describe(Arena arena)
    {
        foreach (var (buffer, offset) in arena.Buffers)
            buffers.Add(buffer, new(names.OfBuffer(), BufferRole.Workspace, Bytes(buffer.Length, buffer.Type), Bytes(offset, buffer.Type)));
        var slots = arena.Buffers.GroupBy(b => b.Offset).Select(slot => new ScheduledSlot(
            Bytes(slot.Key, arena.Type),
            Bytes(slot.First().Buffer.Length, arena.Type),   // it is the longest: others join where they fit
            [.. slot.Select(b => new ScheduledUse(buffers[b.Buffer].Name, lowered.Workspace[b.Buffer]))]));
        var whole = Bytes(arena.Length is Loops.Constant { Value.Integer: var entries } ? (Dim)(int)entries : arena.Whole.Length, arena.Type);
        return new(arena.Type.DType, whole, arena.FitsStack, arena.Buffers.IsEmpty ? [new(Dim.Zero, whole, [new(arena.Whole.Name, MemoryPurpose.Passed)])] : [.. slots]);
    }

    private ScheduledScope Describe(NodeScope scope)
    {
        names.Enter(scope);
        var nests = NestsOf(scope);
        var shown = scope.PostOrder.Where(n => IsShown(scope, n)).ToLookup(n => nests[n].Min);
        return new(
            scope.Place?.Form ?? ScopeForm.Function,
            scope.Layout.Lanes,
            [.. ParametersOf(scope)],
            [.. scope.Schedule.Nests.Select((nest, i) => Describe(scope, nest, i + 1, [.. shown[i + 1].Select(node => Describe(scope, node, nests[node]))]))]);
    }

    // What is given needs no decision.
    private static bool IsShown(NodeScope scope, Node node) => scope.Schedule[node] is not { Storage: NodeStorage.Elsewhere, Reason: ScheduleReason.Given or ScheduleReason.Data };

    private ScheduledNest Describe(NodeScope scope, Nest nest, int number, ImmutableArray<ScheduledNode> nodes) => new(
        number,
        KindOf(nest),
        nest.IsSolitary && nest.Nodes[0].Op is LoopOp { Length: { } length } ? [length] : nest.Space.Axes,
        nest.Space.HasLanes ? scope.Layout.Lanes : null,
        nest.Space.Below,
        nodes,
        [.. nest.Consumers.Select(c => Describe(scope, scope.Consumers[c]))],
        nest.IsSolitary ? [.. inner[(scope, nest.Nodes[0])].Select(Describe)] : []);

    private ScheduledNode Describe(NodeScope scope, Node node, SortedSet<int> nests)
    {
        var decision = scope.Schedule[node];
        var buffer = decision.Storage == NodeStorage.Buffer && scope.BufferOf(node) is { } home && buffers.TryGetValue(lowered.Rows.TryGetValue(home, out var row) ? row : home, out var kept) ? kept : null;
        return new(names.Of(scope, node), names.Step(scope, node), node.IsTuple ? "(" + string.Join(", ", node.Types) + ")" : node.Type.ToString(), StorageOf(decision, buffer), decision.Reason, buffer, [.. nests]);
    }

    // A buffer that nothing reads is none: the values stay in variables, or what is carried took its place.
    private static NodeStorage StorageOf(Decision decision, ScheduledBuffer? buffer) => (decision.Storage, decision.Reason) switch
    {
        (NodeStorage.Buffer, ScheduleReason.Carried) when buffer is null => NodeStorage.InPlace,
        (NodeStorage.Buffer, ScheduleReason.FewEntries) when buffer is null => NodeStorage.Variables,
        (NodeStorage.Buffer, _) when buffer is null => NodeStorage.Variable,
        var (storage, _) => storage,
    };

    private ScheduledDelivery Describe(NodeScope scope, Consumer consumer) =>
        new(names.Of(scope, consumer.Value), consumer.Kind, names.Of(scope.Place!.Outer, consumer.Result));

    private IEnumerable<ScheduledParameter> ParametersOf(NodeScope scope)
    {
        if (scope.Place is not { Outer: var outer, Node: var node }) return [];
        var read = new HashSet<Node>(scope.PostOrder);
        var all = node.Op is LoopOp loop
            ? loop.Inputs.Select((input, i) => (Node: loop.Parameter(i), Kind: KindOf(input), Argument: names.Of(outer, node.Inputs[i]))).Append((Node: loop.Index, Kind: ParameterKind.Index, Argument: ""))
            : ((BranchOp)node.Op).Then.Parameters.Zip(node.Inputs.Skip(1), (p, argument) => (Node: p, Kind: ParameterKind.Shared, Argument: names.Of(outer, argument)));
        return all.Where(p => read.Contains(p.Node)).Select(p => new ScheduledParameter(names.Of(scope, p.Node), p.Kind, p.Argument));
    }

    private static ParameterKind KindOf(LoopInput input) => input switch
    {
        LoopInput.Shared => ParameterKind.Shared,
        LoopInput.Sliced => ParameterKind.Row,
        LoopInput.Gathered => ParameterKind.GatheredRow,
        _ => ParameterKind.Carried,
    };

    private static NestKind KindOf(Nest nest) => !nest.IsSolitary ? NestKind.Axes : nest.Nodes[0].Op switch
    {
        LoopOp => NestKind.Loop,
        BranchOp => NestKind.Branch,
        ScatterOp => NestKind.Scatter,
        _ => NestKind.Kernel,
    };

    // The nests in which each node is computed: its own, that of its loop, or those of its consumers.
    private static Dictionary<Node, SortedSet<int>> NestsOf(NodeScope scope)
    {
        var found = scope.PostOrder.ToDictionary(n => n, _ => new SortedSet<int>());
        var placed = new HashSet<Node>();
        for (var i = 0; i < scope.Schedule.Nests.Count; i++)
        {
            var nest = scope.Schedule.Nests[i];
            placed.UnionWith(nest.Nodes);
            foreach (var node in nest.Nodes.Concat(nest.Consumers.Select(c => scope.Consumers[c].Value).Where(v => !placed.Contains(v)))) found[node].Add(i + 1);
        }

        for (var i = scope.PostOrder.Count - 1; i >= 0; i--)
            foreach (var input in scope.PostOrder[i].Inputs.Where(n => !placed.Contains(n))) found[input].UnionWith(found[scope.PostOrder[i]]);
        foreach (var output in scope.PostOrder.Where(n => n.Op is Output)) found[output] = found[output.Inputs[0]];
        return found;
    }

    private static Dim Bytes(Dim length, ScalarType type) => length * (Dim)type.Bytes;
}
