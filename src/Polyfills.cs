// What C# 14 and the sources expect of the framework and netstandard2.0 lacks. Compiled into each netstandard2.0 build only.
// [Embedded] hides these types from other assemblies, also from those that see our internals.
#pragma warning disable CA1018, CA1019, CA1815, CA2231, CA1067, CA1066, CA1801, CA1822, IDE0060, IDE0130

using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Microsoft.CodeAnalysis
{
    [Embedded]
    internal sealed class EmbeddedAttribute : Attribute;
}

namespace System.Runtime.CompilerServices
{
    [Embedded]
    internal static class IsExternalInit;

    [Embedded]
    internal sealed class RequiredMemberAttribute : Attribute;

    [Embedded, AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName => featureName;
        public bool IsOptional { get; init; }
    }

    [Embedded, AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class CallerArgumentExpressionAttribute(string parameterName) : Attribute
    {
        public string ParameterName => parameterName;
    }

    [Embedded, AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
    internal sealed class CollectionBuilderAttribute(Type builderType, string methodName) : Attribute
    {
        public Type BuilderType => builderType;
        public string MethodName => methodName;
    }

    [Embedded, AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property)]
    internal sealed class OverloadResolutionPriorityAttribute(int priority) : Attribute
    {
        public int Priority => priority;
    }

    [Embedded, AttributeUsage(AttributeTargets.Method)]
    internal sealed class ModuleInitializerAttribute : Attribute;

    [Embedded, AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
    internal sealed class InterpolatedStringHandlerAttribute : Attribute;

    [Embedded, AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class InterpolatedStringHandlerArgumentAttribute(params string[] arguments) : Attribute
    {
        public string[] Arguments => arguments;
    }

    [Embedded, AttributeUsage(AttributeTargets.All)]
    internal sealed class SkipLocalsInitAttribute : Attribute;
}

namespace System.Diagnostics.CodeAnalysis
{
    [Embedded, AttributeUsage(AttributeTargets.Constructor)]
    internal sealed class SetsRequiredMembersAttribute : Attribute;

    [Embedded]
    internal sealed class AllowNullAttribute : Attribute;

    [Embedded]
    internal sealed class DisallowNullAttribute : Attribute;

    [Embedded]
    internal sealed class MaybeNullAttribute : Attribute;

    [Embedded]
    internal sealed class NotNullAttribute : Attribute;

    [Embedded]
    internal sealed class MaybeNullWhenAttribute(bool returnValue) : Attribute
    {
        public bool ReturnValue => returnValue;
    }

    [Embedded]
    internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
    {
        public bool ReturnValue => returnValue;
    }

    [Embedded, AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.ReturnValue, AllowMultiple = true)]
    internal sealed class NotNullIfNotNullAttribute(string parameterName) : Attribute
    {
        public string ParameterName => parameterName;
    }

    [Embedded]
    internal sealed class DoesNotReturnAttribute : Attribute;

    [Embedded]
    internal sealed class DoesNotReturnIfAttribute(bool parameterValue) : Attribute
    {
        public bool ParameterValue => parameterValue;
    }

    [Embedded, AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, AllowMultiple = true)]
    internal sealed class MemberNotNullAttribute(params string[] members) : Attribute
    {
        public string[] Members => members;
    }

    [Embedded, AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, AllowMultiple = true)]
    internal sealed class MemberNotNullWhenAttribute(bool returnValue, params string[] members) : Attribute
    {
        public bool ReturnValue => returnValue;
        public string[] Members => members;
    }

    [Embedded]
    internal sealed class UnscopedRefAttribute : Attribute;

    [Embedded, AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Field | AttributeTargets.Property)]
    internal sealed class StringSyntaxAttribute(string syntax) : Attribute
    {
        public string Syntax => syntax;
    }

    [Embedded, AttributeUsage(AttributeTargets.All)]
    internal sealed class RequiresDynamicCodeAttribute(string message) : Attribute
    {
        public string Message => message;
    }

    [Embedded, AttributeUsage(AttributeTargets.All)]
    internal sealed class RequiresUnreferencedCodeAttribute(string message) : Attribute
    {
        public string Message => message;
    }

    [Embedded, AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    internal sealed class UnconditionalSuppressMessageAttribute(string category, string checkId) : Attribute
    {
        public string Category => category;
        public string CheckId => checkId;
        public string? Justification { get; set; }
    }
}

namespace System.Diagnostics
{
    [Embedded]
    internal sealed class UnreachableException(string? message = null) : Exception(message ?? "The program executed an instruction that was thought to be unreachable.");
}

namespace System
{
    [Embedded]
    internal readonly struct Index(int value, bool fromEnd = false) : IEquatable<Index>
    {
        private readonly int _value = fromEnd ? ~value : value;

        public static Index Start => new(0);
        public static Index End => new(0, fromEnd: true);
        public static Index FromStart(int value) => new(value);
        public static Index FromEnd(int value) => new(value, fromEnd: true);

        public int Value => _value < 0 ? ~_value : _value;
        public bool IsFromEnd => _value < 0;
        public int GetOffset(int length) => IsFromEnd ? length - Value : Value;

        public bool Equals(Index other) => _value == other._value;
        public override bool Equals(object? obj) => obj is Index other && Equals(other);
        public override int GetHashCode() => _value;
        public override string ToString() => (IsFromEnd ? "^" : "") + Value.ToString(CultureInfo.InvariantCulture);

        public static implicit operator Index(int value) => FromStart(value);
    }

    [Embedded]
    internal readonly struct Range(Index start, Index end) : IEquatable<Range>
    {
        public static Range All => new(Index.Start, Index.End);
        public static Range StartAt(Index start) => new(start, Index.End);
        public static Range EndAt(Index end) => new(Index.Start, end);

        public Index Start { get; } = start;
        public Index End { get; } = end;

        public (int Offset, int Length) GetOffsetAndLength(int length)
        {
            var (first, last) = (Start.GetOffset(length), End.GetOffset(length));
            return (uint)last <= (uint)length && (uint)first <= (uint)last
                ? (first, last - first)
                : throw new ArgumentOutOfRangeException(nameof(length));
        }

        public bool Equals(Range other) => Start.Equals(other.Start) && End.Equals(other.End);
        public override bool Equals(object? obj) => obj is Range other && Equals(other);
        public override int GetHashCode() => HashCode.Combine(Start, End);
        public override string ToString() => Start + ".." + End;
    }

    /// <summary>Mixes hash codes; unlike the framework's without a random seed.</summary>
    [Embedded]
    internal struct HashCode
    {
        private uint _state;

        public void Add<T>(T value) => Mix(value?.GetHashCode() ?? 0);
        public void Add<T>(T value, IEqualityComparer<T>? comparer) =>
            Mix(value is null ? 0 : comparer?.GetHashCode(value) ?? value.GetHashCode());

        // One round and the finaliser of MurmurHash3.
        private void Mix(int hash)
        {
            var k = (uint)hash * 0xcc9e2d51u;
            k = ((k << 15) | (k >> 17)) * 0x1b873593u;
            _state ^= k;
            _state = ((_state << 13) | (_state >> 19)) * 5 + 0xe6546b64u;
        }

        public readonly int ToHashCode()
        {
            var h = _state;
            h = (h ^ (h >> 16)) * 0x85ebca6bu;
            h = (h ^ (h >> 13)) * 0xc2b2ae35u;
            return (int)(h ^ (h >> 16));
        }

        public static int Combine<T1>(T1 a) => Of(a?.GetHashCode() ?? 0);
        public static int Combine<T1, T2>(T1 a, T2 b) => Of(a?.GetHashCode() ?? 0, b?.GetHashCode() ?? 0);
        public static int Combine<T1, T2, T3>(T1 a, T2 b, T3 c) => Of(a?.GetHashCode() ?? 0, b?.GetHashCode() ?? 0, c?.GetHashCode() ?? 0);
        public static int Combine<T1, T2, T3, T4>(T1 a, T2 b, T3 c, T4 d) =>
            Of(Combine(a, b, c), d?.GetHashCode() ?? 0);
        public static int Combine<T1, T2, T3, T4, T5>(T1 a, T2 b, T3 c, T4 d, T5 e) =>
            Of(Combine(a, b, c), d?.GetHashCode() ?? 0, e?.GetHashCode() ?? 0);
        public static int Combine<T1, T2, T3, T4, T5, T6>(T1 a, T2 b, T3 c, T4 d, T5 e, T6 f) => Of(Combine(a, b, c), Combine(d, e, f));

        private static int Of(int a)
        {
            var hash = new HashCode();
            hash.Mix(a);
            return hash.ToHashCode();
        }

        private static int Of(int a, int b)
        {
            var hash = new HashCode();
            hash.Mix(a);
            hash.Mix(b);
            return hash.ToHashCode();
        }

        private static int Of(int a, int b, int c)
        {
            var hash = new HashCode();
            hash.Mix(a);
            hash.Mix(b);
            hash.Mix(c);
            return hash.ToHashCode();
        }

        [EditorBrowsable(EditorBrowsableState.Never), Obsolete("Use ToHashCode.", error: true)]
#pragma warning disable CS0809
        public override readonly int GetHashCode() => throw new NotSupportedException();
#pragma warning restore CS0809
    }

    [Embedded]
    internal static class FrameworkExtensions
    {
        extension(ArgumentNullException)
        {
            public static void ThrowIfNull([NotNull] object? argument, [CallerArgumentExpression(nameof(argument))] string? paramName = null)
            {
                if (argument is null) throw new ArgumentNullException(paramName);
            }
        }

        extension(ArgumentException)
        {
            public static void ThrowIfNullOrEmpty([NotNull] string? argument, [CallerArgumentExpression(nameof(argument))] string? paramName = null)
            {
                if (argument is null) throw new ArgumentNullException(paramName);
                if (argument.Length == 0) throw new ArgumentException("The value cannot be an empty string.", paramName);
            }

            public static void ThrowIfNullOrWhiteSpace([NotNull] string? argument, [CallerArgumentExpression(nameof(argument))] string? paramName = null)
            {
                if (argument is null) throw new ArgumentNullException(paramName);
                if (string.IsNullOrWhiteSpace(argument)) throw new ArgumentException("The value cannot be empty or white space.", paramName);
            }
        }

        extension(ArgumentOutOfRangeException)
        {
            public static void ThrowIfNegative<T>(T value, [CallerArgumentExpression(nameof(value))] string? paramName = null)
                where T : struct, IComparable<T> => Require(value.CompareTo(default) >= 0, value, "must not be negative", paramName);

            public static void ThrowIfNegativeOrZero<T>(T value, [CallerArgumentExpression(nameof(value))] string? paramName = null)
                where T : struct, IComparable<T> => Require(value.CompareTo(default) > 0, value, "must be positive", paramName);

            public static void ThrowIfZero<T>(T value, [CallerArgumentExpression(nameof(value))] string? paramName = null)
                where T : struct, IComparable<T> => Require(value.CompareTo(default) != 0, value, "must not be zero", paramName);

            public static void ThrowIfGreaterThan<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
                where T : IComparable<T> => Require(value.CompareTo(other) <= 0, value, $"must be at most {other}", paramName);

            public static void ThrowIfGreaterThanOrEqual<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
                where T : IComparable<T> => Require(value.CompareTo(other) < 0, value, $"must be less than {other}", paramName);

            public static void ThrowIfLessThan<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
                where T : IComparable<T> => Require(value.CompareTo(other) >= 0, value, $"must be at least {other}", paramName);

            public static void ThrowIfLessThanOrEqual<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
                where T : IComparable<T> => Require(value.CompareTo(other) > 0, value, $"must be greater than {other}", paramName);

            public static void ThrowIfNotEqual<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
                where T : IEquatable<T> => Require(value.Equals(other), value, $"must be equal to {other}", paramName);
        }

        private static void Require<T>(bool holds, T value, string expectation, string? paramName)
        {
            if (!holds) throw new ArgumentOutOfRangeException(paramName, value, $"{paramName} ('{value}') {expectation}.");
        }

        extension(ObjectDisposedException)
        {
            public static void ThrowIf(bool condition, object instance)
            {
                if (condition) throw new ObjectDisposedException(instance.GetType().FullName);
            }
        }

        extension(double)
        {
            public static bool IsFinite(double d) => !double.IsNaN(d) && !double.IsInfinity(d);
            public static bool IsNegative(double d) => BitConverter.DoubleToInt64Bits(d) < 0;
        }

        extension(Enum)
        {
            public static T[] GetValues<T>() where T : struct, Enum => (T[])Enum.GetValues(typeof(T));
        }

        extension(string text)
        {
            public bool Contains(char value) => text.IndexOf(value) >= 0;
            public bool Contains(string value, StringComparison comparison) => text.IndexOf(value, comparison) >= 0;
            public bool StartsWith(char value) => text.Length > 0 && text[0] == value;
            public bool EndsWith(char value) => text.Length > 0 && text[text.Length - 1] == value;
        }

        extension(string)
        {
            public static string Join<T>(char separator, IEnumerable<T> values) => string.Join(separator.ToString(), values);
        }
    }
}

namespace System.Collections.Generic
{
    [Embedded]
    internal sealed class ReferenceEqualityComparer : IEqualityComparer<object?>, IEqualityComparer
    {
        private ReferenceEqualityComparer() { }

        public static ReferenceEqualityComparer Instance { get; } = new();

        public new bool Equals(object? x, object? y) => ReferenceEquals(x, y);
        public int GetHashCode(object? obj) => RuntimeHelpers.GetHashCode(obj!);
    }

    [Embedded]
    internal static class CollectionExtensions
    {
        extension<TKey, TValue>(KeyValuePair<TKey, TValue> pair)
        {
            public void Deconstruct(out TKey key, out TValue value) => (key, value) = (pair.Key, pair.Value);
        }

        extension<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> dictionary)
        {
            public TValue? GetValueOrDefault(TKey key) => dictionary.TryGetValue(key, out var value) ? value : default;
            public TValue GetValueOrDefault(TKey key, TValue fallback) => dictionary.TryGetValue(key, out var value) ? value : fallback;
        }

        extension<TKey, TValue>(IDictionary<TKey, TValue> dictionary)
        {
            public bool TryAdd(TKey key, TValue value)
            {
                if (dictionary.ContainsKey(key)) return false;
                dictionary.Add(key, value);
                return true;
            }
        }

        extension<T>(Stack<T> stack)
        {
            public bool TryPop([MaybeNullWhen(false)] out T item)
            {
                var any = stack.Count > 0;
                item = any ? stack.Pop() : default;
                return any;
            }
        }

        extension<T>(Queue<T> queue)
        {
            public bool TryDequeue([MaybeNullWhen(false)] out T item)
            {
                var any = queue.Count > 0;
                item = any ? queue.Dequeue() : default;
                return any;
            }
        }
    }
}

namespace System.Linq
{
    [Embedded]
    internal static class EnumerableExtensions
    {
        extension<T>(IEnumerable<T> source)
        {
            public HashSet<T> ToHashSet(IEqualityComparer<T>? comparer = null) => new(source, comparer);
            public IEnumerable<(int Index, T Item)> Index() => source.Select((item, index) => (index, item));
            public IEnumerable<(T First, U Second)> Zip<U>(IEnumerable<U> other) => source.Zip(other, (a, b) => (a, b));
            public IOrderedEnumerable<T> Order() => source.OrderBy(x => x);
            public IEnumerable<T> DistinctBy<TKey>(Func<T, TKey> key) => source.GroupBy(key).Select(g => g.First());
            public T? MaxBy<TKey>(Func<T, TKey> key) => source.OrderByDescending(key).FirstOrDefault();
            public T? MinBy<TKey>(Func<T, TKey> key) => source.OrderBy(key).FirstOrDefault();
        }
    }
}
