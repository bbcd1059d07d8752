using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace OAuthAttest.Local.Hosting.Catalog;

/// <summary>What one call of a function is given.</summary>
/// <param name="Context">The context of this call.</param>
/// <param name="TriggerValue">What the trigger hands over: the request, the timer's state, the orchestration, the activity's call.</param>
/// <param name="Client">The durable client.</param>
internal sealed record Invocation(FunctionContext Context, object TriggerValue, DurableTaskClient Client)
{
    public CancellationToken CancellationToken => Context.CancellationToken;
}
