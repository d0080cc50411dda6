using System.Text.Json;

namespace SymDiff.Cli;

/// <summary>What a user can put right: bad text, bad values, derivatives that do not exist.</summary>
internal static class UserError
{
    public static bool Is(Exception exception) => exception is ParseException or ShapeException or DifferentiationException or ArgumentException or InputException or CodeGenerationException or JsonException or IOException or UnauthorizedAccessException;

    /// <summary>The message without the name of a parameter of the library.</summary>
    public static string Message(Exception exception) => exception is ArgumentException { ParamName: { } parameter }
        ? exception.Message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal)
        : exception.Message;
}

/// <summary>Values or options that do not fit the function.</summary>
public sealed class InputException : Exception
{
    /// <summary>An error without words.</summary>
    public InputException()
    {
    }

    /// <summary>An error that says what is wrong and what to do.</summary>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    public InputException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
