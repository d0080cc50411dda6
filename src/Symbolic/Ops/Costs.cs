using SymDiff.Elements;

namespace SymDiff;

/// <summary>Which nodes cost more to compute again than to keep.</summary>
internal static class Costs
{
    /// <summary>True for calls, divisions and reductions, and for whatever is no element: not for arithmetic, comparisons and moved entries.</summary>
    public static bool IsExpensive(Node node) => node.Op switch
    {
        Ops.LeafOp leaf => leaf is Ops.Output,
        ElementOp op => op.Define([.. node.Inputs.Select(i => i.Type)], node.Type).Element.Accept(new Expensive()),
        _ => true,
    };

    /// <summary>True for an op that only moves or repeats entries.</summary>
    public static bool IsMovement(Node node) =>
        node.Op is ElementOp op && !node.Inputs.IsEmpty && op.Define([.. node.Inputs.Select(i => i.Type)], node.Type).Element is Load load && load.At.All(i => i.Accept(new Affine()));

    /// <summary>True for a node that may fail for some values: an index out of data, a position in nothing, a loop that may exceed its bound.</summary>
    public static bool MayFail(Node node) => node.Op switch
    {
        Ops.LoopOp loop => loop.Condition is not null || loop.Counted || loop.Inputs.Any(i => i is Ops.LoopInput.Gathered)
            || loop.Outputs.Any(o => o is Ops.LoopOutput.ScatterAdded) || loop.Body.Nodes.Any(MayFail),
        Ops.BranchOp branch => branch.Then.Nodes.Concat(branch.Else.Nodes).Any(MayFail),
        ElementOp op => op.Define([.. node.Inputs.Select(i => i.Type)], node.Type).Element.Accept(new Failing()),
        ScatterOp => true,
        _ => false,
    };

    private sealed class Affine : IElementVisitor<bool>
    {
        public bool Visit(Literal element) => true;

        public bool Visit(Axis element) => true;

        public bool Visit(Size element) => true;

        public bool Visit(Load element) => false;

        public bool Visit(Arithmetic element) => element.Left.Accept(this) && element.Right.Accept(this);

        public bool Visit(Negate element) => element.Operand.Accept(this);

        public bool Visit(Compare element) => false;

        public bool Visit(Logic element) => false;

        public bool Visit(Not element) => false;

        public bool Visit(Elements.Convert element) => element.Operand.Accept(this);

        public bool Visit(Elements.Select element) => false;

        public bool Visit(Call element) => false;

        public bool Visit(Reduce element) => false;
    }

    private sealed class Failing : IElementVisitor<bool>
    {
        public bool Visit(Literal element) => false;

        public bool Visit(Axis element) => false;

        public bool Visit(Size element) => false;

        // an index out of data, or a fixed one that lies inside only for some sizes
        public bool Visit(Load element) => element.At.Any(i => i is not Axis && (!i.Accept(new Affine()) || i is Size));

        public bool Visit(Arithmetic element) => element.Left.Accept(this) || element.Right.Accept(this);

        public bool Visit(Negate element) => element.Operand.Accept(this);

        public bool Visit(Compare element) => element.Left.Accept(this) || element.Right.Accept(this);

        public bool Visit(Logic element) => element.Left.Accept(this) || element.Right.Accept(this);

        public bool Visit(Not element) => element.Operand.Accept(this);

        public bool Visit(Elements.Convert element) => element.Operand.Accept(this);

        public bool Visit(Elements.Select element) => element.Condition.Accept(this) || element.IfTrue.Accept(this) || element.IfFalse.Accept(this);

        public bool Visit(Call element) => element.Arguments.Any(a => a.Accept(this));

        public bool Visit(Reduce element) => element.Kind is ReductionKind.ArgMax or ReductionKind.ArgMin || element.Body.Accept(this);
    }

    private sealed class Expensive : IElementVisitor<bool>
    {
        public bool Visit(Literal element) => false;

        public bool Visit(Axis element) => false;

        public bool Visit(Size element) => false;

        public bool Visit(Load element) => false;   // an index is integer arithmetic

        public bool Visit(Arithmetic element) => (element.Kind >= ArithmeticKind.Divide && element.DType.IsFloat) || element.Left.Accept(this) || element.Right.Accept(this);

        public bool Visit(Negate element) => element.Operand.Accept(this);

        public bool Visit(Compare element) => element.Left.Accept(this) || element.Right.Accept(this);

        public bool Visit(Logic element) => element.Left.Accept(this) || element.Right.Accept(this);

        public bool Visit(Not element) => element.Operand.Accept(this);

        public bool Visit(Elements.Convert element) => element.Operand.Accept(this);

        public bool Visit(Elements.Select element) => element.Condition.Accept(this) || element.IfTrue.Accept(this) || element.IfFalse.Accept(this);

        public bool Visit(Call element) => true;

        public bool Visit(Reduce element) => true;
    }
}
