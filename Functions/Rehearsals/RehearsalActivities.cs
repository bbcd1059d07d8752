using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Rehearsals;

public sealed class RehearsalActivities(RehearsalService desk)
{
    [Function(nameof(RunRehearsal))]
    public Task<KeptRehearsal> RunRehearsal([ActivityTrigger] RehearsalOrder order, CancellationToken cancellation) =>
        OutsideFaults.NameAsync(() => desk.RunAsync(order, cancellation));
}
