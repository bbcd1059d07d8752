using System.Text.Json;
using OAuthAttest.Local.Simulators;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Running;
using Xunit;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>
/// Every call of an audit over a bucket fails, once and for good. What passes changes nothing; what lasts is in the certificate, and what
/// can be read is read.
/// </summary>
public sealed class BucketAuditFaultTests
{
    private const int ForGood = 60;

    public static TheoryData<HttpFault> Faults => [HttpFault.ServerError, HttpFault.BrokenAfterAccepting];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task EveryCall_Fails_ChangesNothingOnce_AndIsToldForGood(HttpFault fault)
    {
        await using var world = await SmallAsync();
        foreach (var (method, index) in await CallsAsync(world))
        {
            world.Aws.Faults.Stop();
            world.Aws.Faults.Next(method, [.. Enumerable.Repeat(HttpFault.None, index), fault]);
            AssertAll(await AuditAsync(world, Since(world)), method);

            world.Aws.Faults.Stop();
            world.Aws.Faults.Next(method, [.. Enumerable.Repeat(HttpFault.None, index), .. Enumerable.Repeat(fault, ForGood)]);
            var certificate = await AuditAsync(world, Since(world));
            Assert.False(certificate.IsComplete, method);
            Assert.NotEmpty(certificate.Errors);
        }
    }

    /// <summary>A whole audit, without its orchestration.</summary>
    /// <param name="since">Null: of the usual window.</param>
    internal static async Task<PartReading> AuditAsync(BucketFlowWorld world, DateTimeOffset? since)
    {
        var run = await world.Flow.Service<AuditStart>().BeginAsync(new AuditWish("test", since, null, new AuditFilter()), default);
        var parts = world.Flow.Service<AuditParts>();
        while (await parts.WaitingAsync(run.Id, 10, default) is { Count: > 0 } waiting)
        {
            foreach (var part in waiting)
                await parts.ReadAsync(part, default);
        }
        await world.Flow.Service<AuditConclusion>().ConcludeAsync(run.Id, default);
        var ended = (await world.RunsAsync()).Single(each => each.Id == run.Id);
        return JsonSerializer.Deserialize(ended.Certificate!, AuditDocumentsJson.Default.PartReading)!;
    }

    private static DateTimeOffset Since(BucketFlowWorld world) => world.Flow.Clock.GetUtcNow().AddHours(-2);

    /// <summary>Of two hours, in which there was one change.</summary>
    private static async Task<BucketFlowWorld> SmallAsync()
    {
        var world = await BucketFlowWorld.StartAsync(null, ("ScopeAudit:Regions", "us-east-1"));
        world.Attach(TimeSpan.FromHours(1));
        world.Deliver();
        world.Remove(key => key.Contains("eu-west-1", StringComparison.Ordinal));
        AssertAll(await AuditAsync(world, Since(world)), "none");
        return world;
    }

    private static async Task<List<(string Method, int Index)>> CallsAsync(BucketFlowWorld world)
    {
        var before = world.Aws.Calls.ToDictionary();
        AssertAll(await AuditAsync(world, Since(world)), "none");
        var calls = world.Aws.Calls
            .SelectMany(each => Enumerable.Range(0, each.Value - before.GetValueOrDefault(each.Key)).Select(index => (each.Key, index)))
            .ToList();
        Assert.True(calls.Count > 12, $"only {calls.Count} calls");
        return calls;
    }

    private static void AssertAll(PartReading certificate, string method)
    {
        Assert.True(certificate.IsComplete, $"{method}: {string.Join('\n', certificate.Errors)}");
        Assert.Equal((1, 1), (certificate.Records, certificate.Digests!.Verified));
    }
}
