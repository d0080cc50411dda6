using System.Collections.ObjectModel;
using System.Reflection;

namespace SymDiff.Serialization;

/// <summary>Where a declared type says <c>?</c>: the marks that the C# compiler leaves, of the type and then of its arguments.</summary>
internal readonly struct Nullability
{
    private const byte Never = 1;
    private readonly byte[] marks;
    private readonly int position;

    private Nullability(byte[] marks, int position) => (this.marks, this.position) = (marks, position);

    /// <summary>True where null is a value; where nothing is known too.</summary>
    public bool IsNullable => position >= marks.Length || marks[position] != Never;

    /// <summary>That of the entries of a list. One mark stands for all.</summary>
    public Nullability OfItems => marks.Length == 1 ? this : new(marks, position + 1);

    /// <summary>That of a property: its own, or what holds for all members of its type.</summary>
    public static Nullability Of(PropertyInfo property)
    {
        var marks = Marks(property, "NullableAttribute");
        for (var type = property.DeclaringType; marks is null && type is not null; type = type.DeclaringType) marks = Marks(type, "NullableContextAttribute");
        return new(marks ?? [], 0);
    }

    private static byte[]? Marks(MemberInfo member, string attribute)
    {
        var found = member.CustomAttributes.FirstOrDefault(a => a.AttributeType.Name == attribute);
        return found?.ConstructorArguments[0].Value switch
        {
            byte mark => [mark],
            ReadOnlyCollection<CustomAttributeTypedArgument> list => [.. list.Select(m => (byte)m.Value!)],
            _ => null,
        };
    }
}
