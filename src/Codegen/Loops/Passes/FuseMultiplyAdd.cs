using SymDiff.Elements;

namespace SymDiff.Codegen.Loops.Passes;

/// <summary>
/// Makes a·b + c, c - a·b and a·b - c one operation that rounds once. Points of a grid, step·i - 1, stay as they are: where the sum is 0 exactly, it is to be
/// 0.
/// </summary>
internal sealed class FuseMultiplyAdd : Rewriter
{
    private FuseMultiplyAdd()
    {
    }

    public static LoopProgram Apply(LoopProgram program) => program with { Body = new FuseMultiplyAdd().All(program.Body) };

    // y[i] += a·x becomes y[i] = a·x + y[i]
    public override void Visit(Accumulate statement)
    {
        var (offset, value) = (statement.Offset.Accept(this), statement.Value.Accept(this));
        if (value is Arithmetic { Kind: ArithmeticKind.Multiply } product && value.Type.Element.IsFloat)
        {
            Expression old = value.Type.IsVector ? new VectorLoad(statement.Buffer, offset) : new Load(statement.Buffer, offset);
            Add(new Store(statement.Buffer, offset, new MultiplyAdd(product.Left, product.Right, old)));
        }
        else
        {
            Add(new Accumulate(statement.Buffer, offset, value));
        }
    }

    public override Expression Visit(Arithmetic expression)
    {
        var (a, b) = (expression.Left.Accept(this), expression.Right.Accept(this));
        return (expression.Kind, a, b) switch
        {
            _ when !expression.Type.Element.IsFloat => new Arithmetic(expression.Kind, a, b),
            (ArithmeticKind.Add, _, Arithmetic { Kind: ArithmeticKind.Multiply } product) when !IsOfIndices(product) => new MultiplyAdd(product.Left, product.Right, a),
            (ArithmeticKind.Add, Arithmetic { Kind: ArithmeticKind.Multiply } product, _) when !IsOfIndices(product) => new MultiplyAdd(product.Left, product.Right, b),
            (ArithmeticKind.Subtract, _, Arithmetic { Kind: ArithmeticKind.Multiply } product) when !IsOfIndices(product) => new MultiplyAdd(new Negate(product.Left), product.Right, a),
            (ArithmeticKind.Subtract, Arithmetic { Kind: ArithmeticKind.Multiply } product, _) when !IsOfIndices(product) => new MultiplyAdd(product.Left, product.Right, new Negate(b)),
            _ => new Arithmetic(expression.Kind, a, b),
        };
    }

    private static bool IsOfIndices(Expression expression) => expression is Convert { Operand.Type: ScalarType.Index or ScalarType.Int32 or ScalarType.Int64 }
        || (expression is not (Load or VectorLoad) && expression.Accept(ExpressionParts.Instance).Any(IsOfIndices));
}
