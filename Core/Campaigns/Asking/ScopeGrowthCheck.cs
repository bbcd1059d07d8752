using System.Data;
using Npgsql;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Asking;

/// <param name="CampaignId">Whose open questions are compared with the inventory.</param>
/// <param name="Now">The operation's instant.</param>
public sealed record CheckScopeGrowth(long CampaignId, DateTimeOffset Now);

/// <param name="Grants">Grants whose question was replaced.</param>
/// <param name="VoidedAnswers">How many of them had been kept.</param>
/// <param name="People">The people whose answers were made void, and who are notified.</param>
public sealed record GrownScopes(int Grants, int VoidedAnswers, IReadOnlyList<string> People);

/// <summary>
/// Finds grants whose scopes grew after the question, and shows the grown scopes instead. A Keep was given for less than the app may do
/// now, so it becomes void and is asked again. Remove and Not mine stand: who did not want less does not want more. When scopes shrink
/// every answer remains valid, because it covers more than what is left.
/// </summary>
public sealed class ScopeGrowthCheck(NpgsqlDataSource source)
{
    // Works in portions, so that the rows of people who may be clicking are locked only briefly.
    private const int Portion = 200;

    private const string FindSql = $"""
        SELECT DISTINCT i.participant_id FROM campaign_items i JOIN grants g ON g.id = i.grant_id
        WHERE i.campaign_id = @campaign AND {ScopeGrowth.Sql} ORDER BY i.participant_id
        """;

    private const string ReplaceSql = $"""
        UPDATE campaign_items n
           SET scopes = g.scopes, scope_digest = g.scope_digest, risk = g.risk, consent_type = g.consent_type,
               answer = CASE WHEN i.answer = 'Keep' THEN 'None' ELSE i.answer END,
               reason = CASE WHEN i.answer <> 'Keep' THEN i.reason END,
               answered_at = CASE WHEN i.answer <> 'Keep' THEN i.answered_at END,
               answered_by = CASE WHEN i.answer <> 'Keep' THEN i.answered_by END,
               kept_scopes = CASE WHEN i.answer = 'Keep' THEN {KeptScopes.Sql} ELSE i.kept_scopes END, without_scopes = NULL,
               voided_answers = n.voided_answers + CASE WHEN p.asked_at IS NULL THEN 0 ELSE 1 END
          FROM campaign_items i JOIN grants g ON g.id = i.grant_id JOIN campaign_participants p ON p.id = i.participant_id
         WHERE n.campaign_id = i.campaign_id AND n.grant_id = i.grant_id AND i.campaign_id = @campaign AND i.participant_id = ANY(@people)
             AND {ScopeGrowth.Sql}
        RETURNING n.grant_id, n.participant_id, i.answer, i.scope_digest, n.scope_digest, n.voided_answers
        """;

    /// <summary>Safe to repeat and to interrupt: a question that was already replaced is not found again.</summary>
    public async Task<GrownScopes> RunAsync(CheckScopeGrowth check, CancellationToken cancellation)
    {
        var (grants, voided) = (0, 0);
        var told = new List<string>();
        foreach (var people in (await FindAsync(check, cancellation)).Chunk(Portion))
        {
            var replaced = await ReplaceAsync(check, people, told, cancellation);
            grants += replaced.Count;
            voided += replaced.Count(item => item.IsVoid);
        }
        return new GrownScopes(grants, voided, told);
    }

    private async Task<List<long>> FindAsync(CheckScopeGrowth check, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(FindSql);
        command.Parameters.AddWithValue("campaign", check.CampaignId);
        return await command.ListAsync(reader => reader.GetInt64(0), cancellation);
    }

    private async Task<List<Replaced>> ReplaceAsync(
        CheckScopeGrowth check,
        long[] people,
        List<string> told,
        CancellationToken cancellation
    )
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        if (await LockAsync(transaction, check, people, cancellation) is not { } campaign)
            return [];
        await using var replace = Command(transaction, ReplaceSql, check, people);
        var replaced = await replace.ListAsync(Replaced.Read, cancellation);
        var voided = replaced.FindAll(item => item.IsVoid);
        await CountAsync(transaction, check, replaced, told, cancellation);
        await DecideAsync(transaction, check, voided, cancellation);
        await AuditLog.AppendAsync(transaction, check.Now, [.. replaced.Select(item => Entry(campaign, item))], cancellation);
        await transaction.CommitAsync(cancellation);
        return replaced;
    }

    /// <summary>Locks the campaign first, then people, as every click does. Null when answers do not count any more.</summary>
    private static async Task<string?> LockAsync(
        NpgsqlTransaction transaction,
        CheckScopeGrowth check,
        long[] people,
        CancellationToken cancellation
    )
    {
        await using var campaign = Command(
            transaction,
            "SELECT key FROM campaigns WHERE id = @campaign AND state = 'Open' AND closes_at > @now FOR SHARE",
            check,
            people
        );
        if (await campaign.ExecuteScalarAsync(cancellation) is not string key)
            return null;
        await using var locks = Command(
            transaction,
            "SELECT id FROM campaign_participants WHERE id = ANY(@people) ORDER BY id FOR UPDATE",
            check,
            people
        );
        await locks.ExecuteNonQueryAsync(cancellation);
        return key;
    }

    private static async Task CountAsync(
        NpgsqlTransaction transaction, CheckScopeGrowth check, List<Replaced> replaced, List<string> told, CancellationToken cancellation)
    {
        // The messages of all these people are updated. Only those whose Keep became void are notified, once, and no longer count as
        // done.
        const string sql = """
            UPDATE campaign_participants p
               SET revision = p.revision + 1,
                   open_count = p.open_count + v.voided,
                   answered_all_at = CASE WHEN v.voided > 0 THEN NULL ELSE p.answered_all_at END,
                   scope_changes = p.scope_changes + CASE WHEN v.voided > 0 THEN 1 ELSE 0 END,
                   state = CASE WHEN v.voided > 0 AND p.state = 'Done' 
                       THEN CASE WHEN p.unreachable_reason IS NULL THEN 'Asked' ELSE 'Unreachable' END ELSE p.state END
              FROM (SELECT id, count(*) FILTER (WHERE answered)::int AS voided FROM unnest(@owners, @answered) AS r (id, answered)
                  GROUP BY id) v
             WHERE p.id = v.id
            RETURNING p.key, v.voided
            """;
        await using var command = Command(transaction, sql, check, []);
        command.Parameters.AddWithValue("owners", replaced.Select(item => item.ParticipantId).ToArray());
        command.Parameters.AddWithValue("answered", replaced.Select(item => item.IsVoid).ToArray());
        var rows = await command.ListAsync(reader => (Key: reader.GetString(0), Voided: reader.GetInt32(1)), cancellation);
        told.AddRange(rows.Where(row => row.Voided > 0).Select(row => row.Key));
    }

    private static async Task DecideAsync(
        NpgsqlTransaction transaction,
        CheckScopeGrowth check,
        List<Replaced> voided,
        CancellationToken cancellation
    )
    {
        const string sql = """
            INSERT INTO campaign_decisions (campaign_id, grant_id, participant_id, slack_user_id, answer, decided_at, outcome, delivery_key,
                scope_digest)
            SELECT @campaign, grant_id, participant_id, 'system', answer, @now, 'VoidedScopesChanged',
                'void:' || grant_id || ':' || nth || ':' || encode(digest, 'hex'), digest
              FROM unnest(@grants, @owners, @answers, @digests, @times) AS v (grant_id, participant_id, answer, digest, nth)
            """;
        await using var command = Command(transaction, sql, check, []);
        command.Parameters.AddWithValue("grants", voided.Select(item => item.GrantId).ToArray());
        command.Parameters.AddWithValue("owners", voided.Select(item => item.ParticipantId).ToArray());
        command.Parameters.AddWithValue("answers", voided.Select(item => item.Answer.ToString()).ToArray());
        command.Parameters.AddWithValue("digests", voided.Select(item => item.NewDigest).ToArray());
        // Part of the key: scopes that go back and forth grow to the same digest twice.
        command.Parameters.AddWithValue("times", voided.Select(item => item.Times).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static AuditEntry Entry(string campaign, Replaced item) =>
        new(
            item.IsVoid ? AuditKinds.AnswerVoided : AuditKinds.QuestionReplaced,
            $"campaign/{campaign}/grant/{item.GrantId}",
            "system",
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["answer"] = item.Answer,
                ["askedDigest"] = item.OldDigest,
                ["scopeDigest"] = item.NewDigest,
            }
        );

    private static NpgsqlCommand Command(NpgsqlTransaction transaction, string sql, CheckScopeGrowth check, long[] people)
    {
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("campaign", check.CampaignId);
        command.Parameters.AddWithValue("now", check.Now.ToUniversalTime());
        command.Parameters.AddWithValue("people", people);
        return command;
    }

    private sealed record Replaced(long GrantId, long ParticipantId, Answer Answer, byte[] OldDigest, byte[] NewDigest, int Times)
    {
        public bool IsVoid => Answer == Answer.Keep;

        public static Replaced Read(NpgsqlDataReader reader) => new(
            reader.GetInt64(0), reader.GetInt64(1), reader.Named<Answer>(2), reader.Bytes(3), reader.Bytes(4), reader.GetInt32(5));
    }
}
