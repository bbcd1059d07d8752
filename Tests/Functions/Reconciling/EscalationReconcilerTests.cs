using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Orchestrations;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Functions.Escalations;
using Xunit;

namespace OAuthAttest.Tests.Functions.Reconciling;

public sealed class EscalationReconcilerTests
{
    [Fact]
    public async Task Reconcile_IncidentWhoseOrchestrationIsGone_StartsItAndMeasures()
    {
        await using var world = await CourseWorld.StartAsync();
        var consent = await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromMinutes(1));
        var posts = world.Slack.Calls["chat.postMessage"];
        var id = EscalationKey.InstanceId(consent.Key);
        await world.Host.Client.TerminateInstanceAsync(id);
        await world.SettleAsync();
        await world.PassAsync(TimeSpan.FromMinutes(8));

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await world.Host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await using var db = world.Open();
        var failure = await db.OrchestrationFailures.AsNoTracking().SingleAsync();
        Assert.Equal((id, OrchestrationKind.Escalation, 1, 1), (failure.InstanceId, failure.Kind, failure.Failures, failure.Revivals));
        Assert.Contains(world.Datadog.Points, point => point.Metric == "oauthattest.orchestration.failed");
        Assert.Contains(world.Datadog.Points, point => point.Metric == "oauthattest.orchestration.revived");
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        Assert.Equal(IncidentState.Acknowledged, (await world.IncidentAsync()).State);
        Assert.Equal((1, posts), (Assert.Single(world.Pager.Alerts).Triggers.Count, world.Slack.Calls["chat.postMessage"]));
    }
}
