using System.Text.Json;
using SymDiff.Codegen.Reporting;

namespace SymDiff.Cli;

/// <summary>A schedule as JSON. Lengths that are no constants are strings, such as "8*n"; what is null is left out.</summary>
internal static class ScheduleJson
{
    /// <summary>The members of the object.</summary>
    public static void WriteMembers(Utf8JsonWriter json, ScheduleDescription schedule)
    {
        json.WriteString("function", schedule.Function);
        json.WriteStartObject("body");
        WriteMembers(json, schedule.Body);
        json.WriteEndObject();
        WriteArray(json, "workspace", schedule.Workspace, WriteMembers);
        if (schedule.Threads is not { } threads) return;
        json.WriteStartObject("threads");
        json.WriteNumber("most", threads.Most);
        WriteArray(json, "loops", threads.Loops, WriteMembers);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, ScheduledRuns loop)
    {
        if (loop.Iterations is { } iterations) json.WriteString("iterations", iterations);
        json.WriteStartArray("gives");
        foreach (var buffer in loop.Gives) json.WriteStringValue(buffer);
        json.WriteEndArray();
        json.WriteBoolean("totals", loop.HasTotals);
        Write(json, "reason", loop.Reason);
    }

    private static void WriteMembers(Utf8JsonWriter json, ScheduledScope scope)
    {
        Write(json, "form", scope.Form);
        Write(json, "lanes", scope.Lanes);
        WriteArray(json, "parameters", scope.Parameters, WriteMembers);
        WriteArray(json, "nests", scope.Nests, WriteMembers);
    }

    private static void WriteMembers(Utf8JsonWriter json, ScheduledParameter parameter)
    {
        json.WriteString("name", parameter.Name);
        Write(json, "kind", parameter.Kind);
        json.WriteString("argument", parameter.Argument);
    }

    private static void WriteMembers(Utf8JsonWriter json, ScheduledNest nest)
    {
        json.WriteNumber("number", nest.Number);
        Write(json, "kind", nest.Kind);
        json.WriteStartArray("axes");
        foreach (var axis in nest.Axes) Write(json, axis);
        json.WriteEndArray();
        Write(json, "lanes", nest.Lanes);
        if (nest.Below is { } below) json.WriteNumber("below", below);
        WriteArray(json, "nodes", nest.Nodes, WriteMembers);
        WriteArray(json, "deliveries", nest.Deliveries, WriteMembers);
        WriteArray(json, "bodies", nest.Bodies, WriteMembers);
    }

    private static void WriteMembers(Utf8JsonWriter json, ScheduledNode node)
    {
        json.WriteString("name", node.Name);
        json.WriteString("text", node.Text);
        json.WriteString("type", node.Type);
        Write(json, "storage", node.Storage);
        Write(json, "reason", node.Reason);
        if (node.Buffer is { } buffer)
        {
            json.WriteString("buffer", buffer.Name);
            Write(json, "role", buffer.Role);
            Write(json, "bytes", buffer.Bytes);
            Write(json, "offset", buffer.Offset);
        }

        json.WriteStartArray("nests");
        foreach (var nest in node.Nests) json.WriteNumberValue(nest);
        json.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter json, ScheduledDelivery delivery)
    {
        json.WriteString("value", delivery.Value);
        Write(json, "kind", delivery.Kind);
        json.WriteString("result", delivery.Result);
    }

    private static void WriteMembers(Utf8JsonWriter json, ScheduledArena arena)
    {
        json.WriteString("type", arena.Type.Symbol);
        Write(json, "bytes", arena.Bytes);
        json.WriteBoolean("onStack", arena.IsOnStack);
        WriteArray(json, "slots", arena.Slots, WriteMembers);
    }

    private static void WriteMembers(Utf8JsonWriter json, ScheduledSlot slot)
    {
        Write(json, "offset", slot.Offset);
        Write(json, "bytes", slot.Bytes);
        WriteArray(json, "uses", slot.Uses, WriteMembers);
    }

    private static void WriteMembers(Utf8JsonWriter json, ScheduledUse use)
    {
        json.WriteString("buffer", use.Buffer);
        Write(json, "purpose", use.Purpose);
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IReadOnlyCollection<T> items, Action<Utf8JsonWriter, T> members)
    {
        if (items.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, Enum value) => json.WriteString(name, JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

    private static void Write(Utf8JsonWriter json, string name, Dim? value)
    {
        if (value is null) return;
        json.WritePropertyName(name);
        Write(json, value);
    }

    private static void Write(Utf8JsonWriter json, Dim value)
    {
        if (value.IsConstant) json.WriteNumberValue(value.Value);
        else json.WriteStringValue(value.ToString());
    }
}
