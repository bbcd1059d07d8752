using System.Text.Json.Nodes;
using OAuthAttest.Aws.Access;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <inheritdoc cref="RemediationKind.RemoveApplicationAssignment"/>
internal sealed class RemoveApplicationAssignment : IRemediationAction
{
    private const string IsAssigned = "isAssigned";

    public RemediationKind Kind => RemediationKind.RemoveApplicationAssignment;

    public ActionNature Nature { get; } = new(IsDisruptive: true, CanBeUndone: true);

    public IReadOnlyList<string> Permissions { get; } = ["sso:DescribeApplicationAssignment", "sso:DeleteApplicationAssignment"];

    public IReadOnlyList<string> UndoPermissions { get; } = ["sso:CreateApplicationAssignment"];

    public async Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation)
    {
        var (application, principal, type) = Of(one);
        if (!await one.Clients.IdentityCenter.IsAssignedAsync(application, principal, type, cancellation))
            return LiveState.AsWanted(new JsonObject { [IsAssigned] = false }, "There is no such assignment any more.");
        return new LiveState(
            false,
            new JsonObject { [IsAssigned] = true },
            [
                new PlannedCall(
                    "sso:DeleteApplicationAssignment",
                    new JsonObject { ["ApplicationArn"] = application, ["PrincipalId"] = principal, ["PrincipalType"] = type }),
            ],
            [
                type == "GROUP"
                    ? $"Nobody gets into the application by the group {principal} any more."
                    : $"The user {principal} does not get into the application by this assignment any more; a group may still let them.",
                "Tokens that were given out are good until they expire.",
            ]);
    }

    public async Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation)
    {
        var (application, principal, type) = Of(one);
        await AbsentThings.UnlessAbsentAsync(() => one.Clients.IdentityCenter.UnassignAsync(application, principal, type, cancellation));
    }

    public Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation)
    {
        var (application, principal, type) = Of(one);
        return one.Clients.IdentityCenter.AssignAsync(application, principal, type, cancellation);
    }

    private static (string Application, string Principal, string Type) Of(ActionCase one) => (
        one.Text(RemediationParameters.Application),
        one.Text(RemediationParameters.Principal),
        one.Text(RemediationParameters.Type));
}
