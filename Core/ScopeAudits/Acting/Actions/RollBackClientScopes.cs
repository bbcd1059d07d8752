using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <inheritdoc cref="RemediationKind.RollBackClientScopes"/>
internal sealed class RollBackClientScopes : IRemediationAction
{
    private const string Allowed = "AllowedOAuthScopes";
    private const string Flows = "AllowedOAuthFlows";
    private const string UsesFlows = "AllowedOAuthFlowsUserPoolClient";

    private static readonly string[] Ours = [Allowed, Flows, UsesFlows];

    public RemediationKind Kind => RemediationKind.RollBackClientScopes;

    public ActionNature Nature { get; } = new(IsDisruptive: true, CanBeUndone: true);

    public IReadOnlyList<string> Permissions { get; } = ["cognito-idp:DescribeUserPoolClient", "cognito-idp:UpdateUserPoolClient"];

    public IReadOnlyList<string> UndoPermissions { get; } = [];

    public async Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation)
    {
        var client = one.Text(RemediationParameters.Client);
        var settings = await one.Clients.Cognito.ClientAsync(one.Text(RemediationParameters.Pool), client, cancellation);
        if (settings is null)
            return LiveState.AsWanted(new JsonObject { ["isThere"] = false }, "There is no such app client any more.");
        Sort(settings);
        var unwanted = one.Texts(RemediationParameters.Scopes);
        var there = (settings[Allowed] as JsonArray ?? []).Select(each => each!.GetValue<string>()).ToList();
        var going = there.Where(scope => unwanted.Contains(scope, StringComparer.Ordinal)).ToList();
        if (going.Count == 0)
            return LiveState.AsWanted(settings, "The app client has none of these scopes any more.");
        var staying = there.Except(going, StringComparer.Ordinal).ToList();
        var wanted = (JsonObject)settings.DeepClone();
        wanted[Allowed] = new JsonArray([.. staying.Select(scope => (JsonNode)scope)]);
        if (staying.Count == 0)
        {
            // Cognito takes flows only with a scope.
            wanted[Flows] = new JsonArray();
            wanted[UsesFlows] = false;
        }
        return new LiveState(
            false,
            settings,
            [new PlannedCall("cognito-idp:UpdateUserPoolClient", wanted)],
            [
                $"The app client {client} loses {string.Join(", ", going)}.",
                staying.Count == 0
                    ? "No scope stays, so nobody can sign in with it by OAuth."
                    : $"These stay: {string.Join(", ", staying)}.",
                "Tokens that were given out are good until they expire. All other settings of the client are sent as they are.",
            ]);
    }

    public Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation) =>
        one.Clients.Cognito.UpdateClientAsync(now.Calls[0].Parameters, cancellation);

    public async Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation)
    {
        // What else was set meanwhile is set still: only the scopes and flows go back.
        var (pool, client) = (one.Text(RemediationParameters.Pool), one.Text(RemediationParameters.Client));
        var settings = await one.Clients.Cognito.ClientAsync(pool, client, cancellation)
            ?? throw new ActionImpossibleException("There is no such app client any more.");
        foreach (var name in Ours)
        {
            if (before[name] is { } value)
                settings[name] = value.DeepClone();
        }
        await one.Clients.Cognito.UpdateClientAsync(settings, cancellation);
    }

    /// <summary>Of the scopes and flows alone, in any order: other settings are not ours.</summary>
    public async Task<UndoStanding> StandingAsync(ActionCase one, JsonObject before, CancellationToken cancellation)
    {
        var pool = one.Text(RemediationParameters.Pool);
        var live = await one.Clients.Cognito.ClientAsync(pool, one.Text(RemediationParameters.Client), cancellation)
            ?? throw new ActionImpossibleException("There is no such app client any more.");
        var had = Texts(before[Allowed]);
        var left = had.Except(one.Texts(RemediationParameters.Scopes), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        return Texts(live[Allowed]).SetEquals(had) && Texts(live[Flows]).SetEquals(Texts(before[Flows])) ? UndoStanding.Undone
            : Texts(live[Allowed]).SetEquals(left) && Texts(live[Flows]).SetEquals(left.Count == 0 ? [] : Texts(before[Flows]))
                ? UndoStanding.AsWeLeftIt
            : UndoStanding.Changed;
    }

    /// <summary>Cognito's lists are sets: another order is no other state.</summary>
    private static void Sort(JsonObject settings)
    {
        foreach (var (name, list) in settings.Where(each => each.Value is JsonArray all && all.All(IsText)).ToList())
            settings[name] = new JsonArray([.. Texts(list).Order(StringComparer.Ordinal).Select(text => (JsonNode)text)]);
    }

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    private static HashSet<string> Texts(JsonNode? list) =>
        (list as JsonArray ?? []).Select(each => each!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
}
