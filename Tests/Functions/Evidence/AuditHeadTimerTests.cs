using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using OAuthAttest.Configuration;
using OAuthAttest.Evidence;
using OAuthAttest.Tests.Evidence;
using Xunit;

namespace OAuthAttest.Tests.Functions.Evidence;

/// <summary>Heads of the audit log in a container that nobody can change, through the whole app.</summary>
public sealed class AuditHeadTimerTests : IAsyncLifetime
{
    private SimulatedContainer container = null!;
    private FlowWorld world = null!;

    public async Task InitializeAsync()
    {
        container = await SimulatedContainer.StartAsync();
        world = await FlowWorld.StartAsync(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Evidence:HeadsContainer"] = container.Address.AbsoluteUri,
                ["Evidence:HeadsSasToken"] = SimulatedContainer.SasToken,
            }
        );
        await world.AddPersonAsync("zoe");
        await world.AddGrantAsync("zoe");
        await world.OpenCampaignAsync();
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        await container.DisposeAsync();
    }

    [Fact]
    public async Task Heads_AreKeptOnceEach_AndTheEndpointComparesWithAllOfThem()
    {
        for (var i = 0; i < 5; i++)
        {
            await world.Time.AdvanceAsync(TimeSpan.FromHours(1));
            await AppendAsync(1);
        }
        await world.Time.AdvanceAsync(TimeSpan.FromHours(2));

        var heads = await KeptAsync();
        Assert.True(heads.Count >= 6, $"{heads.Count} heads");
        Assert.Equal(heads.Count, container.Blobs.Count);
        Assert.Equal(heads.Select(head => head.Sequence).Order(), heads.Select(head => head.Sequence));
        Assert.All(container.Blobs, blob =>
        {
            using var content = JsonDocument.Parse(blob.Value);
            Assert.Contains(content.RootElement.GetProperty("hash").GetString()!, blob.Key, StringComparison.Ordinal);
        });
        var found = await world.GetJsonAsync("evidence/head");
        Assert.Equal("Whole", found.GetProperty("state").GetString());
        Assert.Equal(heads.Count, found.GetProperty("keptHeads").GetInt32());
        Assert.Empty(container.Unexpected);
    }

    [Theory]
    [InlineData(AuditVerificationTests.CutTail, "TailCut")]
    [InlineData(AuditVerificationTests.RewriteAll, "Rewritten")]
    public async Task LogThatWasChanged_FailsTheTimer_KeepsNoHeadOfIt_AndTheEndpointTells(string change, string state)
    {
        await AppendAsync(4);
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));
        var before = container.Blobs.Count;
        await world.Database.ExecuteAsync(change);

        await world.Time.AdvanceAsync(TimeSpan.FromHours(4));

        Assert.Equal(before, container.Blobs.Count);
        Assert.Equal(state, (await world.GetJsonAsync("evidence/head")).GetProperty("state").GetString());
        using var health = await world.GetAsync("health");
        using var told = JsonDocument.Parse(await health.Content.ReadAsStreamAsync());
        Assert.Equal("degraded", told.RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Container_ThatDoesNotAnswer_Is503AndNotAnEmptyComparison()
    {
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));
        await container.Server.RefuseAsync();

        using var answer = await world.GetAsync("evidence/head");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("nothing was compared", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void HeadsContainer_ThatNamesTheAccountOnly_IsAMistake()
    {
        var mistakes = new Mistakes(new ConfigurationBuilder().Build(), typeof(EvidenceOptions));

        new EvidenceOptions { HeadsContainer = new Uri("https://account.blob.core.windows.net/") }.Check(mistakes);

        Assert.True(mistakes.Has(nameof(EvidenceOptions.HeadsContainer)));
    }

    private async Task AppendAsync(int entries)
    {
        for (var i = 0; i < entries; i++)
            await world.Database.ExecuteAsync("SELECT append_audit_events(now(), ARRAY['k'], ARRAY['s'], ARRAY['a'], ARRAY['{}'])");
    }

    private Task<List<ChainHead>> KeptAsync() =>
        HeadArchive.At(container.Address, SimulatedContainer.SasToken).ReadAsync(CancellationToken.None);
}
