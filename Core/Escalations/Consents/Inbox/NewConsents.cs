using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>Inserts a group's consents with the outbox rows that start them: one statement, whatever their number.</summary>
internal static class NewConsents
{
    // Scopes travel as lines, for unnest would flatten a list of lists; control characters were taken out of them before.
    // No conflict target: two writers that meet may collide on either unique index first.
    private const string Insert =
        """
        WITH inserted AS (
            INSERT INTO consents (
                key, source, event_key, provider, occurred_at, person_external_id, person_email, person_name, client_id, app_name, publisher,
                is_publisher_verified, app_registered_at, scopes, consent_type, is_admin_consent, tenant, ip_address, user_agent,
                received_at, pushed_at, polled_at, is_push_expected, revision)
            SELECT key, source, event_key, provider, occurred_at, person_external_id, person_email, person_name, client_id, app_name, publisher,
                is_publisher_verified, app_registered_at, string_to_array(scopes, E'\n'), consent_type, is_admin_consent, tenant, ip_address, user_agent,
                received_at, pushed_at, polled_at, is_push_expected, 1
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) AS told(
                key, source, event_key, provider, occurred_at, person_external_id, person_email, person_name, client_id, app_name, publisher,
                is_publisher_verified, app_registered_at, scopes, consent_type, is_admin_consent, tenant, ip_address, user_agent,
                received_at, pushed_at, polled_at, is_push_expected)
            ON CONFLICT DO NOTHING
            RETURNING id, key, received_at
        ), started AS (
            INSERT INTO escalation_outbox (key, kind, consent_id, state, attempts, next_attempt_at, created_at)
            SELECT start.start_key, 'Start', inserted.id, 'Pending', 0, inserted.received_at, inserted.received_at
            FROM inserted JOIN unnest($1, $24) AS start(key, start_key) ON start.key = inserted.key
            ON CONFLICT DO NOTHING
        )
        SELECT id, key FROM inserted
        """;

    /// <returns>The ids of those that were not known, by their keys.</returns>
    public static async Task<Dictionary<string, long>> InsertAsync(NpgsqlTransaction transaction, IReadOnlyList<DeliveredConsent> told, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Insert, transaction.Connection, transaction);
        AddFacts(command, told);
        // Prepared once a connection; from then on it costs no round trip.
        await command.PrepareAsync(cancellation);
        var inserted = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            inserted[reader.GetString(1)] = reader.GetInt64(0);
        return inserted;
    }

    private static void AddFacts(NpgsqlCommand command, IReadOnlyList<DeliveredConsent> told)
    {
        Texts(command, told, consent => consent.Key);
        Texts(command, told, consent => consent.Source.ToString());
        Texts(command, told, consent => consent.EventKey);
        Texts(command, told, consent => consent.Joined.Provider.ToString());
        Values(command, told, NpgsqlDbType.TimestampTz, consent => (DateTime?)consent.Joined.OccurredAt.UtcDateTime);
        Texts(command, told, consent => consent.Joined.Who.ExternalId);
        Texts(command, told, consent => consent.Joined.Who.Email);
        Texts(command, told, consent => consent.Joined.Who.Name);
        Texts(command, told, consent => consent.Joined.App.ClientId);
        Texts(command, told, consent => consent.Joined.App.Name);
        Texts(command, told, consent => consent.Joined.App.Publisher);
        Values(command, told, NpgsqlDbType.Boolean, consent => consent.Joined.App.IsPublisherVerified);
        Values(command, told, NpgsqlDbType.TimestampTz, consent => consent.Joined.App.RegisteredAt?.UtcDateTime);
        Texts(command, told, consent => string.Join('\n', consent.Joined.Scopes));
        Texts(command, told, consent => consent.Joined.ConsentType.ToString());
        Values(command, told, NpgsqlDbType.Boolean, consent => consent.Joined.IsAdminConsent);
        Texts(command, told, consent => consent.Joined.Tenant);
        Texts(command, told, consent => consent.Joined.IpAddress);
        Texts(command, told, consent => consent.Joined.UserAgent);
        Values(command, told, NpgsqlDbType.TimestampTz, consent => (DateTime?)consent.ReceivedAt.UtcDateTime);
        Values(command, told, NpgsqlDbType.TimestampTz, consent => consent.PushedAt?.UtcDateTime);
        Values(command, told, NpgsqlDbType.TimestampTz, consent => consent.PolledAt?.UtcDateTime);
        Values(command, told, NpgsqlDbType.Boolean, consent => (bool?)consent.Joined.IsPushExpected);
        Texts(command, told, consent => EffectKeys.Start(consent.Key, 1));
    }

    private static void Texts(NpgsqlCommand command, IReadOnlyList<DeliveredConsent> told, Func<DeliveredConsent, string?> of)
    {
        var column = new string?[told.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = of(told[i]);
        command.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
    }

    private static void Values<T>(NpgsqlCommand command, IReadOnlyList<DeliveredConsent> told, NpgsqlDbType type, Func<DeliveredConsent, T?> of)
        where T : struct
    {
        var column = new T?[told.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = of(told[i]);
        command.Parameters.Add(new NpgsqlParameter<T?[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
