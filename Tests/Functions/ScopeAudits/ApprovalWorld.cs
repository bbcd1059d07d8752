using System.Net;
using System.Text.Json;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>
/// A deviation by Nadia in the channel: Omar proposes to approve it, Ines and Nadia may approve, and everybody presses real buttons.
/// </summary>
internal sealed class ApprovalWorld : IAsyncDisposable
{
    public const string Why = "The new service reads these buckets";

    private ApprovalWorld(AuditFlowWorld audits) => Audits = audits;

    public AuditFlowWorld Audits { get; }

    public FlowWorld Flow => Audits.Flow;

    public SimulatedPerson Omar => Flow.Person("omar");

    public SimulatedPerson Ines => Flow.Person("ines");

    public SimulatedPerson Nadia => Flow.Person("nadia");

    /// <summary>The change's message, with its button.</summary>
    public SimulatedMessage Deviation => Audits.Told.First(message => Has(message, SlackActions.ProposeScope));

    /// <summary>The messages that a proposal has, also when it is decided.</summary>
    public IReadOnlyList<SimulatedMessage> Proposals =>
        [.. Audits.Told.Where(message => message.Key!.StartsWith("scope-approval-", StringComparison.Ordinal) && message.Thread is null)];

    public SimulatedMessage Proposal => Assert.Single(Proposals);

    public static async Task<ApprovalWorld> StartAsync(Action<Dictionary<string, string?>>? change = null, bool isFound = true)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ScopeAudit:Approvers:0"] = "ines@example.com",
            ["ScopeAudit:Approvers:1"] = "nadia@example.com",
            ["ScopeAudit:Approvers:2"] = FlowWorld.UserId("pia"),
        };
        change?.Invoke(settings);
        var world = new ApprovalWorld(await AuditFlowWorld.StartAsync(settings: settings));
        foreach (var name in (string[])["omar", "ines", "nadia", "pia", "tom"])
            world.Flow.AddMember(name);
        if (!isFound)
            return world;
        world.Audits.Attach(TimeSpan.FromMinutes(20));
        await world.Audits.TickAsync();
        return world;
    }

    /// <summary>A quarter of an hour later.</summary>
    public Task NextTickAsync() => TickAfterAsync(TimeSpan.FromMinutes(15));

    public async Task TickAfterAsync(TimeSpan time)
    {
        await Flow.Time.AdvanceAsync(time);
        await Audits.TickAsync();
    }

    /// <summary>Presses a button of a message, and returns what only the person who pressed it sees.</summary>
    public static async Task<string?> PressAsync(
        SimulatedPerson person, SimulatedMessage message, string action, InteractionOptions? options = null)
    {
        var seen = message.Ephemerals.Count;
        var result = await person.PressAsync(message.Buttons().First(button => button.ActionId == action), options);
        Assert.Equal(HttpStatusCode.OK, result.StatusCode);
        return message.Ephemerals.Count > seen ? message.Ephemerals[^1] : null;
    }

    /// <summary>Opens the modal and fills it in.</summary>
    /// <returns>The modal: closed if the proposal was taken.</returns>
    public async Task<SimulatedView> ProposeAsync(
        SimulatedPerson? person = null, string why = Why, string owner = "Platform", string? day = null, InteractionOptions? options = null)
    {
        person ??= Omar;
        Assert.Null(await PressAsync(person, Deviation, SlackActions.ProposeScope));
        var modal = person.OpenViews[^1];
        var texts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [SlackActions.ReasonInput] = why,
            [SlackActions.ScopeOwnerInput] = owner,
        };
        if (day is not null)
            texts[SlackActions.ScopeDayInput] = day;
        var result = await person.SubmitAsync(modal, texts, options);
        Assert.Equal(HttpStatusCode.OK, result.StatusCode);
        return modal;
    }

    public Task<string?> ApproveAsync(SimulatedPerson person, InteractionOptions? options = null) =>
        PressAsync(person, Proposal, SlackActions.ApproveScope, options);

    public Task<string?> DeclineAsync(SimulatedPerson person) => PressAsync(person, Proposal, SlackActions.DeclineScope);

    public Task<ScopeApproval> ApprovalAsync() => Flow.OneAsync(db => db.ScopeApprovals);

    /// <summary>The id that the approval has as an entry of the list.</summary>
    public async Task<string> EntryAsync()
    {
        var approval = await ApprovalAsync();
        var change = AuditDocuments.Change((await Flow.ReadAsync(db => db.ScopeChanges)).Single(row => row.Id == approval.ChangeId).Change);
        return approval.Entries(change).Single().Id;
    }

    /// <summary>The entries of the audit log about approvals, without what they begin with.</summary>
    public async Task<List<string>> StepsAsync() =>
        [.. (await Flow.AuditKindsAsync()).Where(kind => kind.StartsWith("scope_approval.", StringComparison.Ordinal))
            .Select(kind => kind["scope_approval.".Length..])];

    /// <summary>The newest audit's only finding.</summary>
    public async Task<JsonElement> FindingAsync()
    {
        var run = (await Audits.RunsAsync())[^1];
        return Assert.Single((await Flow.GetJsonAsync($"scope-audits/{run.Key}")).GetProperty("findings").EnumerateArray());
    }

    public ValueTask DisposeAsync() => Audits.DisposeAsync();

    private static bool Has(SimulatedMessage message, string action) => message.Buttons().Any(button => button.ActionId == action);
}
