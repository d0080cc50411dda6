using System.Collections.Immutable;
using SymDiff.Elements;
using static SymDiff.Codegen.Loops.IndexArithmetic;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// The body of a loop for several consecutive iterations, statement by statement: what they share once, inner loops of one length around the statements of all,
/// and inner loops that grow with the index (triangles) as far as the shortest goes; as far as the longest, where that does no harm.
/// </summary>
internal sealed class JammedBody
{
    private const int MostWritten = 8;   // iterations that a longer loop has more, each of which is written out

    private readonly For loop;
    private readonly Varying varying;
    private readonly Dictionary<Local, Expression>[] copies;
    private ImmutableArray<Statement>.Builder code = ImmutableArray.CreateBuilder<Statement>();

    /// <param name="loop">The loop.</param>
    /// <param name="index">The index of the first of the iterations.</param>
    /// <param name="count">Their number.</param>
    public JammedBody(For loop, Local index, int count)
    {
        this.loop = loop;
        varying = Varying.In(loop);
        copies = [.. Enumerable.Range(0, count).Select(i => new Dictionary<Local, Expression> { [loop.Index] = Plus(new Read(index), Number(i * loop.Step)) })];
    }

    public ImmutableArray<Statement> Write() => Block(loop.Body);

    private ImmutableArray<Statement> Block(ImmutableArray<Statement> statements)
    {
        var outer = code;
        code = ImmutableArray.CreateBuilder<Statement>();
        foreach (var statement in statements) Write(statement);
        var block = code.ToImmutable();
        code = outer;
        return block;
    }

    private void Write(Statement statement)
    {
        switch (statement)
        {
            case Declare declare when !varying.Contains(declare.Local): Share(declare); break;
            case Declare { Value: { } value } declare when IsFirstsIndex(declare) is { } stride: FollowFirst(declare, value, stride); break;
            case Assign assign when !varying.Contains(assign.Local): code.Add(new Assign(((Read)copies[0][assign.Local]).Local, Once(assign.Value))); break;
            case Store store when !varying.Has(store.Offset) && !varying.Has(store.Value): code.Add(new Store(store.Buffer, Once(store.Offset), Once(store.Value))); break;
            case For inner when inner.Body.Any(s => s is While): Each(statement); break;
            case For inner when !varying.Has(inner.From) && !varying.Has(inner.Length): WriteLoop(inner, Once(inner.Length)); break;
            case For { Reach: { } reach } inner when !varying.Has(inner.From) && !varying.Has(reach) && Grows(inner): WriteLoop(inner, inner.Length.Accept(new Rename(copies[^1]))); break;
            case For { Step: 1 } inner when Known(inner.From) == 0 && Grows(inner): WriteTriangle(inner); break;
            case If choice when !varying.Has(choice.Condition): code.Add(new If(Once(choice.Condition), Block(choice.Then), Block(choice.Else))); break;
            case For or If: Each(statement); break;
            default: Each(BindShared(statement)); break;
        }
    }

    private void Share(Declare declare)
    {
        var local = new Local(declare.Local.Name, declare.Local.Type);
        code.Add(new Declare(local, declare.Value is { } value ? Once(value) : null));
        foreach (var copy in copies) copy[declare.Local] = new Read(local);
    }

    private Expression? IsFirstsIndex(Declare declare) => declare.Local.Type == ScalarType.Index ? varying.StrideOf(declare.Local) : null;

    // Indices of the other iterations are that of the first and a distance.
    private void FollowFirst(Declare declare, Expression value, Expression stride)
    {
        var local = new Local(declare.Local.Name, ScalarType.Index);
        code.Add(new Declare(local, Once(value)));
        for (var i = 0; i < copies.Length; i++) copies[i][declare.Local] = Plus(new Read(local), Times(Once(stride), Number(i * loop.Step)));
    }

    private void WriteLoop(For inner, Expression length)
    {
        var index = new Local(inner.Index.Name, ScalarType.Index);
        foreach (var copy in copies) copy[inner.Index] = new Read(index);
        var from = Once(inner.From);
        code.Add(inner with { Index = index, From = from, Length = length, Reach = inner.Reach is { } reach ? Once(reach) : null, Body = Block(inner.Body) });
    }

    private bool Grows(For inner) => varying.Stride(inner.Length) is { } stride && Known(stride) > 0;

    private void WriteTriangle(For inner)
    {
        var shortest = Once(inner.Length);
        WriteLoop(inner, shortest);
        if (Known(varying.Stride(inner.Length)!) * loop.Step is { } growth && growth * copies.Length <= MostWritten && inner.Body.All(s => s is Declare or Assign)) WriteSteps(inner, shortest, (int)growth);
        else foreach (var copy in copies.Skip(1)) code.AddRange(FreshCopy.Of([inner with { From = shortest }], copy));
    }

    // What is left is a flight of steps: each copy has some more than the one before.
    private void WriteSteps(For inner, Expression shortest, int growth)
    {
        for (var step = 0; step < growth * (copies.Length - 1); step++)
            foreach (var copy in copies.Skip(step / growth + 1)) code.AddRange(FreshCopy.Of(inner.Body, new(copy) { [inner.Index] = Plus(shortest, Number(step)) }));
    }

    private void Each(Statement statement)
    {
        foreach (var copy in copies) code.AddRange(FreshCopy.Of([statement], copy));
    }

    // What all iterations load or compute in common is bound once before them.
    private Statement BindShared(Statement statement) => new Binder(this).All([statement])[0];

    private Expression Once(Expression expression) => expression.Accept(new Rename(copies[0]));

    private sealed class Binder(JammedBody body) : Rewriter
    {
        public override Expression Visit(Load expression) => Shared(expression) ?? base.Visit(expression);

        public override Expression Visit(VectorLoad expression) => Shared(expression) ?? base.Visit(expression);

        public override Expression Visit(Splat expression) => Shared(expression) ?? base.Visit(expression);

        public override Expression Visit(Negate expression) => Shared(expression) ?? base.Visit(expression);

        public override Expression Visit(Call expression) => Shared(expression) ?? base.Visit(expression);

        public override Expression Visit(MultiplyAdd expression) => Shared(expression) ?? base.Visit(expression);

        public override Expression Visit(Arithmetic expression) => Shared(expression) ?? (IsProduct(expression) ? Product(expression) : base.Visit(expression));

        // Sides that may not be evaluated stay where they are.
        public override Expression Visit(Conditional expression) => Speculation.IsSafe(expression) ? Shared(expression) ?? base.Visit(expression) : expression;

        public override Expression Visit(Logic expression) => Speculation.IsSafe(expression) ? base.Visit(expression) : expression;

        // (y·z)·w = (y·w)·z where only z differs from one iteration to the next
        private Expression Product(Arithmetic product)
        {
            var factors = Factors(product).ToList();
            var (own, common) = (factors.Where(body.varying.Has).ToList(), factors.Where(f => !body.varying.Has(f)).ToList());
            if (common.Count < 2) return base.Visit(product);
            var shared = common.Skip(1).Aggregate(common[0], Times);
            return own.Select(f => f.Accept(this)).Aggregate(Shared(shared) ?? shared, Times);
        }

        private static IEnumerable<Expression> Factors(Expression expression) =>
            expression is Arithmetic product && IsProduct(product) ? Factors(product.Left).Concat(Factors(product.Right)) : [expression];

        private static bool IsProduct(Arithmetic expression) => expression.Kind == ArithmeticKind.Multiply && expression.Type.IsVector;

        private static Expression Times(Expression a, Expression b) => new Arithmetic(ArithmeticKind.Multiply, a, b);

        private Read? Shared(Expression expression)
        {
            if (!expression.Type.Element.IsFloat || expression.Type.IsMask || body.varying.Has(expression) || !Speculation.IsSafe(expression)) return null;
            if (expression is Splat { Operand: Constant }) return null;
            var local = new Local(expression.Type.IsVector ? "v" : "t", expression.Type);
            body.code.Add(new Declare(local, body.Once(expression)));
            return new(local);
        }
    }
}
