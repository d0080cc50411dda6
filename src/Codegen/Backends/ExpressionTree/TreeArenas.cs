using System.Buffers;
using System.Collections.Immutable;
using System.Linq.Expressions;
using SymDiff.Codegen.Loops;
using SymDiff.Runtime;
using Tree = System.Linq.Expressions.Expression;

namespace SymDiff.Codegen.Backends.ExpressionTree;

/// <summary>Writes the renting of scratch memory around the code that uses it.</summary>
internal sealed class TreeArenas(TreeMethod method, ExpressionTreeEmitter emitter)
{
    private readonly ImmutableArray<Arena> arenas = method.Program.Arenas;

    /// <summary>The memory of the program, around a body.</summary>
    public void Write(Action body) => Write(0, body);

    // One arena after the other.
    private void Write(int index, Action body)
    {
        if (index == arenas.Length)
        {
            body();
            return;
        }

        var arena = arenas[index];
        var element = Trees.TypeOf(arena.Type);
        var pool = typeof(ArrayPool<>).MakeGenericType(element);
        var shared = Tree.Property(null, pool, nameof(ArrayPool<int>.Shared));
        var rented = Tree.Variable(element.MakeArrayType(), "rented");
        var length = method.Bind(Trees.Int(arena.Length.Accept(emitter)));
        method.Variables.Add(rented);
        method.Add(Tree.Assign(rented, Tree.Call(typeof(ScratchMemory), nameof(ScratchMemory.Rent), [element], length)));
        var within = method.Apart(() =>
        {
            WriteSlices(arena, rented, length);
            Write(index + 1, body);
        });
        method.Add(Tree.TryFinally(within, Tree.Call(shared, pool.GetMethod(nameof(ArrayPool<int>.Return))!, rented, Tree.Constant(false))));
    }

    private void WriteSlices(Arena arena, ParameterExpression rented, Tree length)
    {
        var work = method.SpanVariable(arena.Whole);
        method.Buffers[arena.Whole] = work;
        method.Add(Tree.Assign(work, Tree.Call(typeof(ScratchMemory), nameof(ScratchMemory.Align), [Trees.TypeOf(arena.Type)], rented, length)));
        foreach (var (buffer, offset) in arena.Buffers)
        {
            var slice = method.SpanVariable(buffer);
            method.Buffers[buffer] = slice;
            method.Add(Tree.Assign(slice, Tree.Call(work, nameof(Span<int>.Slice), null, Trees.Int(emitter.Length(offset)), Trees.Int(emitter.Length(buffer.Length)))));
        }
    }
}
