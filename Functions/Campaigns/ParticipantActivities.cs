using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Campaigns;

public sealed class ParticipantActivities(ParticipantService service)
{
    [Function(nameof(PlanParticipant))]
    public Task<ParticipantPlan> PlanParticipant([ActivityTrigger] Respondent respondent, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => service.PlanAsync(respondent, cancellation));

    [Function(nameof(TakeParticipantStep))]
    public Task<ParticipantPlan> TakeParticipantStep([ActivityTrigger] TakeStep take, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => service.TakeAsync(take, cancellation));
}
