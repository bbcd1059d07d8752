using System.Text.Json.Nodes;
using OAuthAttest.Aws.Access;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <inheritdoc cref="RemediationKind.RemoveApplicationGrant"/>
internal sealed class RemoveApplicationGrant : IRemediationAction
{
    private const string Grant = "grant";

    public RemediationKind Kind => RemediationKind.RemoveApplicationGrant;

    public ActionNature Nature { get; } = new(IsDisruptive: true, CanBeUndone: true);

    public IReadOnlyList<string> Permissions { get; } = ["sso:GetApplicationGrant", "sso:DeleteApplicationGrant"];

    public IReadOnlyList<string> UndoPermissions { get; } = ["sso:PutApplicationGrant"];

    public async Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation)
    {
        var (application, type) = (one.Text(RemediationParameters.Application), one.Text(RemediationParameters.Grant));
        var grant = await one.Clients.IdentityCenter.GrantAsync(application, type, cancellation);
        if (grant is null)
            return LiveState.AsWanted(new JsonObject { [Grant] = null }, "The application does not have the grant any more.");
        return new LiveState(
            false,
            new JsonObject { [Grant] = JsonNode.Parse(grant) },
            [
                new PlannedCall(
                    "sso:DeleteApplicationGrant", new JsonObject { ["ApplicationArn"] = application, ["GrantType"] = type }),
            ],
            [
                $"Nobody gets a new token for the application by {type}.",
                "Tokens that were given out are good until they expire.",
            ]);
    }

    public async Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation)
    {
        await AbsentThings.UnlessAbsentAsync(() => one.Clients.IdentityCenter.DeleteGrantAsync(
                one.Text(RemediationParameters.Application), one.Text(RemediationParameters.Grant), cancellation));
    }

    public Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation) =>
        one.Clients.IdentityCenter.PutGrantAsync(
            one.Text(RemediationParameters.Application),
            one.Text(RemediationParameters.Grant),
            before[Grant]!.ToJsonString(),
            cancellation);
}
