using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Pacing;
using OAuthAttest.Slack.People;

namespace OAuthAttest.Functions.Campaigns;

public sealed class CampaignActivities(
    CampaignStatusReader reader,
    SlackDirectory directory,
    CampaignStart start,
    CampaignOpening opening,
    CampaignParticipants participants,
    CampaignClosing closing,
    LeadMessages lead,
    SlackPacer pacer,
    IOptions<SlackOptions> slack,
    ScopeDictionary dictionary,
    SyncBeforeOpening beforeOpening,
    TimeProvider clock
)
{
    private const int PeopleAPage = 1000;

    [Function(nameof(FindCampaign))]
    public Task<FoundCampaign> FindCampaign([ActivityTrigger] CampaignName campaign, CancellationToken cancellation) =>
        StepFailures.NameAsync(async () =>
            await reader.FindAsync(campaign.Key, cancellation) is { } standing
                ? new FoundCampaign(standing)
                : new FoundCampaign(null, await beforeOpening.ToSyncAsync(cancellation))
        );

    [Function(nameof(SyncDirectoryPage))]
    public Task<SlackDirectoryProgress> SyncDirectoryPage(
        [ActivityTrigger] SlackDirectoryProgress progress,
        CancellationToken cancellation
    ) => StepFailures.NameAsync(() => directory.SyncPageAsync(progress, cancellation));

    [Function(nameof(CheckGate))]
    public Task<GateVerdict> CheckGate([ActivityTrigger] CampaignOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => start.CheckGateAsync(order, cancellation));

    [Function(nameof(OpenCampaign))]
    public Task<OpenedCampaign> OpenCampaign([ActivityTrigger] CampaignOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(() =>
            opening.OpenAsync(
                new OpenCampaign(
                    order.Key,
                    order.RequestedBy,
                    start.PolicyOf(order),
                    dictionary.Version,
                    clock.GetUtcNow(),
                    order.AcceptStale,
                    order.NamedRequester
                ),
                cancellation
            )
        );

    [Function(nameof(PrepareShard))]
    public Task<ShardPeople> PrepareShard([ActivityTrigger] ShardOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(async () =>
        {
            var people = new List<PersonToAsk>();
            for (long? after = 0; after is { } id;)
            {
                var page = await participants.ListShardAsync(new ListShard(order.CampaignId, order.Shard, id, PeopleAPage), cancellation);
                people.AddRange(
                    page.Participants.Select(person =>
                        new PersonToAsk(new Respondent(order.Campaign, order.CampaignId, person.Id, person.Key), person.TimeZone)
                    )
                );
                after = page.NextAfterId;
            }
            var now = clock.GetUtcNow();
            var campaign = await participants.ReadSendingAsync(order.CampaignId, cancellation);
            var interval = pacer.IntervalOf(SlackPacer.Posting);
            var first = FirstQuestions.Of(people, campaign, campaign.People * interval, now);
            // Without pacing everybody's first turn is now, and whoever is not at work waits then.
            if (slack.Value.PacePerMinute == 0)
                return new ShardPeople([.. first.AtOnce, .. first.Later], people.Count == 0 ? null : now, TimeSpan.Zero);
            if (first.AtOnce.Count == 0)
                return new ShardPeople(first.Later, FirstSlot: null, interval);
            var slots = await pacer.ReserveSlotsAsync(SlackPacer.Posting, first.AtOnce.Count, now, cancellation);
            return new ShardPeople([.. first.AtOnce, .. first.Later], slots.First, slots.Interval, first.AtOnce.Count);
        });

    [Function(nameof(LookAtCampaign))]
    public Task<CampaignReview> LookAtCampaign([ActivityTrigger] CampaignRef campaign, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => reader.ReviewAsync(campaign.CampaignId, cancellation));

    [Function(nameof(BeginClosing))]
    public Task<ClosingCampaign> BeginClosing([ActivityTrigger] CampaignName campaign, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => closing.BeginAsync(new BeginClosing(campaign.Key, "timer", clock.GetUtcNow()), cancellation));

    [Function(nameof(ClassifyCampaign))]
    public Task<ClassifiedCampaign> ClassifyCampaign([ActivityTrigger] CampaignRef campaign, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => closing.ClassifyAsync(new ClassifyCampaign(campaign.CampaignId, clock.GetUtcNow()), cancellation));

    [Function(nameof(WriteCampaignWorklist))]
    public Task<WrittenWorklist> WriteCampaignWorklist([ActivityTrigger] CampaignRef campaign, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => closing.WriteWorklistAsync(new WriteWorklist(campaign.CampaignId, clock.GetUtcNow()), cancellation));

    [Function(nameof(LookAtWorklist))]
    public Task<WorklistStatus> LookAtWorklist([ActivityTrigger] CampaignRef campaign, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => reader.ReviewWorklistAsync(campaign.CampaignId, cancellation));

    [Function(nameof(FinishCampaign))]
    public Task<FinishedCampaign> FinishCampaign([ActivityTrigger] CampaignRef campaign, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => closing.FinishAsync(new FinishCampaign(campaign.CampaignId, clock.GetUtcNow()), cancellation));

    [Function(nameof(SendReport))]
    public Task<LeadDelivery> SendReport([ActivityTrigger] SendReport send, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => lead.SendAsync(send, cancellation));

    [Function(nameof(TellStartBlocked))]
    public Task<LeadDelivery> TellStartBlocked([ActivityTrigger] TellStartBlocked tell, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => lead.SendAsync(tell, cancellation));
}
