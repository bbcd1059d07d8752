using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Evidence;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Asking;

/// <summary>
/// Updates the participants' rows while people are asked. Every move is conditional on the state it starts from and commits with its
/// audit entry, so a step that is repeated after a crash writes nothing twice.
/// </summary>
public sealed class ParticipantRegister(NpgsqlDataSource source) : IAsyncDisposable
{
    private const int LongestReason = 256;

    private readonly ParticipantMoves moves = new(source);

    private static readonly string FactsSql = $"""
        SELECT c.state, c.opened_at, c.closes_at, c.policy_json, p.state, p.open_count, p.asked_at, p.reminders_sent, p.escalated_at,
            p.answered_all_at,
               p.revision > p.painted_revision, p.scope_changes > p.scope_changes_told,
               p.delegate_slack_user_id IS NOT NULL, p.delegate_reminders_sent, c.participant_count,
               {ZoneOf("slack_user_id", "email")}, {ZoneOf("delegate_slack_user_id", "manager_email")}
          FROM campaign_participants p JOIN campaigns c ON c.id = p.campaign_id
         WHERE p.id = @id
        """;

    private const string ForgottenSql = """
        SELECT p.key FROM campaign_participants p JOIN campaigns c ON c.id = p.campaign_id
         WHERE p.campaign_id = @id AND c.state = 'Open'
           AND ((p.state IN ('Asked', 'Done') AND (p.revision > p.painted_revision OR p.scope_changes > p.scope_changes_told))
             OR (p.state IN ('Asked', 'Unreachable') AND p.open_count = 0 AND p.answered_all_at <= @answered)
             OR (p.state = 'Waiting' AND p.unreachable_reason IS NOT NULL))
         ORDER BY p.id LIMIT @most
        """;

    /// <exception cref="InvalidOperationException">There is no such participant.</exception>
    public async Task<ParticipantFacts> ReadFactsAsync(Respondent who, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(FactsSql);
        command.Parameters.AddWithValue("id", who.ParticipantId);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            throw new InvalidOperationException($"Campaign {who.Campaign} has no participant {who.Key}.");
        return new ParticipantFacts
        {
            CampaignState = reader.Named<CampaignState>(0),
            OpenedAt = reader.Instant(1),
            ClosesAt = reader.Instant(2),
            Policy = CampaignPolicyJson.Read(reader.GetString(3)),
            State = reader.Named<ParticipantState>(4),
            OpenCount = reader.GetInt32(5),
            AskedAt = reader.InstantOrNull(6),
            RemindersSent = reader.GetInt32(7),
            DelegatedAt = reader.InstantOrNull(8),
            AnsweredAllAt = reader.InstantOrNull(9),
            NeedsRepaint = reader.GetBoolean(10),
            OwesNotice = reader.GetBoolean(11),
            HasDelegate = reader.GetBoolean(12),
            DelegateRemindersSent = reader.GetInt32(13),
            People = reader.GetInt32(14),
            TimeZone = reader.TextOrNull(15),
            DelegateTimeZone = reader.TextOrNull(16),
        };
    }

    /// <param name="account">The account that Slack took the question for, and the address by which it was found.</param>
    public Task MarkAskedAsync(
        Respondent who,
        FoundSlackAccount account,
        int shownRevision,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        MoveAsync(
            who,
            now,
            AuditKinds.ParticipantAsked,
            new(StringComparer.Ordinal)
            {
                ["address"] = account.Address,
                ["slackUserId"] = account.SlackUserId,
                ["messageKey"] = MessageKeys.Request(who),
            },
            "state = 'Asked', asked_at = @now, unreachable_reason = NULL, slack_user_id = @slack, slack_address = @address, "
                + "slack_candidates = NULL, painted_revision = GREATEST(painted_revision, @revision)",
            "state = 'Waiting'",
            [
                new("slack", account.SlackUserId),
                new NpgsqlParameter<string?>("address", account.Address),
                new("revision", shownRevision),
            ],
            cancellation
        );

    /// <summary>The question could not be delivered, or the person was asked and cannot be written to any more.</summary>
    /// <param name="reason">See <see cref="UnreachableReason"/>.</param>
    /// <param name="candidates">The Slack accounts that match, when there is more than one.</param>
    /// <param name="wasAsked">The person has the question, and cannot be written to any more.</param>
    public Task MarkUnreachableAsync(
        Respondent who,
        string reason,
        IReadOnlyList<string> candidates,
        bool wasAsked,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        MoveAsync(
            who,
            now,
            AuditKinds.ParticipantUnreachable,
            candidates.Count == 0
                ? new(StringComparer.Ordinal) { ["reason"] = reason }
                : new(StringComparer.Ordinal) { ["reason"] = reason, ["slackUserIds"] = candidates },
            "state = 'Unreachable', unreachable_reason = @reason, slack_candidates = @candidates",
            wasAsked ? "state = 'Asked'" : "state = 'Waiting'",
            [
                new("reason", WireText.Start(reason, LongestReason)),
                new("candidates", NpgsqlDbType.Array | NpgsqlDbType.Text)
                {
                    Value = candidates.Count == 0 ? DBNull.Value : candidates.ToArray(),
                },
            ],
            cancellation
        );

    /// <param name="outcome">The result of the reminder: <c>Sent</c>, or why it was not sent.</param>
    public Task MarkRemindedAsync(Respondent who, int number, string outcome, DateTimeOffset now, CancellationToken cancellation) =>
        MoveAsync(
            who,
            now,
            AuditKinds.ParticipantReminded,
            new(StringComparer.Ordinal) { ["number"] = number, ["outcome"] = outcome },
            "reminders_sent = @number",
            "reminders_sent < @number",
            [new("number", number)],
            cancellation
        );

    /// <inheritdoc cref="MarkRemindedAsync"/>
    public Task MarkDelegateRemindedAsync(Respondent who, int number, string outcome, DateTimeOffset now, CancellationToken cancellation) =>
        MoveAsync(
            who,
            now,
            AuditKinds.ParticipantDelegateReminded,
            new(StringComparer.Ordinal) { ["number"] = number, ["outcome"] = outcome },
            "delegate_reminders_sent = @number",
            "delegate_reminders_sent < @number",
            [new("number", number)],
            cancellation
        );

    /// <summary>
    /// Records the delegate, whose clicks count from now on. Called before the question is sent to them, because a click that came before
    /// the commit would be refused.
    /// </summary>
    public Task RecordDelegateAsync(Respondent who, string slackUserId, DateTimeOffset now, CancellationToken cancellation) =>
        MoveAsync(
            who,
            now,
            AuditKinds.ParticipantDelegated,
            new(StringComparer.Ordinal) { ["delegate"] = slackUserId },
            "delegate_slack_user_id = @slack",
            "delegate_slack_user_id IS DISTINCT FROM @slack AND escalated_at IS NULL",
            [new("slack", slackUserId)],
            cancellation
        );

    /// <param name="outcome"><c>Sent</c>, or why nobody was asked; in that case the delegate is removed again.</param>
    public Task MarkEscalatedAsync(Respondent who, bool wasSent, string outcome, DateTimeOffset now, CancellationToken cancellation) =>
        MoveAsync(
            who,
            now,
            AuditKinds.ParticipantEscalated,
            new(StringComparer.Ordinal) { ["outcome"] = outcome },
            "escalated_at = @now, delegate_slack_user_id = CASE WHEN @sent THEN delegate_slack_user_id END",
            "escalated_at IS NULL",
            [new("sent", wasSent)],
            cancellation
        );

    public Task MarkReportedAsync(Respondent who, int number, string outcome, DateTimeOffset now, CancellationToken cancellation) =>
        MoveAsync(
            who,
            now,
            AuditKinds.ParticipantToldScopesGrew,
            new(StringComparer.Ordinal) { ["number"] = number, ["outcome"] = outcome },
            "scope_changes_told = @number",
            "scope_changes_told < @number",
            [new("number", number)],
            cancellation
        );

    /// <param name="answeredUntil">The move is made only if the last answer was given at or before this instant.</param>
    public Task MarkDoneAsync(Respondent who, DateTimeOffset answeredUntil, DateTimeOffset now, CancellationToken cancellation) =>
        MoveAsync(
            who,
            now,
            AuditKinds.ParticipantDone,
            [],
            "state = 'Done'",
            "state IN ('Asked', 'Unreachable') AND open_count = 0 AND answered_all_at <= @until",
            [new("until", answeredUntil.ToUniversalTime())],
            cancellation
        );

    /// <summary>Records that the messages show this revision. No audit entry: the answers themselves have theirs.</summary>
    public async Task MarkPaintedAsync(long participantId, int revision, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "UPDATE campaign_participants SET painted_revision = @revision WHERE id = @id AND painted_revision < @revision"
        );
        command.Parameters.AddWithValue("id", participantId);
        command.Parameters.AddWithValue("revision", revision);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Keys of people of an open campaign for whom something is overdue, so that a wake-up of their orchestration was lost.
    /// </summary>
    /// <param name="correctionWindow">How long answers may be corrected.</param>
    public async Task<IReadOnlyList<string>> ListForgottenAsync(
        long campaignId,
        TimeSpan correctionWindow,
        int most,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = source.CreateCommand(ForgottenSql);
        command.Parameters.AddWithValue("id", campaignId);
        command.Parameters.AddWithValue("answered", (now - correctionWindow).ToUniversalTime());
        command.Parameters.AddWithValue("most", most);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var keys = new List<string>();
        while (await reader.ReadAsync(cancellation))
            keys.Add(reader.GetString(0));
        return keys;
    }

    /// <summary>
    /// True when everybody has answered all. Who could not be asked is waited for until the cut-off: they may still answer through
    /// somebody else, and a campaign that reaches nobody must not be over at once. Runs in a separate statement after the commit: when the
    /// last two people finish at the same time, at least one of them sees both as finished.
    /// </summary>
    public async Task<bool> IsCompleteAsync(long campaignId, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "SELECT NOT EXISTS (SELECT FROM campaign_participants WHERE campaign_id = @id AND state <> 'Done')"
        );
        command.Parameters.AddWithValue("id", campaignId);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>
    /// Keys of people who still have to be notified that scopes grew. Read from the rows, so that a check whose result was lost is
    /// followed by one that returns the same people.
    /// </summary>
    public async Task<IReadOnlyList<string>> ListUntoldAsync(long campaignId, int most, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "SELECT key FROM campaign_participants WHERE campaign_id = @id AND scope_changes > scope_changes_told AND state IN ('Asked', "
                + "'Done') ORDER BY id LIMIT @most"
        );
        command.Parameters.AddWithValue("id", campaignId);
        command.Parameters.AddWithValue("most", most);
        var keys = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            keys.Add(reader.GetString(0));
        return keys;
    }

    /// <summary>The time zone of a participant's Slack account, or, where it is not recorded yet, of the one with the address.</summary>
    private static string ZoneOf(string slackUserId, string email) => $"""
        CASE WHEN p.{slackUserId} IS NOT NULL THEN (SELECT u.time_zone FROM slack_users u WHERE u.slack_user_id = p.{slackUserId})
             ELSE (SELECT min(u.time_zone) FROM slack_users u WHERE u.email = p.{email} AND NOT u.deleted AND NOT u.is_bot) END
        """;

    /// <summary>Commits the queued moves, then stops.</summary>
    public ValueTask DisposeAsync() => moves.DisposeAsync();

    private Task MoveAsync(
        Respondent who,
        DateTimeOffset now,
        string kind,
        Dictionary<string, object?> data,
        string change,
        string from,
        NpgsqlParameter[] parameters,
        CancellationToken cancellation
    ) =>
        moves.CommitAsync(
            new ParticipantMove(
                who.ParticipantId,
                now,
                change,
                from,
                parameters,
                new AuditEntry(kind, $"campaign/{who.Campaign}/participant/{who.Key}", "system", data)
            ),
            cancellation
        );
}
