using System.Text.Json.Nodes;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <inheritdoc cref="RemediationKind.SignUserOut"/>
internal sealed class SignUserOut : IRemediationAction
{
    public RemediationKind Kind => RemediationKind.SignUserOut;

    public ActionNature Nature { get; } = new(IsDisruptive: true, CanBeUndone: false, IsVisible: false);

    public IReadOnlyList<string> Permissions { get; } = ["cognito-idp:AdminGetUser", "cognito-idp:AdminUserGlobalSignOut"];

    public IReadOnlyList<string> UndoPermissions { get; } = [];

    public async Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation)
    {
        var (pool, user) = (one.Text(RemediationParameters.Pool), one.Text(RemediationParameters.User));
        if (!await one.Clients.Cognito.HasUserAsync(pool, user, cancellation))
            return LiveState.AsWanted(new JsonObject { ["isThere"] = false }, "There is no such user any more.");
        return new LiveState(
            false,
            new JsonObject { ["isThere"] = true },
            [
                new PlannedCall(
                    "cognito-idp:AdminUserGlobalSignOut", new JsonObject { ["UserPoolId"] = pool, ["Username"] = user }),
            ],
            [
                $"The user {user} is signed out everywhere and has to sign in anew.",
                "What the user was given stays, and is there again after that: take it back too.",
                "Access tokens that were given out are good until they expire, for whoever checks only signature and time.",
            ]);
    }

    public Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation) =>
        one.Clients.Cognito.SignOutAsync(one.Text(RemediationParameters.Pool), one.Text(RemediationParameters.User), cancellation);

    public Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation) =>
        throw new ActionImpossibleException("Nobody can be signed in again from here.");
}
