using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SymDiff.GradBench.Measuring;

/// <summary>A function and its derivative by hand in C++ (benchmarks/native), compiled into a temporary folder and run there.</summary>
internal sealed class NativeBaseline
{
    private readonly string program;

    private NativeBaseline(string program) => this.program = program;

    /// <summary>The baseline of an eval, or null where there is no C++ compiler or no such source.</summary>
    public static NativeBaseline? Compile(string eval, DirectoryInfo folder)
    {
        var source = Path.Combine(SourceFolder(), eval + ".cpp");
        if (!File.Exists(source) || !HasCompiler()) return null;
        var program = Path.Combine(folder.FullName, eval);
        Run("g++", ["-std=c++17", "-O3", "-march=native", "-o", program, source]);
        return new(program);
    }

    /// <summary>Writes an input for <see cref="Time"/>.</summary>
    public void WriteInput(double[] numbers) => File.WriteAllBytes(program + ".in", MemoryMarshal.AsBytes<double>(numbers));

    /// <summary>The least time of a run in nanoseconds, and the result.</summary>
    public (double Nanoseconds, double[] Result) Time(bool derivative, double seconds)
    {
        var printed = Run(program, [derivative ? "derivative" : "value", program + ".in", program + ".out", seconds.ToString(CultureInfo.InvariantCulture)]);
        return (double.Parse(printed, CultureInfo.InvariantCulture), MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(program + ".out")).ToArray());
    }

    private static bool HasCompiler() => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "g++")));

    private static string SourceFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SymDiff.sln"))) folder = folder.Parent;
        return Path.Combine((folder ?? throw new InvalidOperationException("The tool does not run from within the repository, where the baselines' sources are.")).FullName, "benchmarks", "native");
    }

    private static string Run(string file, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true })!;
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? printed : throw new InvalidOperationException($"{file} ended with {process.ExitCode}.");
    }
}
