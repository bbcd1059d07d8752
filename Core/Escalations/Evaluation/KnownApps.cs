using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>
/// Finds the client id and the name of an app that a consent names only by its service principal: from the inventory and from earlier
/// consents to the same app, or by asking the provider.
/// </summary>
/// <param name="directory">Null where no provider can be asked.</param>
public sealed class KnownApps(NpgsqlDataSource source, IAppDirectory? directory = null)
{
    private const string Sql = """
        (SELECT a.external_id, a.name, a.publisher, a.publisher_verified
         FROM apps a WHERE a.provider = $1 AND a.object_id = $2 ORDER BY a.last_seen_at DESC LIMIT 1)
        UNION ALL
        (SELECT c.client_id, c.app_name, c.publisher, c.is_publisher_verified
         FROM consents c
         WHERE c.provider = $1 AND c.app_object_id = $2 AND c.client_id <> 'unknown' AND c.client_id NOT LIKE 'sp:%'
         ORDER BY c.id DESC LIMIT 1)
        LIMIT 1
        """;

    /// <summary>Whether the client id is missing, and could be found.</summary>
    public static bool IsIncomplete(ConsentFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.App.ObjectId is not null && facts.App.ClientId.StartsWith(EntraAppId.ObjectIdPrefix, StringComparison.Ordinal);
    }

    /// <returns>Null: nobody here knows it, or the question has no answer within the time limit: a page does not wait for it.</returns>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public async Task<ConsentedApp?> FindAsync(ProviderName provider, ConsentedApp app, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ObjectId is not { } objectId)
            return null;
        await using var command = source.CreateCommand(Sql);
        command.CommandTimeout = Unreadable.TimeoutSeconds;
        command.Parameters.Add(new() { Value = provider.ToString(), NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = objectId, NpgsqlDbType = NpgsqlDbType.Text });
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            if (!await reader.ReadAsync(cancellation))
                return null;
            return app with
            {
                ClientId = reader.GetString(0),
                Name = app.Name ?? reader.TextOrNull(1),
                Publisher = app.Publisher ?? reader.TextOrNull(2),
                IsPublisherVerified = app.IsPublisherVerified
                    ?? (await reader.IsDBNullAsync(3, cancellation) ? null : reader.GetBoolean(3)),
            };
        }
        catch (NpgsqlException failure) when (Unreadable.Reason(failure) is not null)
        {
            return null;
        }
    }

    /// <summary>Asks the provider.</summary>
    /// <param name="patience">An answer that comes later is not waited for.</param>
    /// <returns>Null: it does not know it, cannot be asked, or gave no answer: a decision does not depend on it.</returns>
    public async Task<ConsentedApp?> AskAsync(
        ProviderName provider, ConsentedApp app, TimeSpan patience, CancellationToken cancellation) =>
        directory is null ? null : await directory.FindAsync(provider, app, patience, cancellation);
}
