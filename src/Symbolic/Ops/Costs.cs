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
