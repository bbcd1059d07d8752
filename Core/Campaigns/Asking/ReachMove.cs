using Npgsql;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Asking;

/// <summary>What the directory changes for one person.</summary>
internal enum ReachChange
{
    /// <summary>There is an account now: the question is sent to it.</summary>
    AskNow = 1,

    /// <summary>The account that has the question is active again.</summary>
    IsBack = 2,

    /// <summary>Still nobody, for another reason.</summary>
    OtherReason = 3,

    /// <summary>The account that has the question was deactivated.</summary>
    IsGone = 4,

    /// <summary>The manager, whom nothing was found of when they were to be asked, has an account now.</summary>
    ManagerFound = 5,
}

/// <param name="Id">The participant's row.</param>
/// <param name="Key">The participant's key.</param>
/// <param name="AskedAt">When the question was sent, as it was read: the move is made only if that is still so.</param>
/// <param name="To">The change.</param>
/// <param name="Found">What the directory has.</param>
/// <param name="Reason">Why the person is unreachable after it; null: they are not.</param>
internal sealed record ReachMove(
    long Id,
    string Key,
    DateTimeOffset? AskedAt,
    ReachChange To,
    FoundSlackAccount Found,
    string? Reason
)
{
    /// <summary>The person's orchestration has something to do: to ask them, or their manager.</summary>
    public bool WakesUp => To != ReachChange.OtherReason;

    public static ReachMove Gone(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.InstantOrNull(2), ReachChange.IsGone,
        new FoundSlackAccount(reader.TextOrNull(3), null, []), UnreachableReason.Deactivated);

    public static ReachMove Manager(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.InstantOrNull(2), ReachChange.ManagerFound,
        new FoundSlackAccount(reader.GetString(3), reader.TextOrNull(4), []), null);

    /// <summary>Null: nothing changes.</summary>
    public static ReachMove? Of(NpgsqlDataReader reader)
    {
        var (askedAt, before, reason) = (reader.InstantOrNull(2), reader.TextOrNull(3), reader.TextOrNull(4));
        var known = reader.IsDBNull(5) ? [] : reader.Texts(5);
        var found = new FoundSlackAccount(reader.TextOrNull(6), reader.TextOrNull(7), reader.IsDBNull(8) ? [] : reader.Texts(8));
        (ReachChange, string?)? change =
            found.IsAmbiguous ? known.SequenceEqual(found.Candidates, StringComparer.Ordinal)
                ? null : (ReachChange.OtherReason, UnreachableReason.Ambiguous)
            : found.SlackUserId is null ? reason == UnreachableReason.Ambiguous
                ? (ReachChange.OtherReason, UnreachableReason.NoAccount) : null
            : askedAt is null || found.SlackUserId != before ? (ReachChange.AskNow, null)
            // The account has the question. It is not asked again for an error of Slack's that the directory does not know of.
            : reason == UnreachableReason.Deactivated ? (ReachChange.IsBack, null)
            : null;
        return change is var (to, after) ? new ReachMove(reader.GetInt64(0), reader.GetString(1), askedAt, to, found, after) : null;
    }

    public AuditEntry Entry(string campaign)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (Reason is not null)
            data["reason"] = Reason;
        if (Found.IsAmbiguous)
            data["slackUserIds"] = Found.Candidates;
        else if (Found.SlackUserId is not null)
            data["slackUserId"] = Found.SlackUserId;
        if (Found.Address is not null)
            data["address"] = Found.Address;
        return new AuditEntry(
            To == ReachChange.ManagerFound ? AuditKinds.ParticipantManagerFound
                : Reason is null ? AuditKinds.ParticipantReachable
                : AuditKinds.ParticipantUnreachable,
            $"campaign/{campaign}/participant/{Key}", "system", data);
    }
}
