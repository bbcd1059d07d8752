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
    private const string Campaign = "campaign";
    private const string Grant = "grant";

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
        // A worker that died after it handed them over: they are on the list because of this plan.
        if (one.Before is { } planned && Handed(planned) is var handed
            && (await one.Clients.Grants.StatesAsync(handed, cancellation)).Count == handed.Count)
        {
            return LiveState.AsWanted([], "The grants are on the worklist.");
        }
        var found = await one.Clients.Grants.FindAsync(one.Texts(RemediationParameters.Clients), Most, cancellation);
        if (found.Count == 0)
            return LiveState.AsWanted([], "The inventory has no active grant of this client.");
        if (!one.Clients.Grants.IsOpen)
            throw new ActionImpossibleException("Nothing is removed by the app here: its configuration leaves worklists to people.");
        if (found.Count > Most)
            throw new ActionImpossibleException($"The client has more than {Most} grants: a campaign is the place to ask about them.");
        var guarded = found.FirstOrDefault(grant => grant is { IsProtected: true, CampaignId: not null });
        if (guarded is not null)
        {
            throw new ActionImpossibleException(
                $"The app {guarded.App} is protected in campaign {guarded.Campaign}: its approvers alone decide about its grants.");
        }
        var sorted = new Sorted(found);
        if (sorted.Free.Count == 0 && sorted.UnderWay == found.Count)
            return LiveState.AsWanted([], "All of the client's grants are on a worklist, and are being removed.");
        if (sorted.Free.Count == 0)
            throw new ActionImpossibleException($"Of the client's grants none can be handed over. {sorted.Others}");
        var facts = new JsonObject
        {
            [Grants] = new JsonArray([.. sorted.Free.Select(grant => (JsonNode)new JsonObject
            {
                [Campaign] = grant.CampaignId,
                [Grant] = grant.GrantId,
                ["scopes"] = grant.Scopes,
            })]),
        };
        return new LiveState(false, facts, [.. sorted.Free.GroupBy(grant => grant.Campaign).Select(CallOf)], Effects(sorted));
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
        if (states.Any(state => state is RevocationState.Reappeared or RevocationState.Reopened))
            return false;
        var gone = states.Count(state => state.IsProvenGone());
        return gone == handed.Count
            ? true
            : throw new ActionImpossibleException(
                $"Of {handed.Count} grants that were handed over {gone} are gone; the worklist tells why.");
    }

    private static List<HandedGrant> Handed(JsonObject facts) =>
    [
        .. facts[Grants]!.AsArray().Select(grant => new HandedGrant(
            grant![Campaign]!.GetValue<long>(), grant[Grant]!.GetValue<long>())),
    ];

    private static PlannedCall CallOf(IGrouping<string?, ClientGrant> list) => new(
        "worklist:Add",
        new JsonObject
        {
            ["Campaign"] = list.Key,
            ["Client"] = string.Join(", ", list.Select(grant => grant.Client).Distinct(StringComparer.Ordinal)),
            ["Providers"] = string.Join(", ", list.Select(grant => grant.Provider).Distinct(StringComparer.Ordinal)),
            ["Grants"] = list.Count(),
        });

    private static List<string> Effects(Sorted sorted)
    {
        var people = sorted.Free.Select(grant => grant.Account).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var more = people.Count > Named ? $" and {people.Count - Named} more" : "";
        var apps = string.Join(", ", sorted.Free.Select(grant => grant.App).Distinct(StringComparer.Ordinal).Take(Named));
        var effects = new List<string>
        {
            $"{sorted.Free.Count} grants of the app {apps} are put on the worklist, with what it may do now, approved by whoever approves "
                + "this. They are revoked at their providers as the list is carried out.",
        };
        if (people.Count > 0)
            effects.Add($"Cut off from the app: {string.Join(", ", people.Take(Named))}{more}.");
        if (sorted.Free.Exists(grant => grant.Account is null))
            effects.Add("Grants for everybody, or of the app itself, are among them: all who use it are cut off.");
        if (sorted.Others.Length > 0)
            effects.Add(sorted.Others);
        effects.Add("Each can be stopped, or put back once it is gone, from the campaign's worklist.");
        return effects;
    }

    /// <summary>What can be handed over, and how many cannot.</summary>
    private sealed class Sorted(IReadOnlyList<ClientGrant> found)
    {
        public List<ClientGrant> Free { get; } = [.. found.Where(grant => grant is { CampaignId: not null, State: null })];

        public int UnderWay { get; } = found.Count(grant => !grant.IsNarrowed && IsUnderWay(grant.State));

        private int Narrowed { get; } = found.Count(grant => grant.IsNarrowed);

        private int Unasked { get; } = found.Count(grant => grant.CampaignId is null);

        private int Settled => found.Count - Free.Count - UnderWay - Narrowed - Unasked;

        public string Others => string.Join(' ', Sentences());

        private IEnumerable<string> Sentences()
        {
            if (UnderWay > 0)
                yield return $"{UnderWay} are on the worklist already, and are being removed.";
            if (Narrowed > 0)
                yield return $"{Narrowed} were kept there with fewer scopes, and stay as they are.";
            if (Settled > 0)
                yield return $"{Settled} were decided there before, or are gone, and stay as they are.";
            if (Unasked > 0)
                yield return $"{Unasked} are in no campaign whose whole worklist is released.";
        }

        private static bool IsUnderWay(RevocationState? state) => state
            is RevocationState.Approved or RevocationState.Revoking or RevocationState.Accepted or RevocationState.ByHand;
    }
}
