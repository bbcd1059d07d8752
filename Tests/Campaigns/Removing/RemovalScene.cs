using System.Globalization;
using OAuthAttest.Campaigns.Removing;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Revocations;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Functions;

namespace OAuthAttest.Tests.Campaigns.Removing;

/// <summary>
/// A closed campaign whose worklist's items are given the states of a test by hand, and whoever tells people of them: the host's own
/// service, PostgreSQL, and a simulated Slack over HTTP.
/// </summary>
internal static class RemovalScene
{
    /// <summary>Has the person remove all of these grants, and lets the campaign close.</summary>
    public static async Task CloseWithRemovedAsync(this FlowWorld world, SimulatedPerson person, params long[] grants)
    {
        await world.OpenCampaignAsync();
        foreach (var grant in grants)
            await world.PressAsync(person, SlackActions.Remove, grant);
        await world.CloseAsync();
    }

    public static async Task CloseAsync(this FlowWorld world) =>
        await world.Time.AdvanceToAsync((await world.CampaignAsync()).ClosesAt.AddMinutes(1));

    /// <summary>Gives an item its state, as the execution would have left it at this moment.</summary>
    public static Task PutAsync(this FlowWorld world, long grant, RevocationState state, string more = "", int removed = 1)
    {
        var now = world.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        var gone = state is RevocationState.Absent or RevocationState.Closed
            ? $", removed = {removed}, absent_at = '{now}', tokens_until = timestamptz '{now}' + interval '80 minutes'" : "";
        var rest = more.Replace("@now", $"'{now}'", StringComparison.Ordinal);
        return world.ExecuteAsync($"""
            UPDATE revocation_worklist SET state = '{state}', version = version + 1, approved_at = coalesce(approved_at, '{now}'),
                ordered_at = coalesce(ordered_at, timestamptz '{now}' - interval '10 minutes'){gone}{rest} WHERE grant_id = {grant}
            """);
    }

    public static async Task<DateTimeOffset?> TellAsync(this FlowWorld world) =>
        (await world.Service<RemovalTelling>().TellAsync(
            new TellRemoval(FlowWorld.Key, (await world.CampaignAsync()).Id), default)).RetryAt;

    public static Task<WorklistItem> ListedAsync(this FlowWorld world, long grant) =>
        world.OneAsync(db => db.Worklist.Where(item => item.GrantId == grant));

    public static IReadOnlyList<SimulatedMessage> Told(this SimulatedPerson person) =>
        [.. person.Messages.Where(message => message.Key!.Contains(":removed-", StringComparison.Ordinal))];
}
