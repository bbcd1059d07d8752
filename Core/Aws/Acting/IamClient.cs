using System.Xml.Linq;
using OAuthAttest.Aws.Access;

namespace OAuthAttest.Aws.Acting;

/// <param name="CreatedAt">As IAM writes it, which sorts by time.</param>
internal sealed record PolicyVersion(string Id, bool IsDefault, string CreatedAt);

/// <summary>
/// IAM, as far as remediation needs it. IAM is eventually consistent: what was changed may be read as it was for some seconds. What is not
/// there is null or an empty list where the method says so, and otherwise a rejection.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html</remarks>
internal sealed class IamClient(AwsApi api)
{
    public const string Service = "iam";

    private const string Version = "2010-05-08";

    /// <summary>More pages than any list of IAM's quotas has.</summary>
    private const int MostPages = 100;

    /// <summary>The managed policies that are attached; null: there is no such user, role or group.</summary>
    public Task<IReadOnlyList<string>?> AttachedAsync(IamEntity entity, CancellationToken cancellation) =>
        ListAsync(
            $"ListAttached{entity.Kind}Policies", [(entity.Parameter, entity.Name)], "AttachedPolicies",
            member => member.Text("PolicyArn"), cancellation);

    public Task AttachAsync(IamEntity entity, string policyArn, CancellationToken cancellation) =>
        ChangeAsync($"Attach{entity.Kind}Policy", [(entity.Parameter, entity.Name), ("PolicyArn", policyArn)], cancellation);

    public Task DetachAsync(IamEntity entity, string policyArn, CancellationToken cancellation) =>
        ChangeAsync($"Detach{entity.Kind}Policy", [(entity.Parameter, entity.Name), ("PolicyArn", policyArn)], cancellation);

    /// <summary>The text of an inline policy; null: there is none of that name, or no such user, role or group.</summary>
    public async Task<string?> InlineAsync(IamEntity entity, string policy, CancellationToken cancellation)
    {
        var text = await FindAsync(
            $"Get{entity.Kind}Policy", [(entity.Parameter, entity.Name), ("PolicyName", policy)],
            result => result.Text("PolicyDocument"), cancellation);
        return text is null ? null : Uri.UnescapeDataString(text);
    }

    public Task PutInlineAsync(IamEntity entity, string policy, string text, CancellationToken cancellation) =>
        ChangeAsync(
            $"Put{entity.Kind}Policy", [(entity.Parameter, entity.Name), ("PolicyName", policy), ("PolicyDocument", text)], cancellation);

    public Task DeleteInlineAsync(IamEntity entity, string policy, CancellationToken cancellation) =>
        ChangeAsync($"Delete{entity.Kind}Policy", [(entity.Parameter, entity.Name), ("PolicyName", policy)], cancellation);

    /// <summary>Whether a key is active; null: the user has no such key, or there is no such user.</summary>
    public async Task<bool?> IsKeyActiveAsync(string user, string keyId, CancellationToken cancellation)
    {
        var keys = await ListAsync(
            "ListAccessKeys", [("UserName", user)], "AccessKeyMetadata",
            member => member.Text("AccessKeyId") == keyId ? member.Text("Status") : "", cancellation);
        return keys?.FirstOrDefault(status => status.Length > 0) is { } found ? found == "Active" : null;
    }

    public Task SetKeyAsync(string user, string keyId, bool isActive, CancellationToken cancellation) =>
        ChangeAsync(
            "UpdateAccessKey",
            [("UserName", user), ("AccessKeyId", keyId), ("Status", isActive ? "Active" : "Inactive")], cancellation);

    /// <summary>When a key was last used and for what, as IAM writes it; null: never, or nobody knows.</summary>
    public async Task<string?> KeyLastUsedAsync(string keyId, CancellationToken cancellation) =>
        await FindAsync(
            "GetAccessKeyLastUsed", [("AccessKeyId", keyId)],
            result => result.Named("AccessKeyLastUsed") is { } used && used.Text("LastUsedDate") is { Length: > 0 } at
                ? $"{at} ({used.Text("ServiceName")})"
                : "",
            cancellation) is { Length: > 0 } told ? told : null;

    /// <summary>The versions of a managed policy; null: there is no such policy.</summary>
    public async Task<IReadOnlyList<PolicyVersion>?> VersionsAsync(string policyArn, CancellationToken cancellation)
    {
        var found = await ListAsync(
            "ListPolicyVersions", [("PolicyArn", policyArn)], "Versions",
            member => $"{member.Text("VersionId")}|{member.Text("IsDefaultVersion")}|{member.Text("CreateDate")}", cancellation);
        return found?.Select(text => text.Split('|')).Select(parts => new PolicyVersion(parts[0], parts[1] == "true", parts[2])).ToList();
    }

    /// <summary>The text of a version; null: there is no such policy or version.</summary>
    public async Task<string?> VersionTextAsync(string policyArn, string version, CancellationToken cancellation)
    {
        var text = await FindAsync(
            "GetPolicyVersion", [("PolicyArn", policyArn), ("VersionId", version)],
            result => result.Named("PolicyVersion")?.Text("Document"), cancellation);
        return text is null ? null : Uri.UnescapeDataString(text);
    }

    public Task SetDefaultVersionAsync(string policyArn, string version, CancellationToken cancellation) =>
        ChangeAsync("SetDefaultPolicyVersion", [("PolicyArn", policyArn), ("VersionId", version)], cancellation);

    public Task DeleteVersionAsync(string policyArn, string version, CancellationToken cancellation) =>
        ChangeAsync("DeletePolicyVersion", [("PolicyArn", policyArn), ("VersionId", version)], cancellation);

    public Task CreateVersionAsync(string policyArn, string text, bool isDefault, CancellationToken cancellation) =>
        ChangeAsync(
            "CreatePolicyVersion",
            [("PolicyArn", policyArn), ("PolicyDocument", text), ("SetAsDefault", isDefault ? "true" : "false")], cancellation);

    private async Task<IReadOnlyList<string>?> ListAsync(
        string action,
        (string, string)[] parameters,
        string list,
        Func<XElement, string?> read,
        CancellationToken cancellation
    )
    {
        var all = new List<string>();
        string? marker = null;
        for (var page = 0; page < MostPages; page++)
        {
            var asked = marker is null ? parameters : [.. parameters, ("Marker", marker)];
            var found = await FindAsync(
                action, asked,
                result => new IamPage(
                    [.. result.Members(list).Select(member => read(member) ?? throw Unclear(action))],
                    result.Text("IsTruncated") == "true" ? result.Text("Marker") ?? throw Unclear(action) : null),
                cancellation);
            if (found is null)
                return null;
            all.AddRange(found.Items);
            if (found.Next is not { } next)
                return all;
            if (next == marker)
                throw Unclear(action);
            marker = next;
        }
        throw Unclear(action);
    }

    /// <summary>Null: IAM says that there is no such thing.</summary>
    private async Task<T?> FindAsync<T>(
        string action, (string, string)[] parameters, Func<XElement, T?> read, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await api.ReadFormAsync(
                Form(action, parameters),
                root => (root.Named($"{action}Result") is { } result ? read(result) : null) ?? throw Unclear(action),
                cancellation);
        }
        catch (AwsRejectedException e) when (AwsErrors.IsAbsent(e.Code))
        {
            return null;
        }
    }

    private Task<XElement> ChangeAsync(string action, (string, string)[] parameters, CancellationToken cancellation) =>
        api.ChangeFormAsync(Form(action, parameters), cancellation);

    private static Dictionary<string, string> Form(string action, (string Name, string Value)[] parameters) =>
        new(parameters.Select(each => KeyValuePair.Create(each.Name, each.Value)), StringComparer.Ordinal)
        {
            ["Action"] = action,
            ["Version"] = Version,
        };

    private static AwsUnavailableException Unclear(string action) => new($"AWS: the answer to {action} is not as documented");

    private sealed record IamPage(IReadOnlyList<string> Items, string? Next);
}
