using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Functions.Escalations;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Time;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>The consent endpoint on the real local host and PostgreSQL, without any other function: nobody is paged.</summary>
internal sealed class ConsentWorld : HostedWorld
{
    private ConsentWorld(TestDatabase database, HostSetup setup)
        : base(database, new VirtualClock(TestWebhooks.Now), setup)
    {
    }

    /// <param name="changes">Settings added to or replacing those of a fully configured intake; null removes one.</param>
    /// <param name="databaseIsGone">The functions' connection string leads to a port on which nothing listens.</param>
    public static async Task<ConsentWorld> StartAsync(Dictionary<string, string?>? changes = null, bool databaseIsGone = false)
    {
        var own = new Dictionary<string, string?>
        {
            ["Slack:BotToken"] = "xoxb-of-a-test",
            ["Slack:SigningSecrets:0"] = "secret-of-a-test",
            ["Slack:LeadChannel"] = "C0LEAD",
            ["Slack:BaseUrl"] = "http://127.0.0.1:1/api/",
            ["Escalation:Enabled"] = "true",
            ["Escalation:SecurityChannel"] = "C0SECURITY",
            ["Escalation:Responders"] = "responder@example.com",
            ["PagerDuty:RoutingKey"] = "0123456789abcdef0123456789abcdef",
            ["Consents:Standard:Secrets:0"] = TestWebhooks.StandardSecret,
            ["Consents:Okta:Secrets:0"] = TestWebhooks.Token,
            ["Consents:Entra:Secrets:0"] = TestWebhooks.Token,
            ["Consents:Google:Secrets:0"] = TestWebhooks.Token,
            ["Consents:Auth0:Secrets:0"] = TestWebhooks.Token,
            ["Consents:GitHub:Secrets:0"] = TestWebhooks.GitHubSecret,
        };
        var setup = new HostSetup { Settings = changes ?? [], ConfigureServices = databaseIsGone ? TakeDatabase : null }.Over(own);
        var world = new ConsentWorld(await TestDatabase.CreateAsync(), setup);
        await world.StartHostAsync();
        return world;
    }

    /// <summary>Delivers as a genuine sender would, except for the given changes.</summary>
    public Task<HttpResponseMessage> PostAsync(ConsentSource source, byte[] body, Dictionary<string, string>? headers = null) =>
        PostAsync(Http, source, body, headers);

    /// <summary>The same to any host.</summary>
    public static async Task<HttpResponseMessage> PostAsync(
        HttpClient http,
        ConsentSource source,
        byte[] body,
        Dictionary<string, string>? headers = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/consents/{source.Slug()}")
        {
            Content = new ByteArrayContent(body),
        };
        foreach (var (name, value) in headers ?? TestWebhooks.Headers(source, body))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }
        return await http.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostAsync(ConsentSource source, string body, Dictionary<string, string>? headers = null) =>
        PostAsync(source, Encoding.UTF8.GetBytes(body), headers);

    /// <summary>The escalations named in a response.</summary>
    public static async Task<(HttpStatusCode Status, IReadOnlyList<(string Id, string Status)> Escalations)> ReadAsync(
        HttpResponseMessage answer
    )
    {
        Assert.Equal(new MediaTypeHeaderValue("application/json", "utf-8"), answer.Content.Headers.ContentType);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        return (
            answer.StatusCode,
            [
                .. json
                    .RootElement.GetProperty("escalations")
                    .EnumerateArray()
                    .Select(item => (item.GetProperty("id").GetString()!, item.GetProperty("status").GetString()!)),
            ]
        );
    }

    /// <summary>
    /// The number of rows that taking a consent writes. What is decided and told of a taken one is written beside, at its own time.
    /// </summary>
    public async Task<(int Consents, int Effects, int AuditEvents)> CountAsync()
    {
        await using var db = Open();
        return (
            await db.Consents.CountAsync(),
            await db.Effects.CountAsync(effect => effect.Kind == EffectKind.Start),
            await db.AuditEvents.CountAsync(entry => entry.Kind.StartsWith("consent."))
        );
    }

    protected override LocalHostOptions Adjust(LocalHostOptions options) =>
        options with { FunctionClasses = [typeof(ReceiveConsent)] };

    private static void TakeDatabase(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton(NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=2")));
}
