using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace OAuthAttest.Local.Hosting.Catalog;

/// <summary>The arguments of one call of a function.</summary>
/// <param name="Context">The context of this call.</param>
/// <param name="TriggerValue">The value from the trigger: the request, the timer's state, the orchestration, the activity's call.</param>
/// <param name="Client">The durable client.</param>
internal sealed record Invocation(FunctionContext Context, object TriggerValue, DurableTaskClient Client)
{
    public CancellationToken CancellationToken => Context.CancellationToken;
}
