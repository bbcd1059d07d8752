using System.Globalization;
using System.Text.Json.Nodes;
using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Acting;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <inheritdoc cref="RemediationKind.DenySessions"/>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html</remarks>
internal sealed class DenySessions : IRemediationAction
{
    private const string Text = "text";

    public RemediationKind Kind => RemediationKind.DenySessions;

    public ActionNature Nature { get; } = new(IsDisruptive: true, CanBeUndone: true);

    public IReadOnlyList<string> Permissions { get; } = ["iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:PutRolePolicy"];

    public IReadOnlyList<string> UndoPermissions { get; } = ["iam:DeleteRolePolicy"];

    public async Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation)
    {
        var (role, policy, wanted) = (RoleOf(one), PolicyOf(one), TextOf(one));
        if (await one.Clients.Iam.AttachedAsync(role, cancellation) is null)
            return LiveState.AsWanted(new JsonObject { [Text] = null }, "There is no such role any more.");
        var now = await one.Clients.Iam.InlineAsync(role, policy, cancellation);
        if (now is not null && JsonNode.DeepEquals(JsonNode.Parse(now), wanted))
            return LiveState.AsWanted(new JsonObject { [Text] = now }, "The sessions are refused already.");
        return new LiveState(
            false,
            new JsonObject { [Text] = now },
            [
                new PlannedCall(
                    "iam:PutRolePolicy",
                    new JsonObject
                    {
                        [role.Parameter] = role.Name,
                        ["PolicyName"] = policy,
                        ["PolicyDocument"] = wanted.DeepClone(),
                    }),
            ],
            [
                $"Every session of the role {role.Name} that began before {Before(one)} is refused everything, also those at work.",
                "Who may take the role may take it again and goes on: its trust is not changed by this.",
            ]);
    }

    public Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation) =>
        one.Clients.Iam.PutInlineAsync(RoleOf(one), PolicyOf(one), TextOf(one).ToJsonString(), cancellation);

    public async Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation)
    {
        await AbsentThings.UnlessAbsentAsync(() => one.Clients.Iam.DeleteInlineAsync(RoleOf(one), PolicyOf(one), cancellation));
    }

    private static IamEntity RoleOf(ActionCase one) => new(IamEntityKind.Role, one.Text(RemediationParameters.Name));

    private static string PolicyOf(ActionCase one) =>
        string.Create(CultureInfo.InvariantCulture, $"OAuthAttestDenyOlderSessions-r{one.Id}");

    private static string Before(ActionCase one) =>
        one.PlannedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonObject TextOf(ActionCase one) => new()
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray(new JsonObject
        {
            ["Effect"] = "Deny",
            ["Action"] = "*",
            ["Resource"] = "*",
            ["Condition"] = new JsonObject { ["DateLessThan"] = new JsonObject { ["aws:TokenIssueTime"] = Before(one) } },
        }),
    };
}
