using Spectre.Console;
using SymDiff.Checking;
using SymDiff.Examples.HandWrittenGradient;

// A network is trained with a gradient that was written by hand and contains a mistake. The loss falls at first, as if all were well.
var byHand = Network.Descend(Network.ByHand, steps: 2000);
var derived = Network.Descend(Network.Derived, steps: 2000);

var table = new Table();
foreach (var title in (string[])["step", "loss, gradient by hand", "loss, gradient derived"]) table.AddColumn(title, column => column.RightAligned());
foreach (var step in (int[])[0, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]) table.AddRow($"{step}", $"{byHand[step]:F4}", $"{derived[step]:F4}");
AnsiConsole.Write(table);

// What is wrong? The step from the loss to the prediction, compared with the derivative.
Console.WriteLine($"error of a prediction: {Network.Error.ToMath()}");
Console.WriteLine($"its gradient by hand:  {Network.FirstLineByHand.ToMath()}");
Console.WriteLine(GradientComparison.Of(Network.Error, Network.FirstLineByHand));
