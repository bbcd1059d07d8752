using Microsoft.DurableTask.Client;

namespace OAuthAttest.Local.Durable.Messages;

/// <summary>The id belongs to an instance that must not be replaced.</summary>
internal sealed class InstanceAlreadyExistsException(string instanceId, OrchestrationRuntimeStatus status)
    : InvalidOperationException($"An orchestration with the id '{instanceId}' already exists and is {status}.")
{
    public OrchestrationRuntimeStatus Status => status;
}
