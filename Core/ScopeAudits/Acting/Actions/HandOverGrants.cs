using System.Globalization;
using System.Text.Json.Nodes;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.HandingOver;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <inheritdoc cref="RemediationKind.HandOverGrants"/>
/// <remarks>
/// AWS is not called: the grants are the inventory's, and their providers are called as the campaign's list is carried out.
/// </remarks>
internal sealed class HandOverGrants : IRemediationAction
{
    private const string Grants = "grants";

    /// <summary>More are no remediation of one change.</summary>
    private const int Most = 1000;

    private const int Named = 5;

    public RemediationKind Kind => RemediationKind.HandOverGrants;

    public ActionNature Nature { get; } = new(IsDisruptive: true, CanBeUndone: false)
    {
        Still = "All grants that were handed over are gone at their providers, which were read again",
    };

    public IReadOnlyList<string> Permissions { get; } = [];

    public IReadOnlyList<string> UndoPermissions { get; } = [];

    public async Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation)
    {
        var clients = one.Texts(RemediationParameters.Clients);
        var found = await one.Clients.Grants.FindAsync(clients, Most, cancellation);
        if (found.Count == 0)
            return LiveState.AsWanted([], "The inventory has no active grant of this client.");
        if (found.Count > Most)
            throw new ActionImpossibleException($"The client has more than {Most} grants: a campaign is the place to ask about them.");
        var free = found.Where(grant => grant is { CampaignId: not null, State: null }).ToList();
        var settled = found.Count(grant => grant.State is { } state && !IsUnderWay(state));
        var unasked = found.Count(grant => grant.CampaignId is null);
        if (free.Count == 0 && found.Count > settled + unasked)
            return LiveState.AsWanted([], "All of the client's grants that a worklist can take are on one.");
        if (free.Count == 0)
            throw new ActionImpossibleException($"Of the client's grants none can be handed over. {Others(settled, unasked)}");
        var facts = new JsonObject
        {
            [Grants] = new JsonArray(
                [.. free.Select(grant => (JsonNode)new JsonObject { ["campaign"] = grant.CampaignId, ["grant"] = grant.GrantId })]),
        };
        return new LiveState(false, facts, [.. free.GroupBy(grant => grant.Campaign).Select(CallOf)], Effects(free, settled, unasked));
    }

    public Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation) => one.Clients.Grants.AddAsync(
        Handed(now.Facts),
        one.DecidedBy ?? throw new ActionImpossibleException("Nobody has approved it by name."),
        string.Create(CultureInfo.InvariantCulture, $"scope-remediation/{one.Id}"),
        one.Clients.Clock.GetUtcNow(),
        cancellation);

    public Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation) =>
        throw new ActionImpossibleException("What was removed is put back from the campaign's messages.");

    /// <summary>Gone, which was read, and not only on the list.</summary>
    public async Task<bool> IsStillSoAsync(ActionCase one, JsonObject before, CancellationToken cancellation)
    {
        var handed = Handed(before);
        var states = await one.Clients.Grants.StatesAsync(handed, cancellation);
        var gone = states.Count(state => state.IsProvenGone());
        return gone == handed.Count
            ? true
            : throw new ActionImpossibleException(
                $"Of {handed.Count} grants that were handed over {gone} are gone; the worklist tells why.");
    }

    private static bool IsUnderWay(RevocationState state) => state
        is RevocationState.Queued or RevocationState.Approved or RevocationState.Revoking or RevocationState.Accepted
            or RevocationState.ByHand;

    private static List<HandedGrant> Handed(JsonObject facts) =>
    [
        .. facts[Grants]!.AsArray().Select(grant => new HandedGrant(
            grant!["campaign"]!.GetValue<long>(), grant["grant"]!.GetValue<long>())),
    ];

    private static PlannedCall CallOf(IGrouping<string?, ClientGrant> list) => new(
        "worklist:Add",
        new JsonObject
        {
            ["Campaign"] = list.Key,
            ["Client"] = string.Join(", ", list.Select(grant => grant.Client).Distinct(StringComparer.Ordinal)),
            ["Providers"] = string.Join(", ", list.Select(grant => grant.Provider).Distinct(StringComparer.Ordinal)),
            [Grants] = list.Count(),
        });

    private static List<string> Effects(List<ClientGrant> free, int settled, int unasked)
    {
        var people = free.Select(grant => grant.Account).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var more = people.Count > Named ? $" and {people.Count - Named} more" : "";
        var effects = new List<string>
        {
            $"{free.Count} grants are put on the worklist, approved by whoever approves this. They are revoked at their providers as the "
                + "list is carried out; where the settings leave lists to people, a person does it.",
        };
        if (people.Count > 0)
            effects.Add($"Cut off from the app: {string.Join(", ", people.Take(Named))}{more}.");
        if (free.Any(grant => grant.Account is null))
            effects.Add("Grants for everybody, or of the app itself, are among them: all who use it are cut off.");
        if (settled + unasked > 0)
            effects.Add(Others(settled, unasked));
        effects.Add("Each can be stopped, or put back once it is gone, from the campaign's worklist.");
        return effects;
    }

    private static string Others(int settled, int unasked) => string.Join(
        ' ',
        (IEnumerable<string>)
        [
            .. settled > 0 ? [$"{settled} were decided on the worklist before, or are gone there, and stay as they are."] : (string[])[],
            .. unasked > 0 ? [$"{unasked} are in no campaign whose worklist is released."] : (string[])[],
        ]);
}
