using System.Text.Json;

namespace SymDiff.GradBench.Protocol;

/// <summary>Numbers out of JSON, and into it.</summary>
internal static class Numbers
{
    extension(JsonElement element)
    {
        /// <summary>A member's integer.</summary>
        public int Int(string name) => element.GetProperty(name).GetInt32();

        /// <summary>A member's number.</summary>
        public double Double(string name) => element.GetProperty(name).GetDouble();

        /// <summary>A member's numbers, nested arrays row by row.</summary>
        public double[] Doubles(string name) => element.GetProperty(name).Doubles();

        /// <summary>The numbers of an array or object, nested ones in their order.</summary>
        public double[] Doubles()
        {
            var numbers = new List<double>();
            Collect(element, numbers);
            return [.. numbers];
        }

        /// <summary>A member's integers.</summary>
        public int[] Ints(string name) => [.. element.GetProperty(name).EnumerateArray().Select(e => e.GetInt32())];
    }

    extension(Utf8JsonWriter writer)
    {
        /// <summary>An array of numbers.</summary>
        public void WriteNumbers(ReadOnlySpan<double> numbers)
        {
            writer.WriteStartArray();
            foreach (var number in numbers) writer.WriteNumberValue(number);
            writer.WriteEndArray();
        }

        /// <summary>A member that is an array of numbers.</summary>
        public void WriteNumbers(string name, ReadOnlySpan<double> numbers)
        {
            writer.WritePropertyName(name);
            writer.WriteNumbers(numbers);
        }

        /// <summary>An array of rows of equal length.</summary>
        public void WriteRows(ReadOnlySpan<double> numbers, int rows)
        {
            writer.WriteStartArray();
            for (var i = 0; i < rows; i++) writer.WriteNumbers(numbers.Slice(i * (numbers.Length / rows), numbers.Length / rows));
            writer.WriteEndArray();
        }

        /// <summary>A member that is an array of rows of equal length.</summary>
        public void WriteRows(string name, ReadOnlySpan<double> numbers, int rows)
        {
            writer.WritePropertyName(name);
            writer.WriteRows(numbers, rows);
        }
    }

    private static void Collect(JsonElement element, List<double> numbers)
    {
        // as deep as an input or output is nested: three at most
        if (element.ValueKind == JsonValueKind.Array) foreach (var entry in element.EnumerateArray()) Collect(entry, numbers);
        else if (element.ValueKind == JsonValueKind.Object) foreach (var member in element.EnumerateObject()) Collect(member.Value, numbers);
        else numbers.Add(element.GetDouble());
    }
}
