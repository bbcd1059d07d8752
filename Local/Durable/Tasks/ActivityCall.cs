using Microsoft.DurableTask;

namespace OAuthAttest.Local.Durable.Tasks;

/// <summary>One call of an activity. It can come again after a crash: at least once, never exactly once.</summary>
/// <param name="InstanceId">The orchestration that calls.</param>
/// <param name="Name">The activity's name as it was called.</param>
/// <param name="TaskId">The number of the step in its orchestration.</param>
/// <param name="Input">The input as text of the engine's data converter (JSON), or null.</param>
internal sealed record ActivityCall(string InstanceId, string Name, int TaskId, string? Input)
{
    internal required DataConverter Converter { get; init; }

    public T? Read<T>() => Converter.Deserialize<T>(Input);

    public object? Read(Type type) => Converter.Deserialize(Input, type);
}
