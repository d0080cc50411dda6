namespace SymDiff;

/// <summary>Which names a user may give to inputs, outputs and sizes.</summary>
internal static class Names
{
    /// <summary>The name itself, when it is an identifier of letters, digits and underscores that does not start with a digit.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string Checked(string name, string what)
    {
        if (name is null) throw new ArgumentNullException(nameof(name));
        return IsIdentifier(name)
            ? name
            : throw new ArgumentException($"'{name}' is not a name for {(what[0] is 'i' or 'o' ? "an" : "a")} {what}: expected letters, digits and underscores, starting with a letter or underscore.", nameof(name));
    }

    public static bool IsIdentifier(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(c => char.IsLetterOrDigit(c) || c == '_');

    /// <summary>The name, with as many underscores behind it as are needed to differ from those taken.</summary>
    public static string Free(string name, ISet<string> taken)
    {
        while (!taken.Add(name)) name += "_";
        return name;
    }
}
