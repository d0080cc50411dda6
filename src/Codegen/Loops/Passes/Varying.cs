using System.Collections.Immutable;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>The variables of a loop's body that differ from one iteration to the next, and by how much indices do.</summary>
internal sealed class Varying : StatementWalker
{
    private readonly HashSet<Local> varying = [];
    private readonly HashSet<Local> declared = [];
    private readonly Dictionary<Local, Expression> strides = [];
    private int underVaryingCondition;
    private bool changed;

    private Varying(For loop)
    {
        varying.Add(loop.Index);
        strides[loop.Index] = IndexArithmetic.Number(1);
        var assigned = new HashSet<Local>();
        Collect(loop.Body, assigned);
        varying.UnionWith(assigned.Where(l => !declared.Contains(l)));   // it carries something from one iteration to the next
        do
        {
            changed = false;
            foreach (var statement in loop.Body) statement.Accept(this);
        }
        while (changed);
        FindStrides(loop.Body, assigned);
    }

    public static Varying In(For loop) => new(loop);

    public bool Contains(Local local) => varying.Contains(local);

    public bool IsDeclaredInside(Local local) => declared.Contains(local);

    /// <summary>Whether an expression has another value in another iteration.</summary>
    public bool Has(Expression expression) => expression is Read read ? varying.Contains(read.Local) : expression.Accept(ExpressionParts.Instance).Any(Has);

    /// <summary>By how much an index grows from one iteration to the next; null where that is no fixed amount.</summary>
    public Expression? Stride(Expression index) => IndexArithmetic.Stride(index, StrideOf);

    /// <summary>The amount for a variable.</summary>
    public Expression? StrideOf(Local local) => !varying.Contains(local) ? IndexArithmetic.Number(0) : strides.TryGetValue(local, out var stride) ? stride : null;

    public override void Visit(Declare statement)
    {
        if (statement.Value is { } value && Has(value)) Mark(statement.Local);
    }

    public override void Visit(Assign statement)
    {
        if (underVaryingCondition > 0 || Has(statement.Value)) Mark(statement.Local);
    }

    public override void Visit(For statement)
    {
        if (Has(statement.From)) Mark(statement.Index);
        var isVarying = Has(statement.From) || Has(statement.Length);
        if (isVarying) underVaryingCondition++;
        foreach (var inner in statement.Body) inner.Accept(this);
        if (isVarying) underVaryingCondition--;
    }

    public override void Visit(If statement)
    {
        var isVarying = Has(statement.Condition);
        if (isVarying) underVaryingCondition++;
        foreach (var inner in statement.Then.Concat(statement.Else)) inner.Accept(this);
        if (isVarying) underVaryingCondition--;
    }

    private void Collect(ImmutableArray<Statement> statements, HashSet<Local> assigned)
    {
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case Declare declare: declared.Add(declare.Local); break;
                case Assign assign: assigned.Add(assign.Local); break;
                case For loop:
                    declared.Add(loop.Index);
                    Collect(loop.Body, assigned);
                    break;
                case If choice:
                    Collect(choice.Then, assigned);
                    Collect(choice.Else, assigned);
                    break;
            }
        }
    }

    private void FindStrides(ImmutableArray<Statement> statements, HashSet<Local> assigned)
    {
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case Declare { Local: { Type: ScalarType.Index } local, Value: { } value } when varying.Contains(local) && !assigned.Contains(local):
                    if (Stride(value) is { } stride) strides[local] = stride;
                    break;
                case For loop: FindStrides(loop.Body, assigned); break;
                case If choice:
                    FindStrides(choice.Then, assigned);
                    FindStrides(choice.Else, assigned);
                    break;
            }
        }
    }

    private void Mark(Local local) => changed |= varying.Add(local);
}
