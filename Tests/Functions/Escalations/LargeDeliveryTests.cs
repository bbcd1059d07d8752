using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

public sealed class LargeDeliveryTests : IAsyncLifetime
{
    private const int GitHubsCap = 25 * 1024 * 1024;

    private ConsentWorld world = null!;

    public async Task InitializeAsync() => world = await ConsentWorld.StartAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("repositories")]
    [InlineData("repositories_added")]
    public async Task GitHubInstallation_WithThousandsOfRepositories_IsTaken(string list)
    {
        var body = WithRepositories(8_000, list);
        Assert.InRange(body.Length, 1_200_000, GitHubsCap);

        using var answer = await world.PostAsync(ConsentSource.GitHub, body);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await using var db = world.Open();
        var consent = Assert.Single(await db.Consents.AsNoTracking().ToListAsync());
        var small = Assert.Single(TestWebhooks.Open(ConsentSource.GitHub, OtherSamples.GitHubInstallation()).Consents);
        Assert.Equal(
            (small.App.ClientId, small.Who.ExternalId, string.Join(' ', small.Scopes)),
            (consent.Facts.App.ClientId, consent.Facts.Who.ExternalId, string.Join(' ', consent.Facts.Scopes))
        );
    }

    [Fact]
    public async Task GitHubInstallation_ChangedInAListThatIsReadPast_IsNotAuthentic()
    {
        var body = WithRepositories(8_000);
        var headers = TestWebhooks.Headers(ConsentSource.GitHub, body);
        body[body.Length / 2] = (byte)(body[body.Length / 2] == 'x' ? 'y' : 'x');

        using var answer = await world.PostAsync(ConsentSource.GitHub, body, headers);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task GitHubInstallation_CutInItsMiddle_IsMalformed()
    {
        var body = WithRepositories(8_000)[..800_000];

        using var answer = await world.PostAsync(ConsentSource.GitHub, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"action":"created","note":"LONG"}""", 2 * 1024 * 1024)]
    [InlineData("""{"action":"created","repositories":["LONG"]}""", GitHubsCap)]
    public async Task GitHubDelivery_OfMoreThanIsEverNeeded_Is413(string shape, int length)
    {
        var body = Encoding.UTF8.GetBytes(shape.Replace("LONG", new string('x', length), StringComparison.Ordinal));

        using var answer = await world.PostAsync(ConsentSource.GitHub, body);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private static byte[] WithRepositories(int count, string list = "repositories")
    {
        var names = Enumerable.Range(1, count)
            .Select(i => $$"""
                {"id":{{i}},"node_id":"R_{{i:D12}}","name":"repository-{{i}}","full_name":"octo-org/repository-{{i}}","private":true,
                "html_url":"https://github.com/octo-org/repository-{{i}}"}
                """);
        var installation = OtherSamples.GitHubInstallation();
        var end = installation.LastIndexOf('}');
        return Encoding.UTF8.GetBytes($$"""{{installation[..end]}},"{{list}}":[{{string.Join(',', names)}}]}""");
    }
}
