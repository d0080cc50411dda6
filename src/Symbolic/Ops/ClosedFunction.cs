namespace SymDiff.Ops;

/// <summary>
/// An attribute of an op that holds a closed function, as a loop holds its body: it is printed and saved as one. A constructor
/// of its type that takes the function makes it again.
/// </summary>
internal interface IClosedFunction
{
    /// <summary>What is computed, over a graph of its own.</summary>
    Function Function { get; }
}
