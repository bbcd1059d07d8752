using System.Net;
using System.Text.RegularExpressions;
using OAuthAttest.Evidence;
using OAuthAttest.Tests.Functions.Escalations;
using Xunit;

namespace OAuthAttest.Tests.Functions.Evidence;

/// <summary>Heads of the audit chain leave the database, and the endpoint compares with them.</summary>
public sealed partial class ReadEvidenceHeadTests
{
    [Fact]
    public async Task Report_ToSlack_CarriesAHeadThatIsInTheChain_AndTheEndpointTakesIt()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("silent");
        await world.AddGrantAsync("silent");
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));

        var written = Head().Match(Assert.Single(world.LeadMessages).ReadAloud()).Value;
        Assert.True(ChainHead.TryParse(written, out var head), written);
        Assert.True(head.Sequence > 0);
        var found = await world.GetJsonAsync($"evidence/head?head={written}");
        Assert.Equal("Whole", found.GetProperty("state").GetString());
        Assert.Contains("compared with 1 head", found.GetProperty("note").GetString(), StringComparison.Ordinal);

        var other = await world.GetJsonAsync($"evidence/head?head={head.Sequence}:{new string('0', 16)}");
        Assert.Equal("Rewritten", other.GetProperty("state").GetString());
        var cut = await world.GetJsonAsync($"evidence/head?head={found.GetProperty("entries").GetInt64() + 1}:{new string('0', 16)}");
        Assert.Equal("TailCut", cut.GetProperty("state").GetString());
        Assert.Contains(
            "compared with no head",
            (await world.GetJsonAsync("evidence/head")).GetProperty("note").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task DatadogEvent_OfAnEscalation_CarriesAHeadThatIsInTheChain()
    {
        await using var world = await CourseWorld.StartAsync();
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));

        var written = Assert
            .Single(world.Datadog.Events)
            .Attributes.GetProperty("attributes")
            .GetProperty("custom")
            .GetProperty("audit_head")
            .GetString()!;

        Assert.True(ChainHead.TryParse(written, out var head), written);
        Assert.True((await world.Service<AuditVerification>().VerifyAsync([head], default)).IsIntact);
    }

    [Theory]
    [InlineData("evidence/head?head=5")]
    [InlineData("evidence/head?head=5:abc")]
    [InlineData("evidence/head?head=%00")]
    [InlineData("evidence/head?other=1")]
    public async Task Get_QueryThatIsNoHead_IsRefused(string path)
    {
        await using var world = await FlowWorld.StartAsync();

        using var answer = await world.GetAsync(path);
        using var keyless = new HttpClient { BaseAddress = world.Host.BaseUri };
        using var unknown = await keyless.GetAsync("api/evidence/head");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
    }

    [GeneratedRegex("[0-9]+:[0-9a-f]{16}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Head();
}
