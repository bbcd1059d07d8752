using System.Text.Json.Nodes;
using OAuthAttest.Aws.Access;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <inheritdoc cref="RemediationKind.RemoveApplicationScope"/>
internal sealed class RemoveApplicationScope : IRemediationAction
{
    private const string Targets = "targets";

    public RemediationKind Kind => RemediationKind.RemoveApplicationScope;

    public ActionNature Nature { get; } = new(IsDisruptive: true, CanBeUndone: true);

    public IReadOnlyList<string> Permissions { get; } = ["sso:ListApplicationAccessScopes", "sso:DeleteApplicationAccessScope"];

    public IReadOnlyList<string> UndoPermissions { get; } = ["sso:PutApplicationAccessScope"];

    public async Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation)
    {
        var (application, scope) = (one.Text(RemediationParameters.Application), one.Text(RemediationParameters.Scope));
        var targets = await one.Clients.IdentityCenter.ScopeTargetsAsync(application, scope, cancellation);
        if (targets is null)
            return LiveState.AsWanted(new JsonObject { [Targets] = null }, "The application does not have the scope any more.");
        return new LiveState(
            false,
            new JsonObject { [Targets] = new JsonArray([.. targets.Order(StringComparer.Ordinal).Select(target => (JsonNode)target)]) },
            [
                new PlannedCall(
                    "sso:DeleteApplicationAccessScope", new JsonObject { ["ApplicationArn"] = application, ["Scope"] = scope }),
            ],
            [
                "The application gets no new token with this scope, for none of its users.",
                "Tokens that were given out are good until they expire.",
            ]);
    }

    public async Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation)
    {
        await AbsentThings.UnlessAbsentAsync(() => one.Clients.IdentityCenter.DeleteScopeAsync(
                one.Text(RemediationParameters.Application), one.Text(RemediationParameters.Scope), cancellation));
    }

    public Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation) =>
        one.Clients.IdentityCenter.PutScopeAsync(
            one.Text(RemediationParameters.Application),
            one.Text(RemediationParameters.Scope),
            [.. before[Targets]!.AsArray().Select(target => target!.GetValue<string>())],
            cancellation);
}
