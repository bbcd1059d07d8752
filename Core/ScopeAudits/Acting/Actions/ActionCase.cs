using System.Text.Json.Nodes;
using OAuthAttest.Aws.Acting;
using OAuthAttest.Revocations.HandingOver;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <summary>What one remediation is about.</summary>
/// <param name="Id">The remediation's.</param>
/// <param name="PlannedAt">When the dry run was made; now while it is made.</param>
/// <param name="Values">Its parameters.</param>
internal sealed record ActionCase(
    long Id, DateTimeOffset PlannedAt, IReadOnlyDictionary<string, IReadOnlyList<string>> Values, ActionClients Clients)
{
    /// <summary>The facts that the plan was made of; null: it is being made.</summary>
    public JsonObject? Before { get; init; }

    /// <summary>Who approved it; null: nobody did yet.</summary>
    public string? DecidedBy { get; init; }

    public string Text(string name) => Values[name][0];

    public IReadOnlyList<string> Texts(string name) => Values[name];

    public IamEntity Entity => new(
        Text(RemediationParameters.Entity) switch
        {
            "user" => IamEntityKind.User,
            "role" => IamEntityKind.Role,
            "group" => IamEntityKind.Group,
            _ => throw new ActionImpossibleException("The entity is neither a user nor a role nor a group."),
        },
        Text(RemediationParameters.Name));
}

/// <summary>The services of one account, in the Region where it is carried out.</summary>
internal sealed record ActionClients
{
    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string Partition { get; init; }

    public required IamClient Iam { get; init; }

    public required CognitoClient Cognito { get; init; }

    public required IdentityCenterClient IdentityCenter { get; init; }

    public required RunbookClient Runbooks { get; init; }

    public required GrantHandOver Grants { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>The runbooks that may be started.</summary>
    public required IReadOnlyList<RunbookSettings> Known { get; init; }
}
