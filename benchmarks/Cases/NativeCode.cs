using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SymDiff.Benchmarks;

/// <summary>The C++ functions of benchmarks/native/cases, compiled by g++ -O3 -march=native into a library in a temporary folder and called in this process.</summary>
internal static unsafe class NativeCode
{
    private static readonly nint Library = Load();

    /// <summary>A contender that calls a function of the library, or nothing where there is no g++. The call gets the address of the function.</summary>
    public static IEnumerable<Contender> Contender(string function, Func<nint, double[]?, double> call) =>
        Addresses(function).Select(address => new Contender("C++ by hand", gradient => call(address, gradient), () => call(address, null)));

    /// <summary>The address of a function of the library, or none where there is no g++.</summary>
    public static IEnumerable<nint> Addresses(string function) => Library == 0 ? [] : [NativeLibrary.GetExport(Library, function)];

    private static nint Load()
    {
        var sources = Directory.GetFiles(Repository.Path("benchmarks", "native", "cases"), "*.cpp");
        var compiler = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "g++")).FirstOrDefault(File.Exists);
        if (compiler is null) return 0;
        var library = Path.Combine(Directory.CreateTempSubdirectory("symdiff-").FullName, "cases.so");
        using var process = Process.Start(compiler, ["-std=c++17", "-O3", "-march=native", "-shared", "-fPIC", "-o", library, .. sources]);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"g++ ended with {process.ExitCode}.");
        return NativeLibrary.Load(library);
    }
}
