namespace SymDiff.Codegen.Loops.Passes;

/// <summary>Counts the operations of a loop in vectors, those on all lanes and those that are repeated for each.</summary>
/// <param name="lanes">The lanes of a vector.</param>
internal sealed class LaneWork(int lanes)
{
    private const int FunctionOfVectors = 10;

    private int depth;    // of loops inside of this one
    private int whole;    // operations on vectors
    private int laned;    // operations repeated for each lane
    private int wholeOutside;   // before the loop inside
    private int wholeInside;    // of loops inside of this one, where they count most
    private int lanedInside;

    /// <summary>Whether functions of vectors are called.</summary>
    public bool HasCalls { get; private set; }

    /// <summary>Operations on vectors.</summary>
    public void Add(int operations = 1) => whole += operations;

    /// <summary>A function of vectors.</summary>
    public void AddCall()
    {
        whole += FunctionOfVectors;
        HasCalls = true;
    }

    /// <summary>Operations that are repeated for each lane.</summary>
    public void Repeat(int operations)
    {
        laned += operations;
        if (depth > 0) lanedInside += operations;
    }

    /// <summary>A loop inside begins.</summary>
    public void Enter()
    {
        if (depth++ == 0) wholeOutside = whole;
    }

    /// <summary>A loop inside ends.</summary>
    public void Leave()
    {
        if (--depth == 0) wholeInside += whole - wholeOutside;
    }

    /// <summary>Whether vectors take less time than one iteration after the other.</summary>
    /// <param name="hasLoops">Whether there are loops inside.</param>
    /// <param name="gathers">Whether some operations of these may be repeated for each lane.</param>
    public bool SuitsVectors(bool hasLoops, bool gathers) =>
        hasLoops ? lanedInside * lanes <= (gathers ? wholeInside : 0) && laned <= whole : laned * lanes <= 3 * whole;
}
