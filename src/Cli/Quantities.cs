using System.Collections.Immutable;
using SymDiff.Rewriting;

namespace SymDiff.Cli;

/// <summary>What can be asked for.</summary>
[Flags]
internal enum Wants
{
    None = 0,
    Value = 1,
    Gradient = 2,
    Hessian = 4,
    Hvp = 8,
    Jacobian = 16,
}

/// <summary>What is asked for, by which inputs, along which direction, and of which order the further derivatives are.</summary>
internal sealed record Question(Wants Wants, string[] Wrt, IReadOnlyDictionary<string, Tensor>? Direction = null, int Order = 1);

/// <summary>A quantity that answers a question: where it stands in the answer, what it is called in print, and the node that computes it.</summary>
internal sealed record Quantity(ImmutableArray<string> Path, string Name, Node Node);

/// <summary>The nodes that answer a question, and the inputs that they read: those of the function, and directions for which no numbers are given.</summary>
internal sealed record Quantities(ImmutableArray<Node> Inputs, ImmutableArray<Quantity> All)
{
    public static Quantities Of(Function function, Question question)
    {
        var derivation = new Derivation(function, question);
        ImmutableArray<Quantity> derivatives = [.. derivation.Derivatives()];
        var simplified = Simplification.Simplify(derivatives.Select(q => q.Node));
        return new(
            [.. function.Inputs, .. derivation.Directions],
            [.. derivation.Values(), .. derivatives.Zip(simplified, (q, node) => q with { Node = node })]);
    }

    /// <summary>A function and a question about it.</summary>
    private sealed class Derivation
    {
        private readonly Function function;
        private readonly Question question;
        private readonly ImmutableArray<Node> wrt;
        private readonly ImmutableArray<Node> along;

        public Derivation(Function function, Question question)
        {
            (this.function, this.question) = (function, question);
            wrt = question.Wants is Wants.Value or Wants.None ? [] : Wrt();
            along = !question.Wants.HasFlag(Wants.Hvp) ? [] : question.Direction is { } v ? Given(v) : Symbolic();
        }

        /// <summary>The directions that are inputs.</summary>
        public ImmutableArray<Node> Directions => question.Direction is null ? along : [];

        public IEnumerable<Quantity> Values() => !question.Wants.HasFlag(Wants.Value) ? [] : function.Outputs.Select((node, i) =>
            new Quantity(function.Outputs.Length == 1 ? ["value"] : ["value", function.OutputNames[i]], function.OutputNames[i], node));

        public IEnumerable<Quantity> Derivatives() =>
        [
            .. question.Wants.HasFlag(Wants.Gradient) ? Gradient() : [],
            .. question.Order > 1 ? Partials() : [],
            .. question.Wants.HasFlag(Wants.Hessian) ? Hessian() : [],
            .. question.Wants.HasFlag(Wants.Hvp) ? Product() : [],
            .. question.Wants.HasFlag(Wants.Jacobian) ? Jacobian() : [],
        ];

        private IEnumerable<Quantity> Gradient()
        {
            var table = ReverseMode.BuildGrad(Output(), wrt);
            return wrt.Select(x => new Quantity(["gradient", x.Op.Name], "d_" + x.Op.Name, table[x]?.Value ?? NodeMath.BroadcastTo(x.Literal(0), x.Shape)));
        }

        private IEnumerable<Quantity> Partials() => MixedPartials.Of(Output(), wrt, question.Order).Select(p =>
            new Quantity(["derivatives", string.Join(",", p.By.Select(x => x.Op.Name))], "d_" + string.Join("_", p.By.Select(x => x.Op.Name)), p.Value));

        private IEnumerable<Quantity> Hessian()
        {
            var blocks = SymDiff.Hessian.Of(Output(), wrt);
            return wrt.SelectMany((x, i) => wrt.Select((y, j) => new Quantity(["hessian", x.Op.Name, y.Op.Name], $"d_{x.Op.Name}_{y.Op.Name}", blocks[i][j])));
        }

        private IEnumerable<Quantity> Product()
        {
            var product = SymDiff.Hessian.VectorProduct(Output(), wrt, along);
            return wrt.Select((x, i) => new Quantity(["hvp", x.Op.Name], "hv_" + x.Op.Name, product[i]));
        }

        private IEnumerable<Quantity> Jacobian()
        {
            var entries = SymDiff.Jacobian.Of(function.Outputs, wrt);
            return function.OutputNames.SelectMany((y, i) => wrt.Select((x, j) =>
                new Quantity(["jacobian", y, x.Op.Name], function.Outputs.Length == 1 ? "d_" + x.Op.Name : $"d_{y}_{x.Op.Name}", entries[i][j])));
        }

        private ImmutableArray<Node> Wrt()
        {
            if (question.Wrt.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new InputException($"the input '{twice.Key}' is named twice in wrt.");
            if (question.Wrt.Length > 0) return [.. question.Wrt.Select(function.Input)];
            ImmutableArray<Node> floats = [.. function.Inputs.Where(x => x.DType.IsFloat)];
            return floats.Length > 0 ? floats : throw new InputException("there is no floating-point input to differentiate by.");
        }

        private Node Output() => function.Outputs is [var output]
            ? output
            : throw new InputException($"the derivatives are of one output, but there are {function.Outputs.Length} ({string.Join(", ", function.OutputNames)}); ask for the Jacobian.");

        // A new input v_x for each x; with underscores behind where the name is taken.
        private ImmutableArray<Node> Symbolic()
        {
            var taken = new HashSet<string>(function.InputNames, StringComparer.Ordinal);
            var directions = ImmutableArray.CreateBuilder<Node>();
            foreach (var x in wrt)
            {
                var name = "v_" + x.Op.Name;
                while (!taken.Add(name)) name += "_";
                directions.Add(function.Graph.Variable(name, x.Type));
            }

            return directions.ToImmutable();
        }

        private ImmutableArray<Node> Given(IReadOnlyDictionary<string, Tensor> v)
        {
            ImmutableArray<string> names = [.. wrt.Select(x => x.Op.Name)];
            if (v.Keys.FirstOrDefault(name => !names.Contains(name)) is { } extra)
                throw new InputException($"the direction names '{extra}'; expected inputs that are differentiated by: {string.Join(", ", names)}.");
            if (names.FirstOrDefault(name => !v.ContainsKey(name)) is { } missing)
                throw new InputException($"the direction has no value for '{missing}'; give one for each of {string.Join(", ", names)}.");
            return [.. wrt.Select(x => function.Graph.Constant(Fitting(x, v[x.Op.Name])))];
        }

        private static Tensor Fitting(Node input, Tensor value) => Binding.Fit(input, value) is var fitting && fitting.Type == input.Type
            ? fitting
            : throw new InputException($"the direction for '{input}' is of type {value.Type}; expected {input.Type}.");
    }
}
