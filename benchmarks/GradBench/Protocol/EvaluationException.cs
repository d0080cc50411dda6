namespace SymDiff.GradBench.Protocol;

/// <summary>What a message asks for cannot be done; the message of the exception is the answer's.</summary>
internal sealed class EvaluationException(string message) : Exception(message);
