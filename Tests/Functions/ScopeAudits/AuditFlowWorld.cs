using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OAuthAttest.Aws.Access;
using OAuthAttest.Functions.ScopeAudits;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Tests.Aws.Access;
using OAuthAttest.Tests.Aws.CloudTrail;
using OAuthAttest.Tests.Infra;
using OAuthAttest.Tests.ScopeAudits.Athena;
using OAuthAttest.Tests.ScopeAudits.Buckets;
using OAuthAttest.Tests.ScopeAudits.Sources;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>Audits over a simulated AWS: real functions, real engine, real PostgreSQL, virtual time.</summary>
internal sealed class AuditFlowWorld : IAsyncDisposable
{
    public const string Channel = "C0SECURITY";
    public const string ActRole = "arn:aws:iam::111122223333:role/OAuthAttestAct";

    private int logged;

    private AuditFlowWorld(FlowWorld flow, AwsSimulator aws) => (Flow, Aws) = (flow, aws);

    public FlowWorld Flow { get; }

    public AwsSimulator Aws { get; }

    public IReadOnlyList<SimulatedMessage> Told => [.. Flow.Slack.Messages(Channel)];

    /// <param name="interceptor">Of the functions.</param>
    /// <param name="settings">More of them, or others; null takes one away.</param>
    /// <param name="mayAct">What the role that acts may; null: what the files under infra/aws allow.</param>
    /// <param name="start">Starts the functions; null: with nothing besides.</param>
    /// <param name="simulator">What is simulated besides.</param>
    public static async Task<AuditFlowWorld> StartAsync(
        IFunctionInterceptor? interceptor = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        IReadOnlyCollection<string>? mayAct = null,
        Func<HostSetup, Task<FlowWorld>>? start = null,
        Func<AwsSimulatorOptions, AwsSimulatorOptions>? simulator = null
    )
    {
        var clock = new LaterClock();
        var simulated = new AwsSimulatorOptions
        {
            Roles =
            [
                new SimulatedRole(LookupWorld.RoleOf(LookupWorld.Account)),
                new SimulatedRole($"arn:aws:iam::{BucketWorld.Owner}:role/Archive"),
                new SimulatedRole(ActRole, MayLookUp: false, May: mayAct ?? AwsPolicies.OfAllKinds()),
                new SimulatedRole(AthenaWorld.Role, MayLookUp: false, May: AwsPolicies.OfAthena()),
            ],
            StsClock = TimeProvider.System,
        };
        var aws = await AwsSimulator.StartAsync(simulator?.Invoke(simulated) ?? simulated, clock);
        var setup = new HostSetup
        {
            Settings = SettingsOf(aws, settings),
            Interceptor = interceptor,
            ConfigureServices = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<ILookupPaces>(new RecordedPaces()));
                services.Replace(ServiceDescriptor.Singleton<IOwnCredentials>(
                    new FixedCredentials(aws.Options.AccessKeyId, aws.Options.SecretAccessKey)));
            },
        };
        var flow = await (start is null ? FlowWorld.StartAsync(setup) : start(setup));
        clock.Inner = flow.Clock;
        flow.Slack.Add(new SimulatedChannel { Id = Channel });
        foreach (var name in (string[])["ann", "bob", "nadia", "carl"])
            flow.AddMember(name);
        return new AuditFlowWorld(flow, aws);
    }

    /// <summary>A role got a policy so long ago.</summary>
    public string Attach(
        TimeSpan ago, string policy = "AdministratorAccess", string region = "us-east-1", string identity = LogText.RoleSession)
    {
        var id = $"event-{++logged}";
        var at = (Flow.Clock.GetUtcNow() - ago).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var parameters = $$"""{"roleName":"Reader","policyArn":"arn:aws:iam::aws:policy/{{policy}}"}""";
        Aws.Log(LookupWorld.Account, region, LogText.Record(id, time: at, region: region, identity: identity, parameters: parameters));
        return id;
    }

    /// <summary>Any call was made so long ago.</summary>
    /// <param name="more">Members at the record's end, each after a comma.</param>
    public void Log(string source, string name, string parameters, string region = "us-east-1", string more = "")
    {
        var at = (Flow.Clock.GetUtcNow() - TimeSpan.FromHours(1)).UtcDateTime
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var record = LogText.Record(
            $"event-{++logged}", name, source, at, region: region, parameters: parameters, more: more);
        Aws.Log(LookupWorld.Account, region, record);
    }

    /// <summary>What the timer does.</summary>
    public async Task TickAsync()
    {
        await Flow.Service<ScopeAuditLauncher>().TickAsync(Flow.Host.Client, default);
        await Flow.Host.WhenIdleAsync();
    }

    public async Task<List<AuditRun>> RunsAsync() => [.. await Flow.ReadAsync(db => db.ScopeAudits.OrderBy(run => run.Id))];

    public async ValueTask DisposeAsync()
    {
        await Flow.DisposeAsync();
        await Aws.DisposeAsync();
    }

    private static Dictionary<string, string?> SettingsOf(AwsSimulator aws, IReadOnlyDictionary<string, string?>? others)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ScopeAudit:Accounts:0:Id"] = LookupWorld.Account,
            ["ScopeAudit:Accounts:0:RoleArn"] = LookupWorld.RoleOf(LookupWorld.Account),
            ["ScopeAudit:Accounts:0:ActRoleArn"] = ActRole,
            ["ScopeAudit:Regions"] = LookupWorld.Region,
            ["ScopeAudit:BaseUrl"] = aws.BaseUrl.AbsoluteUri,
            ["ScopeAudit:Channel"] = Channel,
            ["Remediation:Approvers"] = "ann@example.com,bob@example.com,nadia@example.com",
        };
        foreach (var (key, value) in others ?? new Dictionary<string, string?>())
        {
            settings.Remove(key);
            if (value is not null)
                settings[key] = value;
        }
        return settings;
    }

    /// <summary>That of the world, which begins after the simulator.</summary>
    internal sealed class LaterClock : TimeProvider
    {
        public TimeProvider Inner { get; set; } = System;

        public override DateTimeOffset GetUtcNow() => Inner.GetUtcNow();
    }
}
