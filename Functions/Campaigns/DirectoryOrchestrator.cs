using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Slack.People;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>Copies the Slack workspace's people, a page at a time: Slack allows about 20 pages a minute.</summary>
public static class DirectoryOrchestrator
{
    private const int PagesARound = 50;

    [Function(nameof(DirectoryOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var progress = context.GetInput<SlackDirectoryProgress>()
            ?? throw new InvalidOperationException("A directory sync needs its beginning.");
        for (var page = 0; page < PagesARound && !progress.IsComplete; page++)
        {
            progress = await context.CallActivityAsync<SlackDirectoryProgress>(
                nameof(CampaignActivities.SyncDirectoryPage),
                progress,
                StepFailures.Retry
            );
        }

        if (!progress.IsComplete)
            context.ContinueAsNew(progress);
    }
}
