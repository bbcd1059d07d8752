using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Dispatch.Planning;

internal enum PagerStep
{
    None = 0,

    /// <summary>Send the page with the row's routing key.</summary>
    Page,

    /// <summary>The first key's quick attempts are used up: add the row of the fallback page.</summary>
    WantFallback,

    /// <summary>All quick attempts are used up: add the row of the alert in the security channel.</summary>
    WantAlert,

    FindLink,

    /// <summary>Send PagerDuty the current number of consents.</summary>
    Update,

    Acknowledge,
    Resolve,

    /// <summary>A drill is over: it was acknowledged and seen, or nobody took it.</summary>
    EndDrill,

    /// <summary>Resolved before any page was accepted: nothing more is sent.</summary>
    Abandon,
}

/// <param name="At">Not before this.</param>
/// <param name="Effect">The row it works on; null for a step that only writes rows.</param>
internal sealed record PagerMove(PagerStep Step, DateTimeOffset At, EscalationEffect? Effect = null);
