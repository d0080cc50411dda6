using System.Diagnostics;
using SymDiff.Testing;

namespace SymDiff.Examples.Tests;

/// <summary>Examples as a user runs them: a process of their own, started in a folder that has nothing to do with them.</summary>
internal static class Example
{
    /// <summary>What an example prints, started in a new and empty folder.</summary>
    public static async Task<string> Run(string name, params string[] arguments)
    {
        var elsewhere = Directory.CreateTempSubdirectory("symdiff-example-");
        try
        {
            return await Run(name, elsewhere.FullName, arguments);
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    /// <summary>What an example prints, started in a folder.</summary>
    public static async Task<string> Run(string name, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Assembly(name), .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0 && (await error).Length == 0, $"{name} ended with {process.ExitCode}: {await error}");
        return (await output).ReplaceLineEndings("\n");
    }

    // The example's own output folder, next to which its data lie, in the configuration that these tests were built in.
    private static string Assembly(string name)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Repository.Path("examples", name, "bin", configuration, "net10.0", name + ".dll");
    }
}
