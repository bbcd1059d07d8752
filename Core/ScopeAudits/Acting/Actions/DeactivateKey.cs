using System.Text.Json.Nodes;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <inheritdoc cref="RemediationKind.DeactivateKey"/>
internal sealed class DeactivateKey : IRemediationAction
{
    private const string IsActive = "isActive";

    public RemediationKind Kind => RemediationKind.DeactivateKey;

    public ActionNature Nature { get; } = new(IsDisruptive: true, CanBeUndone: true);

    public IReadOnlyList<string> Permissions { get; } = ["iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:UpdateAccessKey"];

    public IReadOnlyList<string> UndoPermissions { get; } = [];

    public async Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation)
    {
        var (user, key) = (one.Text(RemediationParameters.User), one.Text(RemediationParameters.Key));
        var isActive = await one.Clients.Iam.IsKeyActiveAsync(user, key, cancellation);
        if (isActive is not true)
        {
            return LiveState.AsWanted(
                new JsonObject { [IsActive] = isActive }, isActive is null ? "There is no such key any more." : "The key is inactive.");
        }
        var used = await one.Clients.Iam.KeyLastUsedAsync(key, cancellation);
        return new LiveState(
            false,
            new JsonObject { [IsActive] = true },
            [
                new PlannedCall(
                    "iam:UpdateAccessKey",
                    new JsonObject { ["UserName"] = user, ["AccessKeyId"] = key, ["Status"] = "Inactive" }),
            ],
            [
                $"Whoever calls AWS with the key {key} of {user} is refused.",
                used is null ? "AWS has no record that it was used." : $"It was last used at {used}, as AWS tells it.",
            ]);
    }

    public Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation) => SetAsync(one, isActive: false, cancellation);

    public Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation) => SetAsync(one, isActive: true, cancellation);

    private static Task SetAsync(ActionCase one, bool isActive, CancellationToken cancellation) =>
        one.Clients.Iam.SetKeyAsync(one.Text(RemediationParameters.User), one.Text(RemediationParameters.Key), isActive, cancellation);
}
