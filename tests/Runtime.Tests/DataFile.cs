using System.Runtime.CompilerServices;

namespace SymDiff.Runtime.Tests;

/// <summary>Files of the Data folder beside this source file.</summary>
internal static class DataFile
{
    public static string[] ReadLines(string name) => File.ReadAllLines(Path.Combine(Folder(), name));

    private static string Folder([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "Data");
}
