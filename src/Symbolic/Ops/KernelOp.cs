using System.Collections.Immutable;

namespace SymDiff;

/// <summary>An op whose value is computed by a library kernel of SymDiff.Runtime.</summary>
public abstract record KernelOp : Op
{
    /// <summary>The call that computes the value: a static method and what is passed to it, in order.</summary>
    public abstract KernelCall Kernel(ImmutableArray<TensorType> inputs);

    /// <summary>
    /// Whether <c>SymDiff.Runtime.VectorKernels</c> has a method of the same name and parameters that computes with SIMD and rounds in another order.
    /// </summary>
    public virtual bool HasVectorKernel => false;

    /// <summary>Runs the kernel on doubles in row-major order; <paramref name="sizes"/> are the values of the call's sizes, in order.</summary>
    protected abstract void Run(IReadOnlyList<double[]> inputs, double[] output, int[] sizes);

    internal override ImmutableArray<Tensor> Evaluate(Node node, IReadOnlyList<Tensor> inputs, IReadOnlyDictionary<string, int> sizes)
    {
        var lengths = node.Shape.Evaluate(sizes);
        foreach (var input in inputs) input.Checked();
        var output = new double[Elements.IndexSpace.Count(lengths)];
        var call = Kernel(ImmutableArray.CreateRange(node.Inputs, i => i.Type));
        Run([.. inputs.Select(i => i.ToArray())], output, [.. call.Arguments.OfType<KernelArgument.Length>().Select(s => s.Dim.Evaluate(sizes))]);
        return [Tensor.Of(node.DType, output, lengths)];
    }
}

/// <summary>
/// A call of a static method of <c>SymDiff.Runtime.Kernels</c>, which has an overload for spans of double and one for spans of float.
/// </summary>
public sealed record KernelCall(string Method, params ImmutableArray<KernelArgument> Arguments);

/// <summary>What is passed to a kernel.</summary>
public abstract record KernelArgument
{
    private KernelArgument()
    {
    }

    /// <summary>An input, as a read-only span.</summary>
    public sealed record Input(int Position) : KernelArgument;

    /// <summary>The output, as a span.</summary>
    public sealed record Output : KernelArgument;

    /// <summary>A length, as an int.</summary>
    public sealed record Length(Dim Dim) : KernelArgument;

    /// <summary>A bool.</summary>
    public sealed record Flag(bool Value) : KernelArgument;
}
