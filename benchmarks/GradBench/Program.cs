using SymDiff.GradBench.Measuring;
using SymDiff.GradBench.Protocol;

// A GradBench tool: answers each line of JSON by a line of JSON. With --sizes it measures itself.
if (args is ["--sizes", .. var arguments]) return SizesCommand.Run(arguments);
var session = new Session();
using var answers = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
using var messages = new StreamReader(Console.OpenStandardInput());
while (messages.ReadLine() is { } message) answers.WriteLine(session.Answer(message));
return 0;
