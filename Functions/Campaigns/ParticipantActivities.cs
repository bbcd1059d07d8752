using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Campaigns;

public sealed class ParticipantActivities(ParticipantService desk)
{
    [Function(nameof(PlanParticipant))]
    public Task<ParticipantPlan> PlanParticipant([ActivityTrigger] Respondent respondent, CancellationToken cancellation) =>
        OutsideFaults.NameAsync(() => desk.PlanAsync(respondent, cancellation));

    [Function(nameof(TakeParticipantStep))]
    public Task<ParticipantPlan> TakeParticipantStep([ActivityTrigger] TakeStep take, CancellationToken cancellation) =>
        OutsideFaults.NameAsync(() => desk.TakeAsync(take, cancellation));
}
