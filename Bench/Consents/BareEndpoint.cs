using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace OAuthAttest.Bench.Consents;

/// <summary>The baseline: Kestrel, one prepared INSERT of an equal row, one commit per request; no checks, no deduplication.</summary>
internal sealed class BareEndpoint : IAsyncDisposable
{
    // The same number of connections as the product has.
    private const int Connections = 30;

    // The same columns and indexes as the product's table.
    private const string Table = "CREATE TABLE IF NOT EXISTS bare_consents (LIKE consents INCLUDING ALL)";

    private const string Insert =
        """
        INSERT INTO bare_consents (key, source, event_key, provider, occurred_at, person_external_id, person_email, client_id, app_name,
            publisher, is_publisher_verified, earlier_scopes, principals, person_is_app,
            scopes, consent_type, is_admin_consent, tenant, ip_address, user_agent, received_at, pushed_at, is_push_expected, revision)
        VALUES ('standard-' || $1, 'Standard', $1, 'entra', $2, '0f0e0d0c', 'person@bench.example', '5f0a8f0e-6c2a-4c37-9b3c-6f3c7a1b2c3d',
            'Mail Merge Pro', 'Unknown Ltd', false, '{}', '{}', false,
            '{Mail.ReadWrite,offline_access}', 'Principal', false, 'bench.example', '203.0.113.7', 'Mozilla/5.0', $2, $2, false, 1)
        """;

    private static readonly byte[] Answer =
        """{"escalations":[{"id":"standard-0123456789abcdef0123456789abcdef","status":"accepted"}]}"""u8.ToArray();

    private readonly WebApplication app;
    private readonly NpgsqlDataSource source;

    private BareEndpoint(WebApplication app, NpgsqlDataSource source) => (this.app, this.source) = (app, source);

    public Uri BaseUri => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<BareEndpoint> StartAsync(string connectionString, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = Connections,
            MaxAutoPrepare = 10,
            AutoPrepareMinUsages = 2,
        };
        var pool = NpgsqlDataSource.Create(settings.ConnectionString);
        await using (var create = pool.CreateCommand(Table))
            await create.ExecuteNonQueryAsync(cancellation);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var server = builder.Build();
        server.UseRouting();
        server.MapPost("/api/consents/standard", (HttpContext http) => TakeAsync(http, pool));
        await server.StartAsync(cancellation);
        return new BareEndpoint(server, pool);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await source.DisposeAsync();
    }

    private static async Task TakeAsync(HttpContext http, NpgsqlDataSource pool)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        await using var command = pool.CreateCommand(Insert);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = http.Request.Headers["webhook-id"].ToString() });
        command.Parameters.Add(
            new NpgsqlParameter<DateTime>
            {
                TypedValue = TimeProvider.System.GetUtcNow().UtcDateTime,
                NpgsqlDbType = NpgsqlDbType.TimestampTz,
            }
        );
        await command.ExecuteNonQueryAsync();
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = Answer.Length;
        await http.Response.Body.WriteAsync(Answer);
    }
}
