using System.Text.Json.Nodes;
using OAuthAttest.Aws.Access;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <inheritdoc cref="RemediationKind.DetachPolicy"/>
internal sealed class DetachPolicy : IRemediationAction
{
    public RemediationKind Kind => RemediationKind.DetachPolicy;

    public ActionNature Nature { get; } = new(IsDisruptive: true, CanBeUndone: true);

    public IReadOnlyList<string> Permissions { get; } =
    [
        "iam:ListAttachedUserPolicies", "iam:ListAttachedRolePolicies", "iam:ListAttachedGroupPolicies",
        "iam:DetachUserPolicy", "iam:DetachRolePolicy", "iam:DetachGroupPolicy",
    ];

    public IReadOnlyList<string> UndoPermissions { get; } = ["iam:AttachUserPolicy", "iam:AttachRolePolicy", "iam:AttachGroupPolicy"];

    public async Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation)
    {
        var (entity, policy) = (one.Entity, one.Text(RemediationParameters.Policy));
        var attached = await one.Clients.Iam.AttachedAsync(entity, cancellation);
        var kind = entity.Kind.ToString().ToLowerInvariant();
        if (attached is null)
            return LiveState.AsWanted(new JsonObject { ["isThere"] = false }, $"There is no {kind} {entity.Name} any more.");
        if (!attached.Contains(policy, StringComparer.Ordinal))
            return LiveState.AsWanted(new JsonObject { ["isAttached"] = false }, "The policy is not attached any more.");
        return new LiveState(
            false,
            new JsonObject { ["isAttached"] = true },
            [
                new PlannedCall(
                    $"iam:Detach{entity.Kind}Policy",
                    new JsonObject { [entity.Parameter] = entity.Name, ["PolicyArn"] = policy }),
            ],
            [
                $"The {kind} {entity.Name} loses what this policy allows, and gains what it denies, within seconds.",
                $"Other managed policies that stay attached: {attached.Count - 1}.",
            ]);
    }

    public async Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation)
    {
        await AbsentThings.UnlessAbsentAsync(
            () => one.Clients.Iam.DetachAsync(one.Entity, one.Text(RemediationParameters.Policy), cancellation));
    }

    public Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation) =>
        one.Clients.Iam.AttachAsync(one.Entity, one.Text(RemediationParameters.Policy), cancellation);
}
