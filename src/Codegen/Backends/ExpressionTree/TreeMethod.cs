using System.Collections.Immutable;
using System.Linq.Expressions;
using SymDiff.Codegen.Loops;
using Buffer = SymDiff.Codegen.Loops.Buffer;
using Tree = System.Linq.Expressions.Expression;

namespace SymDiff.Codegen.Backends.ExpressionTree;

/// <summary>The lambda that is being written: its variables, its memory and its code.</summary>
internal sealed class TreeMethod(LoopProgram program)
{
    public LoopProgram Program { get; } = program;

    public Dictionary<Local, ParameterExpression> Locals { get; } = [];

    /// <summary>Buffers as they were given.</summary>
    public Dictionary<Buffer, Tree> Buffers { get; } = [];

    /// <summary>Spans, for what is read or written entry by entry.</summary>
    public Dictionary<Buffer, ParameterExpression> Memory { get; } = [];

    public Dictionary<int, ParameterExpression> Results { get; } = [];

    /// <summary>The variables of the block at hand: blocks side by side share their places.</summary>
    public List<ParameterExpression> Variables { get; private set; } = [];

    /// <summary>The code of the block at hand.</summary>
    public List<Tree> Code { get; private set; } = [];

    public void Add(Tree code) => Code.Add(code);

    /// <summary>What is written is a block with variables of its own.</summary>
    public BlockExpression Block(Action write)
    {
        var (outer, outerVariables) = (Code, Variables);
        (Code, Variables) = ([], []);
        write();
        Add(Tree.Empty());
        var block = Tree.Block(Variables, Code);
        (Code, Variables) = (outer, outerVariables);
        return block;
    }

    /// <summary>What is written is code apart, with the variables of the block at hand.</summary>
    public BlockExpression Apart(Action write)
    {
        var outer = Code;
        Code = [];
        write();
        Add(Tree.Empty());
        var block = Tree.Block(Code);
        Code = outer;
        return block;
    }

    public void DeclareConstants()
    {
        foreach (var constant in Program.Constants) Buffers[constant] = Tree.Constant(Trees.Data(constant));
    }

    public ParameterExpression Variable(Local local)
    {
        var variable = Tree.Variable(Trees.TypeOf(local.Type), local.Name);
        Variables.Add(variable);
        return Locals[local] = variable;
    }

    public Tree Bind(Tree value)
    {
        if (value is ConstantExpression or ParameterExpression) return value;
        var variable = Tree.Variable(value.Type);
        Variables.Add(variable);
        Add(Tree.Assign(variable, value));
        return variable;
    }

    public ParameterExpression SpanVariable(Buffer buffer)
    {
        var variable = Tree.Variable(typeof(Span<>).MakeGenericType(Trees.TypeOf(buffer.Type)), buffer.Name);
        Variables.Add(variable);
        return variable;
    }

    /// <summary>Spans of what statements read and write entry by entry; parts have their own.</summary>
    public void OpenMemory(ImmutableArray<Statement> statements)
    {
        foreach (var buffer in BuffersOf.Entries([.. statements]))
        {
            var given = Buffers[buffer];
            var type = typeof(Span<>).MakeGenericType(Trees.TypeOf(buffer.Type));
            var span = given.Type.IsArray ? Trees.AsSpan(given) : given.Type == type ? given : Tree.Call(typeof(Entry), nameof(Entry.Open), [Trees.TypeOf(buffer.Type)], given);
            Memory[buffer] = SpanVariable(buffer);
            Add(Tree.Assign(Memory[buffer], span));
        }
    }
}
