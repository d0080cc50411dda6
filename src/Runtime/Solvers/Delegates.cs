namespace SymDiff.Runtime;

/// <summary>y = A·x for a linear map A.</summary>
public delegate void LinearOperator(ReadOnlySpan<double> x, Span<double> y);

/// <summary>f(x), with ∇f(x) written to <paramref name="gradient"/>.</summary>
public delegate double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient);

/// <summary>∇²f(x)·v, written to <paramref name="product"/>.</summary>
public delegate void HessianVectorProduct(ReadOnlySpan<double> x, ReadOnlySpan<double> v, Span<double> product);

/// <summary>The residuals r(x).</summary>
public delegate void ResidualFunction(ReadOnlySpan<double> x, Span<double> residuals);

/// <summary>J[i,j] = ∂rᵢ/∂xⱼ, row-major.</summary>
public delegate void JacobianFunction(ReadOnlySpan<double> x, Span<double> jacobian);
