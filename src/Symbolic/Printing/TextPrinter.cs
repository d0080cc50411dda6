namespace SymDiff.Printing;

/// <summary>Nodes as readable mathematics.</summary>
public static class TextPrinter
{
    /// <summary>A node as mathematics, cut where it is long.</summary>
    public static string Shorten(Node node) => node.Op is Ops.Variable or Ops.Constant
        ? node.Op is Ops.Constant { Value.Count: 1 } constant ? constant.Value.ToDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture) : node.Op.Name
        : node.Op.Name + "(" + string.Join(", ", node.Inputs.Select(i => i.Inputs.IsEmpty ? Shorten(i) : i.Op.Name + "(...)")) + ")";
}
