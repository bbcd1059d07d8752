using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Dispatch.Planning;

internal enum PagerStep
{
    None = 0,

    /// <summary>Send the page with the row's routing key.</summary>
    Page,

    /// <summary>The first key's quick attempts are over: want the fallback.</summary>
    WantFallback,

    /// <summary>All quick attempts are over: want the alert in the channel.</summary>
    WantAlert,

    FindLink,

    /// <summary>Tell PagerDuty how many it is by now.</summary>
    Update,

    Acknowledge,
    Resolve,

    /// <summary>Resolved before any page was accepted: nothing is sent any more.</summary>
    Abandon,
}

/// <param name="At">Not before this.</param>
/// <param name="Effect">The row it works on; null for what only writes rows.</param>
internal sealed record PagerMove(PagerStep Step, DateTimeOffset At, EscalationEffect? Effect = null);
