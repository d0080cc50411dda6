using System.Runtime.CompilerServices;

namespace SymDiff.Benchmarks;

/// <summary>Where the sources of this repository are, on the machine that built it.</summary>
internal static class Repository
{
    public static string Path(params string[] parts) => System.IO.Path.GetFullPath(System.IO.Path.Combine([Folder(), "..", .. parts]));

    private static string Folder([CallerFilePath] string thisFile = "") => System.IO.Path.GetDirectoryName(thisFile)!;
}
