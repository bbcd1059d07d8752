using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Rehearsals;

public sealed class RehearsalActivities(RehearsalService service)
{
    [Function(nameof(RunRehearsal))]
    public Task<KeptRehearsal> RunRehearsal([ActivityTrigger] RehearsalOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => service.RunAsync(order, cancellation));
}
