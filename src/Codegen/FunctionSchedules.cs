using SymDiff.Codegen;
using SymDiff.Codegen.Reporting;

namespace SymDiff;

/// <summary>Schedules of functions.</summary>
public static class FunctionSchedules
{
    extension(Function function)
    {
        /// <summary>
        /// How the delegate that <c>Compile</c> makes computes the outputs: which nodes get a buffer, which are computed inside of which loops, how much
        /// scratch memory that takes, and the reason of each decision. The nodes are those that are left after simplification.
        /// </summary>
        /// <param name="options">How the function would be compiled.</param>
        public ScheduleDescription ToSchedule(CompileOptions? options = null)
        {
            options ??= CompileOptions.Default;
            return ScheduleReader.Read(Compiler.Explain(function, options.Numerics, vectorize: true, options.Parallelism));
        }
    }
}
