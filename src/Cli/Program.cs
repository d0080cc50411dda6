using System.CommandLine;

return new RootCommand("SymDiff: symbolic automatic differentiation for C#.").Parse(args).Invoke();
