namespace SymDiff.Elements;

/// <summary>The elements directly inside of an element; the indices of a load are inside of it.</summary>
internal sealed class ElementParts : IElementVisitor<IReadOnlyList<Element>>
{
    private static readonly ElementParts instance = new();

    private ElementParts()
    {
    }

    /// <summary>An element and everything inside of it, outer ones first.</summary>
    public static IEnumerable<Element> Within(Element element) => element.Accept(instance).SelectMany(Within).Prepend(element);

    public IReadOnlyList<Element> Visit(Literal element) => [];

    public IReadOnlyList<Element> Visit(Axis element) => [];

    public IReadOnlyList<Element> Visit(Size element) => [];

    public IReadOnlyList<Element> Visit(Load element) => element.At;

    public IReadOnlyList<Element> Visit(Arithmetic element) => [element.Left, element.Right];

    public IReadOnlyList<Element> Visit(Negate element) => [element.Operand];

    public IReadOnlyList<Element> Visit(Compare element) => [element.Left, element.Right];

    public IReadOnlyList<Element> Visit(Logic element) => [element.Left, element.Right];

    public IReadOnlyList<Element> Visit(Not element) => [element.Operand];

    public IReadOnlyList<Element> Visit(Convert element) => [element.Operand];

    public IReadOnlyList<Element> Visit(Select element) => [element.Condition, element.IfTrue, element.IfFalse];

    public IReadOnlyList<Element> Visit(Call element) => element.Arguments;

    public IReadOnlyList<Element> Visit(Reduce element) => [element.Body];
}
