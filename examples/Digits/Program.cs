using System.Diagnostics;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Spectre.Console;
using SymDiff.Examples.Digits;

// Trains a small network on images of digits, with a gradient that is derived symbolically and compiled once for every batch size.
var network = new Network(decay: 5e-4);
var images = Images.Load();
var (sixth, rest) = images.Split(i => i % 6 == 0);                    // by the writers of the others; the five other sixths give 95 to 98 %
var (last, first) = images.Split(i => i >= images.Count - 300);       // by other writers

var watch = Stopwatch.StartNew();
var known = Training.Run(network, rest, sixth);
var others = Training.Run(network, first, last);

var table = new Table().AddColumn("epoch", c => c.RightAligned()).AddColumn("loss").AddColumn("").AddColumn("recognised", c => c.RightAligned());
foreach (var (epoch, i) in known.Select((epoch, i) => (epoch, i)).Where(e => e.i % 4 == 3 || e.i == 0))
    table.AddRow($"{i + 1}", $"{epoch.Loss:F4}", new string('#', (int)(40 * epoch.Loss / known[0].Loss)), $"{epoch.Accuracy:P1}");
AnsiConsole.Write(table);
Console.WriteLine($"Held out, every sixth image: {known[^1].Accuracy:P1} are recognised.");
Console.WriteLine($"Held out, the last 300 images, by other writers: {others[^1].Accuracy:P1}.");
Console.WriteLine($"{watch.Elapsed.TotalSeconds:F1} s for {known.Count + others.Count} epochs.");

var plot = new PlotModel { Title = "Digits: loss of an epoch", Background = OxyColors.White };
plot.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Left });
var line = new LineSeries();
line.Points.AddRange(known.Select((epoch, i) => new DataPoint(i + 1, epoch.Loss)));
plot.Series.Add(line);
using (var svg = File.Create("digits-loss.svg")) new SvgExporter { Width = 640, Height = 400 }.Export(plot, svg);
Console.WriteLine($"The curve of the loss: {Path.GetFullPath("digits-loss.svg")}");
