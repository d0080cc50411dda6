using System.Collections.Immutable;
using SymDiff.Codegen.Lowering;
using SymDiff.Elements;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Makes iterations the lanes of vectors: of the outermost independent loop all of whose accesses in inner loops are to neighbours or the same for all lanes
/// (unless some of its iterations would be left, and none of an inner one), else of an inner one, else of the outermost in which few are not, else of a reduction.
/// </summary>
internal sealed class Vectorise : Rewriter
{
    private const int MostLanes = 8;

    private readonly int bits;
    private readonly Dictionary<For, ImmutableArray<Statement>?> found = new(ReferenceEqualityComparer.Instance);   // of loops that were tried from outside

    private Vectorise(int bits) => this.bits = bits;

    public static LoopProgram Apply(LoopProgram program) => program with { Body = new Vectorise(program.VectorBits).All(program.Body) };

    public override void Visit(For statement)
    {
        if (Vectors(statement) is not { } replacement || (HasRest(statement) && statement.Body.Any(IsBetterInside)))
        {
            base.Visit(statement);
            return;
        }

        foreach (var part in replacement) Write(part);
    }

    private ImmutableArray<Statement>? Vectors(For loop) =>
        InVectors(loop) ?? (loop.IsParallel && !loop.Body.Any(HasVectors) ? LoopVectoriser.Apply(loop, bits, gathers: true) : null);

    private ImmutableArray<Statement>? InVectors(For loop)
    {
        if (!found.TryGetValue(loop, out var known)) found.Add(loop, known = LoopVectoriser.Apply(loop, bits));
        return known;
    }

    private bool HasVectors(Statement statement) =>
        statement is For inner && ((inner.IsParallel && InVectors(inner) is not null) || inner.Body.Any(HasVectors));

    // Iterations that do not fill a vector run one by one, with all that is inside of them.
    private static bool HasRest(For loop) => IndexArithmetic.Known(IndexArithmetic.Trips(loop)) is not { } trips || trips % MostLanes != 0;

    private bool IsBetterInside(Statement statement) =>
        statement is For inner && ((IndexArithmetic.Known(inner.Length) % MostLanes == 0 && InVectors(inner) is not null) || inner.Body.Any(IsBetterInside));

    // A total that is declared with its start and first combined with the lanes is declared with them instead.
    private void Write(Statement statement)
    {
        if (statement is Assign assign && Reduction.Of(assign) is { Next: HorizontalReduce lanes } reduction && FindStart(reduction, assign.Local) is >= 0 and var at)
        {
            Written.RemoveAt(at);
            Add(new Declare(assign.Local, lanes));
            return;
        }

        Add(statement);
    }

    private int FindStart(Reduction reduction, Local total)
    {
        var start = new Constant(Reductions.Start(reduction.Kind, total.Type), total.Type);
        for (var i = Written.Count - 1; i >= 0; i--)
        {
            if (Written[i] is Declare declare && ReferenceEquals(declare.Local, total)) return start.Equals(declare.Value) ? i : -1;
            if (LocalsOf.Reads(Written[i]).Contains(total)) return -1;
        }

        return -1;
    }
}
