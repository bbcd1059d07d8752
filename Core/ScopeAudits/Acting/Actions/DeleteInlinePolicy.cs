using System.Text.Json.Nodes;
using OAuthAttest.Aws.Access;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <inheritdoc cref="RemediationKind.DeleteInlinePolicy"/>
internal sealed class DeleteInlinePolicy : IRemediationAction
{
    private const string Text = "text";

    public RemediationKind Kind => RemediationKind.DeleteInlinePolicy;

    public ActionNature Nature { get; } = new(IsDisruptive: true, CanBeUndone: true);

    public IReadOnlyList<string> Permissions { get; } =
    [
        "iam:GetUserPolicy", "iam:GetRolePolicy", "iam:GetGroupPolicy",
        "iam:DeleteUserPolicy", "iam:DeleteRolePolicy", "iam:DeleteGroupPolicy",
    ];

    public IReadOnlyList<string> UndoPermissions { get; } = ["iam:PutUserPolicy", "iam:PutRolePolicy", "iam:PutGroupPolicy"];

    public async Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation)
    {
        var (entity, policy) = (one.Entity, one.Text(RemediationParameters.Policy));
        var text = await one.Clients.Iam.InlineAsync(entity, policy, cancellation);
        if (text is null)
            return LiveState.AsWanted(new JsonObject { [Text] = null }, "There is no inline policy of this name any more.");
        var kind = entity.Kind.ToString().ToLowerInvariant();
        return new LiveState(
            false,
            new JsonObject { [Text] = text },
            [
                new PlannedCall(
                    $"iam:Delete{entity.Kind}Policy",
                    new JsonObject { [entity.Parameter] = entity.Name, ["PolicyName"] = policy }),
            ],
            [
                $"The {kind} {entity.Name} loses what this policy allows, and gains what it denies, within seconds.",
                "The text as it stands now is kept here, and Undo writes it back. What stood there before the change is not in the record.",
            ]);
    }

    public async Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation)
    {
        await AbsentThings.UnlessAbsentAsync(
            () => one.Clients.Iam.DeleteInlineAsync(one.Entity, one.Text(RemediationParameters.Policy), cancellation));
    }

    public Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation) =>
        one.Clients.Iam.PutInlineAsync(
            one.Entity, one.Text(RemediationParameters.Policy), before[Text]!.GetValue<string>(), cancellation);
}
