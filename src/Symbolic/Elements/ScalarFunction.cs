using System.Collections.Concurrent;
using System.Reflection;

namespace SymDiff.Elements;

/// <summary>
/// A function of numbers that generated code calls: a static method with an overload for each dtype it serves. Two are equal
/// when their method is.
/// </summary>
public sealed class ScalarFunction : IEquatable<ScalarFunction>
{
    private readonly ConcurrentDictionary<DType, Func<Scalar[], Scalar>> bodies = new();

    private ScalarFunction(MethodInfo method, object? target)
    {
        Method = method;
        if (!method.IsStatic || target is not null)
            throw new ArgumentException($"'{method.DeclaringType?.Name}.{method.Name}' is not a static method: a scalar function must be one, so that generated source can name it.", nameof(method));
    }

    /// <summary>The method for doubles.</summary>
    public MethodInfo Method { get; }

    /// <summary>The method's name.</summary>
    public string Name => Method.Name;

    /// <summary>The number of arguments.</summary>
    public int Arity => Method.GetParameters().Length;

    /// <summary>The function that a delegate of a static method stands for.</summary>
    /// <exception cref="ArgumentException">The delegate captures state, or is no static method of doubles.</exception>
    public static ScalarFunction Of(Delegate method)
    {
        if (method is null) throw new ArgumentNullException(nameof(method));
        return new(method.Method, method.Target);
    }

    /// <summary>
    /// The method for a dtype: the overload of the same name, for Float32 also that of MathF; null when only the double one serves,
    /// whose arguments and result are then converted.
    /// </summary>
    public MethodInfo? Overload(DType dtype)
    {
        if (dtype == DType.Float64) return Method;
        var type = Primitive(dtype);
        var parameters = Enumerable.Repeat(type, Arity).ToArray();
        return Find(Method.DeclaringType!) ?? (dtype == DType.Float32 && Method.DeclaringType == typeof(Math) && System.Type.GetType("System.MathF") is { } single ? Find(single) : null);

        MethodInfo? Find(Type home) => home.GetMethod(Name, BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic, null, parameters, null) is { } found && found.ReturnType == type ? found : null;
    }

    /// <summary>The value for arguments of a dtype.</summary>
    public Scalar Evaluate(DType dtype, params Scalar[] arguments) => bodies.GetOrAdd(dtype, Bind)(arguments);

    /// <inheritdoc/>
    public bool Equals(ScalarFunction? other) => other is not null && Method == other.Method;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ScalarFunction);

    /// <inheritdoc/>
    public override int GetHashCode() => Method.GetHashCode();

    /// <summary>The declaring type and the name: <c>Math.Exp</c>.</summary>
    public override string ToString() => Method.DeclaringType?.Name + "." + Name;

    private static Type Primitive(DType dtype) => dtype switch
    {
        DType.Float64 => typeof(double),
        DType.Float32 => typeof(float),
        DType.Int32 => typeof(int),
        DType.Int64 => typeof(long),
        _ => typeof(bool),
    };

    private Func<Scalar[], Scalar> Bind(DType dtype)
    {
        if (dtype == DType.Float64) return Real(Method);
        var overload = Overload(dtype);
        return (dtype, overload) switch
        {
            (DType.Float32, null) => Rounded(Real(Method)),
            (DType.Float32, _) => Single(overload!),
            (DType.Int32 or DType.Int64, not null) => Integer(overload, dtype),
            _ => throw new ShapeException($"{Name} is not defined for {dtype.Symbol}; Cast the operand to f64 first."),
        };
    }

    private static Func<Scalar[], Scalar> Real(MethodInfo method)
    {
        switch (method.GetParameters().Length)
        {
            case 1: var one = Typed<Func<double, double>>(method); return x => Scalar.Of(one(x[0].Real));
            case 2: var two = Typed<Func<double, double, double>>(method); return x => Scalar.Of(two(x[0].Real, x[1].Real));
            case 3: var three = Typed<Func<double, double, double, double>>(method); return x => Scalar.Of(three(x[0].Real, x[1].Real, x[2].Real));
            default: throw new ArgumentException($"{method.Name}: a scalar function has one, two or three arguments.", nameof(method));
        }
    }

    private static Func<Scalar[], Scalar> Single(MethodInfo method)
    {
        switch (method.GetParameters().Length)
        {
            case 1: var one = Typed<Func<float, float>>(method); return x => Scalar.Of((double)one((float)x[0].Real));
            case 2: var two = Typed<Func<float, float, float>>(method); return x => Scalar.Of((double)two((float)x[0].Real, (float)x[1].Real));
            default: var three = Typed<Func<float, float, float, float>>(method); return x => Scalar.Of((double)three((float)x[0].Real, (float)x[1].Real, (float)x[2].Real));
        }
    }

    private static Func<Scalar[], Scalar> Rounded(Func<Scalar[], Scalar> body) => x => Scalar.Of((double)(float)body(x).Real);

    private static Func<Scalar[], Scalar> Integer(MethodInfo method, DType dtype) => dtype == DType.Int32
        ? x => Scalar.Of((long)(int)method.Invoke(null, [.. x.Select(s => (object)(int)s.Integer)])!)
        : x => Scalar.Of((long)method.Invoke(null, [.. x.Select(s => (object)s.Integer)])!);

    private static T Typed<T>(MethodInfo method)
        where T : Delegate => (T)Delegate.CreateDelegate(typeof(T), method);
}
