using System.Runtime.CompilerServices;

namespace SymDiff.Testing;

/// <summary>Where the checkout is, for tests that read project files, documents or examples.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find([CallerFilePath] string thisFile = "")
    {
        var directory = new FileInfo(thisFile).Directory;
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "SymDiff.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException($"No SymDiff.sln above {thisFile}.");
    }
}
