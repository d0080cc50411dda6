using System.Collections.Immutable;
using SymDiff.Elements;

namespace SymDiff.Codegen.Loops;

/// <summary>
/// A step of loop code. Closed like <see cref="Expression"/>: every case has its method in <see cref="IStatementVisitor"/>.
/// </summary>
public abstract record Statement
{
    /// <summary>Calls the visitor's method for this case.</summary>
    public abstract void Accept(IStatementVisitor visitor);
}

/// <summary>Introduces a variable; without a value it is assigned before it is read.</summary>
public sealed record Declare(Local Local, Expression? Value) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Gives a variable another value.</summary>
public sealed record Assign(Local Local, Expression Value) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Writes an entry of a buffer; a vector, one entry for each lane.</summary>
public sealed record Store(Buffer Buffer, Expression Offset, Expression Value) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Writes vectors side by side: lane k of vector j to the entry at offset + k·stride + j of a buffer.</summary>
public sealed record StoreRows(Buffer Buffer, Expression Offset, long Stride, ImmutableArray<Expression> Vectors) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Adds to an entry of a buffer; a vector, to one entry for each lane.</summary>
public sealed record Accumulate(Buffer Buffer, Expression Offset, Expression Value) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Sets every entry of a buffer.</summary>
public sealed record Fill(Buffer Buffer, Expression Value) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Runs a body for an index from a start to below a length.</summary>
public sealed record For(Local Index, Expression Length, ImmutableArray<Statement> Body) : Statement
{
    /// <summary>The index of the first iteration, never less than 0; 0 where nothing else is said.</summary>
    public Expression From { get; init; } = new Constant(Scalar.Of(0L), ScalarType.Index);

    /// <summary>Where given, iterations up to here may run as well: what they write is read by nobody.</summary>
    public Expression? Reach { get; init; }

    /// <summary>By how much the index grows.</summary>
    public int Step { get; init; } = 1;

    /// <summary>
    /// True where iterations may run in any order and at once: none reads what another writes, and what several add to is only added to
    /// (<see cref="Accumulate"/>) or a variable of a sum, product, maximum or minimum.
    /// </summary>
    public bool IsParallel { get; init; }

    /// <summary>True where iterations may run in any order, and at once where each has scratch memory of its own for what is used within the loop alone.</summary>
    public bool IsIndependent { get; init; }

    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Runs one of two bodies.</summary>
public sealed record If(Expression Condition, ImmutableArray<Statement> Then, ImmutableArray<Statement> Else) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Ends the innermost loop where the condition does not hold.</summary>
public sealed record While(Expression Condition) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Fails with a message where the condition does not hold.</summary>
public sealed record Require(Expression Condition, string Message) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Copies a buffer into another of the same length.</summary>
public sealed record Copy(Buffer To, Buffer From) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Gives a scalar output its value.</summary>
public sealed record Result(int Output, Expression Value) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Calls a kernel of <c>SymDiff.Runtime.Kernels</c> by its name; buffers are passed as spans.</summary>
public sealed record Kernel(string Method, ScalarType Type, ImmutableArray<KernelOperand> Operands) : Statement
{
    /// <summary>Whether it is the kernel of <c>VectorKernels</c>, which computes with SIMD and rounds in another order.</summary>
    public bool IsVector { get; init; }

    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Runs a part: statements that became a method of their own.</summary>
public sealed record RunPart(Part Part) : Statement
{
    /// <summary>The values of the part's variables, in their order.</summary>
    public required ImmutableArray<Expression> Arguments { get; init; }

    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Runs a part of the iterations of a loop, for contiguous ranges that together are all of them, on several threads.</summary>
/// <param name="Number">The number of the program that a run is.</param>
/// <param name="Count">The number of runs.</param>
/// <param name="From">The first index.</param>
/// <param name="Length">The index behind the last.</param>
/// <param name="Unit">What the lengths of runs are multiples of, but for the last.</param>
/// <param name="Memory">The memory that runs share, as that program lists it.</param>
public sealed record RunChunks(int Number, Expression Count, Expression From, Expression Length, int Unit, ImmutableArray<ChunkMemory> Memory) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>Introduces a buffer that lies in another, from an offset on: a row, whose address is found once.</summary>
public sealed record View(Buffer Buffer, Buffer Of, Expression Offset) : Statement
{
    /// <inheritdoc/>
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>What is passed to a kernel: a buffer or a value.</summary>
public sealed record KernelOperand(Buffer? Buffer, Expression? Value);

/// <summary>Statements that became a method of their own, with the buffers and variables they are given.</summary>
public sealed record Part(int Number, ImmutableArray<Buffer> Buffers, ImmutableArray<Local> Locals, ImmutableArray<Statement> Body);

/// <summary>One method for each case of the statements of loop code.</summary>
public interface IStatementVisitor
{
    /// <summary>Reads a declaration.</summary>
    void Visit(Declare statement);

    /// <summary>Reads an assignment.</summary>
    void Visit(Assign statement);

    /// <summary>Reads a write to a buffer.</summary>
    void Visit(Store statement);

    /// <summary>Reads a write of vectors side by side.</summary>
    void Visit(StoreRows statement);

    /// <summary>Reads an addition to a buffer.</summary>
    void Visit(Accumulate statement);

    /// <summary>Reads the setting of a whole buffer.</summary>
    void Visit(Fill statement);

    /// <summary>Reads a loop.</summary>
    void Visit(For statement);

    /// <summary>Reads a branch.</summary>
    void Visit(If statement);

    /// <summary>Reads the end of a loop under a condition.</summary>
    void Visit(While statement);

    /// <summary>Reads a demand.</summary>
    void Visit(Require statement);

    /// <summary>Reads a copy.</summary>
    void Visit(Copy statement);

    /// <summary>Reads the setting of a scalar output.</summary>
    void Visit(Result statement);

    /// <summary>Reads a kernel call.</summary>
    void Visit(Kernel statement);

    /// <summary>Reads a call of a part.</summary>
    void Visit(RunPart statement);

    /// <summary>Reads the running of parts of a loop on several threads.</summary>
    void Visit(RunChunks statement);

    /// <summary>Reads the introduction of a view.</summary>
    void Visit(View statement);
}
