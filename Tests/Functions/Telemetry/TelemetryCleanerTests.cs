using Microsoft.ApplicationInsights;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthAttest.Functions;
using OAuthAttest.Functions.Telemetry;
using OAuthAttest.Telemetry;
using Xunit;

namespace OAuthAttest.Tests.Functions.Telemetry;

[Collection(SentTelemetry.Collection)]
public sealed class TelemetryCleanerTests : IAsyncDisposable
{
    private const string ResponseUrl = "https://hooks.slack.com/actions/T01/7788/AbCdEfGh";

    private readonly SentTelemetry sent = new();
    private readonly ServiceProvider services;

    public TelemetryCleanerTests()
    {
        var collection = new ServiceCollection().AddNoTelemetry().AddSingleton(TimeProvider.System).AddSingleton(SentTelemetry.Settings());
        sent.AddTo(collection, collects: false);
        services = collection.BuildServiceProvider();
    }

    public static TheoryData<string, string> Texts => new()
    {
        { "no account jane.doe+x@example.co.uk in Slack", "jane" },
        { $"could not post to {ResponseUrl}", "AbCdEfGh" },
        { "GET https://app.example.com/api/campaigns/2026Q4?code=Zm9vYmFy-_==", "Zm9vYmFy" },
        { "code=Zm9vYmFy&name=x", "Zm9vYmFy" },
        { "Host=db;Username=app;Password=hunter2;Database=x", "hunter2" },
        { "AccountName=a;AccountKey=c2VjcmV0c2VjcmV0==;EndpointSuffix=x", "c2VjcmV0" },
        { "Authorization: Bearer abc.def.ghi", "abc.def" },
        { "{\"client_secret\": \"s3cret~value\"}", "s3cret" },
        { "token xoxb-123-456-abc was refused", "123-456" },
        { "sent by SSWS 00abCDef", "00abCDef" },
        { "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8" },
        { "routing key 0123456789abcdef0123456789abcdef failed", "0123456789abcdef" },
        { "from 203.0.113.9", "203.0.113" },
        { "from 2001:db8:85a3:0:0:8a2e:370:7334", "2001:db8" },
        { "campaign-2026Q4-u-jane-doe-example-com-0123456789ab failed", "jane-doe" },
        { "2026Q4:jane-doe-example-com-0123456789ab:request", "jane-doe" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Clean_OfEachKindOfSecret_LeavesTheRest(string text, string secret)
    {
        var clean = TelemetryText.Clean(text);

        Assert.DoesNotContain(secret, clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Orchestration campaign-2026Q4 could not be woken (TimeoutException); it looks at the tables by itself")]
    [InlineData("escalation-standard-event-1")]
    [InlineData("PollEntra: 3 consents at 2026-10-01T05:00:00.0000000Z")]
    [InlineData("7d444840-9dc0-11d1-b245-5ffdce74fad2")]
    [InlineData("OAuthAttest.Core.Escalations.Consents.ConsentInbox")]
    public void Clean_OfWhatSupportNeeds_ChangesNothing(string text) => Assert.Equal(text, TelemetryText.Clean(text));

    [Fact]
    public void Clean_OfAParticipant_KeepsTheHash() =>
        Assert.Equal(
            "campaign-2026Q4-u-person-0123456789ab failed",
            TelemetryText.Clean("campaign-2026Q4-u-jane-doe-example-com-0123456789ab failed")
        );

    [Fact]
    public void Call_OfAnOutsideService_IsMethodAndHost()
    {
        Client.TrackDependency(
            new DependencyTelemetry("Http", "hooks.slack.com", "POST /actions/T01/7788/AbCdEfGh", ResponseUrl) { ResultCode = "200" }
        );
        Client.TrackDependency(
            new DependencyTelemetry("SQL", "db | app", "SELECT", "SELECT * FROM users WHERE email = 'jane@example.com'")
        );

        Assert.Equal(
            [("POST hooks.slack.com", "https://hooks.slack.com/", "200"), ("SELECT", "", "")],
            sent.Dependencies.Select(call => (call.Name, call.Data, call.ResultCode ?? ""))
        );
        AssertClean("AbCdEfGh", "jane");
    }

    [Fact]
    public void Request_WithAFunctionKey_LosesItsQuery()
    {
        Client.TrackRequest(
            new RequestTelemetry
            {
                Name = "GET /api/campaigns/2026Q4?code=Zm9vYmFy",
                Url = new Uri("https://user:pw@app.example.com/api/campaigns/2026Q4?code=Zm9vYmFy"),
            }
        );

        Assert.Contains("https://app.example.com/api/campaigns/2026Q4\"", Assert.Single(sent.Wire), StringComparison.Ordinal);
        AssertClean("Zm9vYmFy", "code=", "user:pw");
    }

    [Fact]
    public void Exception_WithAnAddressInItsMessages_IsSentWithTypesAndPlacesOnly()
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => Throw("jane@example.com has no manager", "Jane Doe's row"));
        Client.TrackException(thrown);
        services
            .GetRequiredService<ILoggerFactory>()
            .CreateLogger("OAuthAttest.Test")
            .LogError(thrown, "While asking {Who}", "jane@example.com");

        Assert.Equal(2, sent.Wire.Count);
        Assert.All(sent.Wire, item => Assert.Contains(nameof(ArgumentException), item, StringComparison.Ordinal));
        Assert.All(sent.Wire, item => Assert.Contains(nameof(Throw), item, StringComparison.Ordinal));
        AssertClean("jane", "Jane");
    }

    [Fact]
    public void Contexts_OfPeople_AreEmpty()
    {
        var item = new EventTelemetry("something") { Properties = { ["who"] = "jane@example.com" } };
        (item.Context.User.Id, item.Context.User.AuthenticatedUserId, item.Context.Location.Ip) = (
            "jane",
            "jane@example.com",
            "203.0.113.9"
        );
        Client.TrackEvent(item);

        Assert.Single(sent.Wire);
        AssertClean("jane", "203.0.113.9");
    }

    [Fact]
    public async Task Track_WhileTheChannelHangs_NeverWaits()
    {
        using var over = new ManualResetEventSlim();
        sent.OnSend = _ => over.Wait();
        var telemetry = services.GetRequiredService<IBusinessTelemetry>();

        await Task.Run(() =>
        {
            for (var i = 0; i < 3 * ApplicationInsightsTelemetry.Capacity; i++)
                telemetry.Track(BusinessEvents.CampaignOpened("2026Q4", 1, 1, 1));
        }).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Empty(sent.Events);
        over.Set();
        await Until.TrueAsync(() => sent.Events.Count >= ApplicationInsightsTelemetry.Capacity, "what fitted is sent");
        Assert.True(sent.Events.Count < 3 * ApplicationInsightsTelemetry.Capacity);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Setting_Absent_CollectsNothing(string? connection)
    {
        await using var off = new ServiceCollection()
            .AddNoTelemetry()
            .AddTelemetry(SentTelemetry.Settings(connection!))
            .BuildServiceProvider();

        Assert.IsType<NoTelemetry>(off.GetRequiredService<IBusinessTelemetry>());
        Assert.Null(off.GetService<TelemetryClient>());
    }

    [Theory]
    [InlineData("nonsense", "must be a list of name=value")]
    [InlineData("InstrumentationKey=none", "must have one InstrumentationKey")]
    [InlineData(
        $"InstrumentationKey={SentTelemetry.InstrumentationKey};IngestionEndpoint=ftp://secret.example.com/",
        "has a IngestionEndpoint that is no https address"
    )]
    public async Task Setting_Malformed_IsToldByTheConfigurationCheckWithoutItsValue(string connection, string problem)
    {
        await using var wrong = new ServiceCollection()
            .AddNoTelemetry()
            .AddTelemetry(SentTelemetry.Settings(connection))
            .BuildServiceProvider();

        var report = ConfigurationReport.Find(wrong)!;

        Assert.Contains($"APPLICATIONINSIGHTS_CONNECTION_STRING {problem}", report, StringComparison.Ordinal);
        Assert.DoesNotContain("nonsense", report, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", report, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private TelemetryClient Client => services.GetRequiredService<TelemetryClient>();

    private static void Throw(string message, string inner) => throw new InvalidOperationException(message, new ArgumentException(inner));

    private void AssertClean(params string[] secrets) =>
        Assert.All(secrets, secret => Assert.All(sent.Wire, item => Assert.DoesNotContain(secret, item, StringComparison.Ordinal)));
}
