using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Escalations;

/// <summary>Starts a drill: a consent that nobody gave goes the way of all others, and everything outside says what it is.</summary>
public sealed class DrillStart(
    ConsentInbox inbox,
    EscalationStart start,
    AfterCommit after,
    IOptions<EscalationOptions> options,
    TimeProvider clock
)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(2);

    public bool IsOpen => options.Value.Enabled;

    /// <returns>The drill's key, which the report is read by.</returns>
    /// <exception cref="ConsentsNotCommittedException">Nothing was started.</exception>
    public async Task<string> StartAsync(string requestedBy, DurableTaskClient client, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var accepted = await inbox.AcceptAsync([Drill.Consent(requestedBy, now)], ConsentArrival.Push, now, cancellation);
        var drill = accepted[0];
        await after.TryAsync("start", drill.Key, StartPatience, token => start.StartAsync(client, accepted, token), cancellation);
        return drill.Key;
    }
}
