namespace OAuthAttest.Escalations.Consents;

/// <param name="Id">The consent's row.</param>
/// <param name="Key">The escalation's public id; see <see cref="EscalationKey"/>.</param>
/// <param name="Revision">The consent's current revision.</param>
/// <param name="IsNew">False: it was already stored, from a push, a poll or a related record of the same consent.</param>
/// <param name="HasChanged">It is new, or this delivery added facts: it must be evaluated (again).</param>
/// <param name="IsConflict">
/// Its key is known with another content, and nothing of it was taken: <see cref="OtherContent.IsRefused"/>.
/// </param>
/// <param name="IsDecided">The decision about this revision was committed with it.</param>
public sealed record AcceptedConsent(
    long Id,
    string Key,
    int Revision,
    bool IsNew,
    bool HasChanged,
    bool IsConflict = false,
    bool IsDecided = false
)
{
    /// <summary>An orchestration has to decide about it.</summary>
    public bool IsToDecide => HasChanged && !IsDecided;
}
