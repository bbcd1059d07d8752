using Microsoft.DurableTask.Client;
using OAuthAttest.Escalations;
using OAuthAttest.Functions.Campaigns;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Slack.People;

namespace OAuthAttest.Functions.Escalations;

/// <summary>
/// Reads the Slack workspace's people once a day where a responder is named by an address: otherwise nobody would know whose click it is
/// before the first campaign has read them, or when somebody joined since.
/// </summary>
public sealed class ResponderDirectory(Responders responders, TimeProvider clock)
{
    public const string InstanceId = "slack-directory";

    private static readonly TimeSpan Again = TimeSpan.FromDays(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(15);

    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        if (!responders.NeedDirectory)
            return;
        var now = clock.GetUtcNow();
        var last = await client.GetInstanceAsync(InstanceId, cancellation);
        if (last is not null && (last.IsRunning || now < last.LastUpdatedAt + Pause(last)))
            return;
        await client.StartOnceAsync(
            nameof(DirectoryOrchestrator), InstanceId, SlackDirectoryProgress.Begin(now), StartOnce.Alive, cancellation);
    }

    private static TimeSpan Pause(OrchestrationMetadata last) =>
        last.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? Again : AfterFailure;
}
