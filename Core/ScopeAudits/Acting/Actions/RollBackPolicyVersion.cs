using System.Text.Json.Nodes;
using OAuthAttest.Aws.Access;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <inheritdoc cref="RemediationKind.RollBackPolicyVersion"/>
internal sealed class RollBackPolicyVersion : IRemediationAction
{
    private const string Text = "text";
    private const string IsDefault = "isDefault";
    private const string Previous = "previous";

    public RemediationKind Kind => RemediationKind.RollBackPolicyVersion;

    public ActionNature Nature { get; } = new(IsDisruptive: true, CanBeUndone: true);

    public IReadOnlyList<string> Permissions { get; } =
        ["iam:ListPolicyVersions", "iam:GetPolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicyVersion"];

    public IReadOnlyList<string> UndoPermissions { get; } = ["iam:CreatePolicyVersion"];

    public async Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation)
    {
        var (policy, version) = (one.Text(RemediationParameters.Policy), one.Text(RemediationParameters.Version));
        var versions = await one.Clients.Iam.VersionsAsync(policy, cancellation);
        if (versions?.FirstOrDefault(each => each.Id == version) is not { } found)
            return LiveState.AsWanted(new JsonObject { ["isThere"] = false }, "There is no such version any more.");
        var text = await one.Clients.Iam.VersionTextAsync(policy, version, cancellation)
            ?? throw new AwsUnavailableException("AWS: a version of a policy is in the list and has no text");
        var previous = versions.Where(each => Number(each.Id) < Number(version)).MaxBy(each => Number(each.Id));
        var calls = new List<PlannedCall>();
        var effects = new List<string> { "The text of the version is kept here; Undo creates it anew, under another number." };
        if (found.IsDefault)
        {
            if (previous is null)
                throw new ActionImpossibleException("The policy has no older version that could be the default again.");
            calls.Add(new PlannedCall(
                "iam:SetDefaultPolicyVersion", new JsonObject { ["PolicyArn"] = policy, ["VersionId"] = previous.Id }));
            effects.Insert(0, $"Everybody who has this policy has what its version {previous.Id} says, within seconds.");
        }
        else
        {
            effects.Insert(0, "The version is not the one in force: nobody loses anything.");
        }
        calls.Add(new PlannedCall("iam:DeletePolicyVersion", new JsonObject { ["PolicyArn"] = policy, ["VersionId"] = version }));
        var facts = new JsonObject { [Text] = text, [IsDefault] = found.IsDefault, [Previous] = previous?.Id };
        return new LiveState(false, facts, calls, effects);
    }

    public async Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation)
    {
        var policy = one.Text(RemediationParameters.Policy);
        if (now.Facts[IsDefault]!.GetValue<bool>())
            await one.Clients.Iam.SetDefaultVersionAsync(policy, now.Facts[Previous]!.GetValue<string>(), cancellation);
        try
        {
            await one.Clients.Iam.DeleteVersionAsync(policy, one.Text(RemediationParameters.Version), cancellation);
        }
        catch (AwsRejectedException e) when (AwsErrors.IsAbsent(e.Code) || e.Code == "DeleteConflict")
        {
            // Somebody was faster, or IAM does not know yet that another one is in force: the state is read again.
        }
    }

    public Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation) =>
        one.Clients.Iam.CreateVersionAsync(
            one.Text(RemediationParameters.Policy), before[Text]!.GetValue<string>(), before[IsDefault]!.GetValue<bool>(), cancellation);

    /// <summary>The version that was put in force is the one in force: a number alone is never given again.</summary>
    public async Task<bool> IsStillSoAsync(ActionCase one, JsonObject before, CancellationToken cancellation)
    {
        var versions = await one.Clients.Iam.VersionsAsync(one.Text(RemediationParameters.Policy), cancellation);
        return versions is null
            || (versions.All(version => version.Id != one.Text(RemediationParameters.Version))
                && (!before[IsDefault]!.GetValue<bool>()
                    || versions.Any(version => version.IsDefault && version.Id == before[Previous]?.GetValue<string>())));
    }

    /// <summary>Under another number: whether a version has the text, and is the default if it was.</summary>
    public async Task<UndoStanding> StandingAsync(ActionCase one, JsonObject before, CancellationToken cancellation)
    {
        var (policy, text) = (one.Text(RemediationParameters.Policy), before[Text]!.GetValue<string>());
        var versions = await one.Clients.Iam.VersionsAsync(policy, cancellation)
            ?? throw new ActionImpossibleException("There is no such policy any more.");
        var wasDefault = before[IsDefault]!.GetValue<bool>();
        foreach (var version in versions.Where(version => version.IsDefault || !wasDefault))
        {
            if (await one.Clients.Iam.VersionTextAsync(policy, version.Id, cancellation) == text)
                return UndoStanding.Undone;
        }
        // Another one in force than the one that we put in force: somebody has written the policy anew.
        return wasDefault && versions.FirstOrDefault(version => version.IsDefault)?.Id != before[Previous]?.GetValue<string>()
            ? UndoStanding.Changed
            : UndoStanding.AsWeLeftIt;
    }

    /// <summary>IAM counts: v1, v2.</summary>
    private static int Number(string version) => int.TryParse(version.AsSpan(1), out var number) ? number : int.MaxValue;
}
