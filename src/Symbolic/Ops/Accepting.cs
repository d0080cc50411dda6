using System.Collections.Immutable;

namespace SymDiff.Ops;

/// <summary>What each <see cref="Accepts"/> admits, and the message for what it does not.</summary>
internal static class Accepting
{
    extension(Accepts accepts)
    {
        /// <summary>Whether a dtype is taken.</summary>
        public bool Includes(DType dtype) => accepts switch
        {
            Accepts.Floats => dtype.IsFloat,
            Accepts.Numbers => dtype != DType.Bool,
            Accepts.Truths => dtype == DType.Bool,
            _ => true,
        };

        /// <summary>What is taken, as messages name it.</summary>
        public string Expected => accepts switch
        {
            Accepts.Floats => "f64 or f32",
            Accepts.Numbers => "numbers",
            Accepts.Truths => "bool",
            _ => "any dtype",
        };

        /// <summary>The dtype of an operand, when it is taken.</summary>
        /// <exception cref="ShapeException">It is not.</exception>
        public DType Checked(string op, TensorType operand) => accepts.Includes(operand.DType) ? operand.DType : throw accepts.Refusal(op, operand);

        /// <summary>The one dtype that all operands have, when it is taken.</summary>
        /// <exception cref="ShapeException">It is not, or they differ.</exception>
        public DType Common(string op, ImmutableArray<TensorType> operands)
        {
            foreach (var operand in operands)
            {
                if (operand.DType != operands[0].DType)
                    throw new ShapeException($"{op}: the operands {string.Join(" and ", operands)} have different dtypes; Cast one of them.");
            }

            return accepts.Checked(op, operands[0]);
        }

        private ShapeException Refusal(string op, TensorType operand) => new($"{op}: expected {accepts.Expected}, got {operand}; " + accepts switch
        {
            Accepts.Floats => "Cast it to f64 first.",
            Accepts.Numbers => "Cast it to i32 or f64 first.",
            _ => "compare it with something.",
        });
    }
}
