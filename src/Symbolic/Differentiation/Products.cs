using System.Collections.Immutable;

namespace SymDiff;

/// <summary>How a product with the Hessian is formed.</summary>
public enum HessianMode
{
    /// <summary>The tangent of the gradient along v: one forward sweep over the derivative graph, the cheaper way.</summary>
    ForwardOverReverse,

    /// <summary>The gradient of (gradient)ᵀ·v with v held fixed.</summary>
    ReverseOverReverse,
}

/// <summary>Products of derivatives with vectors: the matrices themselves are never formed.</summary>
public sealed partial class Function
{
    /// <summary>H·v for the one scalar output, forward over reverse: inputs <c>v_x</c>, outputs <c>hv_x</c> in the shapes of the inputs.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar.</exception>
    public Function HessianVectorProduct(params string[] wrt) => HessianVectorProduct(HessianMode.ForwardOverReverse, wrt);

    /// <summary>H·v for the one scalar output: inputs <c>v_x</c>, outputs <c>hv_x</c> in the shapes of the inputs.</summary>
    /// <exception cref="DifferentiationException">The output is no floating-point scalar.</exception>
    public Function HessianVectorProduct(HessianMode mode, params string[] wrt)
    {
        var targets = Targets(wrt);
        var v = Directions(targets.Select(x => (x.Op.Name, x)));
        var product = SymDiff.Hessian.RawProduct(SingleOutput(), targets, v, mode);
        return Derived("hvp", targets.Select((x, i) => ("hv_" + x.Op.Name, product[i])), v);
    }

    /// <summary>J·v: the derivatives of all outputs along v, by forward mode. Inputs <c>v_x</c>, outputs <c>d_value</c> in the shapes of the outputs.</summary>
    /// <exception cref="DifferentiationException">An output is none of floating point, or none depends on an input that was named.</exception>
    public Function JacobianVectorProduct(params string[] wrt) => JacobianVectorProduct(DifferentiationOptions.Default, wrt);

    /// <summary>As above, with choices for undefined derivatives.</summary>
    /// <exception cref="DifferentiationException">An output is none of floating point, or the options make an error of what was found.</exception>
    public Function JacobianVectorProduct(DifferentiationOptions options, params string[] wrt)
    {
        var targets = Reported(options, wrt);
        var v = Directions(targets.Select(x => (x.Op.Name, x)));
        var tangents = ForwardMode.BuildTangents(SymDiff.Gradient.Stable(Outputs, targets), targets.Zip(v, (x, dot) => (x, dot)).ToDictionary(p => p.x, p => p.dot));
        return Derived("jvp", Outputs.Select((y, i) => ("d_" + OutputNames[i], tangents[i] ?? SymDiff.Gradient.Zero(y))), v);
    }

    /// <summary>Jᵀ·v: the gradient of the sum of all outputs weighted by v, by reverse mode. Inputs <c>v_value</c> in the shapes of the outputs, outputs <c>d_x</c>.</summary>
    /// <exception cref="DifferentiationException">An output is none of floating point, or none depends on an input that was named.</exception>
    public Function VectorJacobianProduct(params string[] wrt) => VectorJacobianProduct(DifferentiationOptions.Default, wrt);

    /// <summary>As above, with choices for undefined derivatives.</summary>
    /// <exception cref="DifferentiationException">An output is none of floating point, or the options make an error of what was found.</exception>
    public Function VectorJacobianProduct(DifferentiationOptions options, params string[] wrt)
    {
        var targets = Reported(options, wrt);
        var v = Directions(Outputs.Select((y, i) => (OutputNames[i], y)));
        var table = ReverseMode.BuildGrad([.. SymDiff.Gradient.Stable(Outputs, targets).Zip(v, (y, bar) => (y, bar))], targets);
        return Derived("vjp", targets.Select(x => ("d_" + x.Op.Name, table[x]?.Value ?? SymDiff.Gradient.Zero(x))), v);
    }

    // What all outputs are differentiated by, after the options had their say about it.
    private ImmutableArray<Node> Reported(DifferentiationOptions options, string[] wrt)
    {
        if (options is null) throw new ArgumentNullException(nameof(options));
        var targets = Targets(wrt);
        CheckOutputs();
        var disconnected = options.Disconnected ?? (wrt.Length > 0 ? Undefined.Throw : Undefined.Zero);
        if (options.Flat != Undefined.Zero || options.Kinks != Undefined.Zero || disconnected != Undefined.Zero)
            SymDiff.GradientReport.Of(Outputs, targets).Apply(options, disconnected);
        return targets;
    }

    private void CheckOutputs()
    {
        for (var i = 0; i < Outputs.Length; i++)
        {
            if (!Outputs[i].DType.IsFloat)
                throw new DifferentiationException($"{Name}: the output '{OutputNames[i]}' of type {Outputs[i].Type} has no derivative: expected floating-point outputs. Leave it out, or cast it to f64.");
        }
    }
}
