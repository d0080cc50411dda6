namespace SymDiff.Frontends;

/// <summary>Why a loop does not run: of two arrays that it takes row by row, the numbers of rows differ.</summary>
internal sealed class RowsDiffer(Dim first, Dim second) : Exception
{
    /// <summary>
    /// Reads a function. Lengths that nobody stated, and that a loop needs to be equal, are equal: what was read before that was found is read again.
    /// </summary>
    /// <param name="read">Reads it with some named sizes known to be other lengths.</param>
    /// <param name="isUnstated">Whether a named size was made up for a parameter without length.</param>
    public static Function Retry(Func<IReadOnlyDictionary<string, Dim>, Function> read, Func<string, bool> isUnstated)
    {
        var equal = new Dictionary<string, Dim>(StringComparer.Ordinal);
        for (; ; )
        {
            try
            {
                return read(equal);
            }
            catch (Exception exception) when (Of(exception) is { } differ && differ.Equate(equal, isUnstated))
            {
            }
        }
    }

    private static RowsDiffer? Of(Exception? exception)
    {
        while (exception is not (null or RowsDiffer)) exception = exception.InnerException;
        return exception as RowsDiffer;
    }

    private bool Equate(Dictionary<string, Dim> equal, Func<string, bool> isUnstated) => Equate(equal, second, first, isUnstated) || Equate(equal, first, second, isUnstated);

    private static bool Equate(Dictionary<string, Dim> equal, Dim size, Dim length, Func<string, bool> isUnstated)
    {
        if (size.Names is not [var name] || size != new Dim(name) || equal.ContainsKey(name) || length.Names.Contains(name) || !isUnstated(name)) return false;
        var more = new Dictionary<string, Dim>(StringComparer.Ordinal) { [name] = length };
        foreach (var known in equal.Keys.ToList()) equal[known] = equal[known].Substitute(more);
        equal.Add(name, length);
        return true;
    }
}
