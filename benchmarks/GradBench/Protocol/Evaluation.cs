using System.Text.Json;

namespace SymDiff.GradBench.Protocol;

/// <summary>One evaluation, its input read and its buffers made: what is timed, and what writes the result afterwards.</summary>
internal sealed record Evaluation(Action Run, Action<Utf8JsonWriter> WriteOutput);
