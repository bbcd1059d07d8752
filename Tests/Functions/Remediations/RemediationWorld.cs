using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Functions.ScopeAudits;
using OAuthAttest.Tests.ScopeAudits.Sources;
using Xunit;

namespace OAuthAttest.Tests.Functions.Remediations;

/// <summary>A deviation that an audit has told, in an account in which something can be done about it.</summary>
internal sealed class RemediationWorld : IAsyncDisposable
{
    public const string Policy = "arn:aws:iam::aws:policy/AdministratorAccess";

    /// <param name="audits">In which nothing was audited yet.</param>
    public RemediationWorld(AuditFlowWorld audits) => Audits = audits;

    public AuditFlowWorld Audits { get; }

    public FlowWorld Flow => Audits.Flow;

    public AwsSimulator Aws => Audits.Aws;

    public SimulatedAccount Account => Aws.Account(LookupWorld.Account);

    /// <summary>The calls that changed something, by their methods.</summary>
    public IReadOnlyList<string> Changed => [.. Aws.Changes.Select(change => change.Method)];

    /// <summary>The role Reader got AdministratorAccess, by the session of nadia, and the channel was told.</summary>
    public static async Task<RemediationWorld> StartAsync(
        IFunctionInterceptor? interceptor = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var world = await StartEmptyAsync(interceptor, settings);
        world.Account.AddEntity("role", "Reader", "arn:aws:iam::aws:policy/ReadOnlyAccess", Policy);
        world.Audits.Attach(TimeSpan.FromHours(1));
        await world.Audits.TickAsync();
        return world;
    }

    public static async Task<RemediationWorld> StartEmptyAsync(
        IFunctionInterceptor? interceptor = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        IReadOnlyCollection<string>? mayAct = null,
        Func<HostSetup, Task<FlowWorld>>? start = null
    ) => new(await AuditFlowWorld.StartAsync(interceptor, settings, mayAct, start));

    /// <summary>Of audits that have another source.</summary>
    public static RemediationWorld Over(AuditFlowWorld audits) => new(audits);

    /// <summary>Somebody presses the newest button of an action in the channel, and all that follows is run.</summary>
    public async Task<InteractionResult> PressAsync(string name, string action, InteractionOptions? options = null, string? kind = null)
    {
        var button = Audits.Told.SelectMany(message => message.Buttons())
            .Last(each => each.ActionId.StartsWith(action, StringComparison.Ordinal)
                && (kind is null || each.Value.EndsWith($":{kind}", StringComparison.Ordinal)));
        return await PressAsync(name, button, options);
    }

    public async Task<InteractionResult> PressAsync(string name, SimulatedButton button, InteractionOptions? options = null)
    {
        var result = await Flow.Person(name).PressAsync(button, options);
        await Flow.Host.WhenIdleAsync();
        return result;
    }

    /// <summary>Carl asks for the plan.</summary>
    public async Task<Remediation> PlanAsync(string? kind = "DetachPolicy", string by = "carl")
    {
        await PressAsync(by, SlackActions.PlanRemediation, kind: kind);
        return await LastAsync();
    }

    public async Task<Remediation> ApproveAsync(string by = "ann", InteractionOptions? options = null)
    {
        await PressAsync(by, SlackActions.ApproveRemediation, options);
        return await LastAsync();
    }

    public async Task<Remediation> LastAsync() =>
        (await Flow.ReadAsync(db => db.ScopeRemediations.OrderBy(row => row.Id))).Last();

    /// <summary>The newest message, and what it says to whoever clicked last.</summary>
    public string LastTold => Audits.Told[^1] is { Blocks.Length: > 2 } blocks ? blocks.ReadAloud() : Audits.Told[^1].Text;

    public string LastAnswer => Audits.Told.SelectMany(message => message.Ephemerals).Last();

    public async Task<List<string>> KindsAsync() =>
        [.. (await Flow.AuditKindsAsync()).Where(kind => kind.StartsWith("scope_remediation", StringComparison.Ordinal))];

    /// <summary>Nobody was called who should not have been.</summary>
    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Aws.Unexpected);
        await Audits.DisposeAsync();
    }
}
