using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SymDiff.Codegen.Loops;
using SymDiff.Elements;
using Arithmetic = SymDiff.Codegen.Loops.Arithmetic;
using Buffer = SymDiff.Codegen.Loops.Buffer;
using Constant = SymDiff.Codegen.Loops.Constant;
using Expression = SymDiff.Codegen.Loops.Expression;
using Load = SymDiff.Codegen.Loops.Load;
using Negate = SymDiff.Codegen.Loops.Negate;

namespace SymDiff.Benchmarks;

/// <summary>Straight-line code as C++ with the same methods, memory and operations, compiled by g++ -O2 -march=native: what another compiler makes of it.</summary>
internal sealed unsafe class NativeLine
{
    private readonly StringBuilder text = new();
    private readonly Dictionary<object, string> names = new(ReferenceEqualityComparer.Instance);

    /// <summary>A call of the program of one input and at most one output besides its value.</summary>
    public static Func<double[], double[], double> Compile(LoopProgram program)
    {
        var folder = Directory.CreateTempSubdirectory("symdiff-").FullName;
        var (source, library) = (Path.Combine(folder, "line.cpp"), Path.Combine(folder, "line.so"));
        File.WriteAllText(source, new NativeLine().Write(program));
        using var process = Process.Start("g++", ["-O2", "-march=native", "-ffp-contract=off", "-shared", "-fPIC", "-o", library, source]);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"g++ ended with {process.ExitCode}.");
        var function = (delegate* unmanaged<double*, double*, double*, double>)NativeLibrary.GetExport(NativeLibrary.Load(library), "run");
        var work = new double[Math.Max(1, program.Arenas.Sum(a => (int)((Constant)a.Length).Value.Integer))];
        return (x, gradient) =>
        {
            fixed (double* px = x, pg = gradient, pw = work) return function(px, pg, pw);
        };
    }

    private string Write(LoopProgram program)
    {
        foreach (var part in program.Parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"static __attribute__((noinline)) void part{part.Number}({string.Join(", ", part.Buffers.Select(b => $"double* {Name(b)}"))})\n{{\n");
            foreach (var statement in part.Body) Write(statement);
            text.Append("}\n");
        }

        List<Buffer> buffers = [program.Inputs[0].Buffer!, program.Outputs.Length > 1 ? program.Outputs[1].Buffer! : new("unused", ScalarType.Float64, Dim.Zero, BufferRole.Output)];
        buffers.AddRange(program.Arenas.Select(a => a.Whole));
        if (program.Arenas.IsEmpty) buffers.Add(new("unused", ScalarType.Float64, Dim.Zero, BufferRole.Workspace));
        text.Append(CultureInfo.InvariantCulture, $"extern \"C\" double run({string.Join(", ", buffers.Select(b => $"double* {Name(b)}"))})\n{{\ndouble result;\n");
        foreach (var statement in program.Body) Write(statement);
        return text.Append("return result;\n}\n").ToString();
    }

    private void Write(Statement statement) => text.Append(statement switch
    {
        Declare { Value: { } value } declare => $"double {Name(declare.Local)} = {Text(value)};\n",
        Store store => $"{Name(store.Buffer)}[{Text(store.Offset)}] = {Text(store.Value)};\n",
        View view => $"double* {Name(view.Buffer)} = {Name(view.Of)} + {Text(view.Offset)};\n",
        RunPart { Arguments.IsEmpty: true } run => $"part{run.Part.Number}({string.Join(", ", run.Part.Buffers.Select(Name))});\n",
        Result result => $"result = {Text(result.Value)};\n",
        _ => throw new InvalidOperationException($"Straight-line code has no {statement.GetType().Name}."),
    });

    private string Text(Expression expression) => expression switch
    {
        Constant { Type: ScalarType.Index } index => index.Value.Integer.ToString(CultureInfo.InvariantCulture),
        Constant constant => $"({constant.Value.Real.ToString("R", CultureInfo.InvariantCulture)})",
        Read read => Name(read.Local),
        Load load => $"{Name(load.Buffer)}[{Text(load.Offset)}]",
        Negate negate => $"(-{Text(negate.Operand)})",
        MultiplyAdd fused => $"__builtin_fma({Text(fused.A)}, {Text(fused.B)}, {Text(fused.C)})",
        Arithmetic { Kind: ArithmeticKind.Add or ArithmeticKind.Subtract or ArithmeticKind.Multiply } operation => $"({Text(operation.Left)} {"+-*"[(int)operation.Kind]} {Text(operation.Right)})",
        _ => throw new InvalidOperationException($"Straight-line code has no {expression.GetType().Name}."),
    };

    private string Name(object thing)
    {
        if (!names.TryGetValue(thing, out var name)) names.Add(thing, name = $"v{names.Count}");
        return name;
    }
}
