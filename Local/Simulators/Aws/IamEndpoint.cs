using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>The operations of IAM that remediation calls.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html</remarks>
internal sealed partial class IamEndpoint(AwsSimulatorOptions options)
{
    /// <summary>A quota of IAM's: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.</summary>
    private const int MostVersions = 5;

    public SimulatedAnswer Answer(SimulatedAccount account, Dictionary<string, string> form)
    {
        if (form.GetValueOrDefault("Version") != "2010-05-08")
            return Error("InvalidAction");
        var action = form.GetValueOrDefault("Action") ?? "";
        lock (account.Gate)
        {
            return Reads().IsMatch(action) ? Read(Shown(account), action, form) : Change(account, action, form);
        }
    }

    public static bool IsRead(string action) => Reads().IsMatch(action);

    /// <summary>As long as it is stale, IAM shows what was there before.</summary>
    private static IamState Shown(SimulatedAccount account)
    {
        if (account.Stale is not { Reads: > 0 } stale)
            return account.Iam;
        account.Stale = (stale.State, stale.Reads - 1);
        return stale.State;
    }

    private SimulatedAnswer Read(IamState iam, string action, Dictionary<string, string> form)
    {
        var entity = EntityOf(action, form);
        switch (action)
        {
            case "ListAttachedUserPolicies" or "ListAttachedRolePolicies" or "ListAttachedGroupPolicies":
                return iam.Entities.TryGetValue(entity, out var attached)
                    ? List(action, "AttachedPolicies", form, [.. attached.Attached.Select(arn => Tag("PolicyArn", arn))])
                    : Error("NoSuchEntity");
            case "GetUserPolicy" or "GetRolePolicy" or "GetGroupPolicy":
                return iam.Entities.TryGetValue(entity, out var owner)
                    && owner.Inline.TryGetValue(form.GetValueOrDefault("PolicyName") ?? "", out var text)
                    ? Result(action, Tag("PolicyDocument", Uri.EscapeDataString(text)))
                    : Error("NoSuchEntity");
            case "ListAccessKeys":
                return iam.Entities.ContainsKey(("user", form.GetValueOrDefault("UserName") ?? ""))
                    ? List(action, "AccessKeyMetadata", form,
                        [.. iam.Keys.Where(key => key.Value.User == form["UserName"]).OrderBy(key => key.Key, StringComparer.Ordinal)
                            .Select(key => Tag("AccessKeyId", key.Key) + Tag("Status", key.Value.IsActive ? "Active" : "Inactive"))])
                    : Error("NoSuchEntity");
            case "GetAccessKeyLastUsed":
                return iam.Keys.TryGetValue(form.GetValueOrDefault("AccessKeyId") ?? "", out var key)
                    ? Result(action, Tag("UserName", key.User)
                        + "<AccessKeyLastUsed><LastUsedDate>2026-11-29T10:00:00Z</LastUsedDate><ServiceName>s3</ServiceName>"
                        + "<Region>eu-west-1</Region></AccessKeyLastUsed>")
                    : Error("NoSuchEntity");
            case "ListPolicyVersions":
                return iam.Policies.TryGetValue(form.GetValueOrDefault("PolicyArn") ?? "", out var versions)
                    ? List(action, "Versions", form,
                        [.. versions.OrderByDescending(each => each.Order).Select(each => Tag("VersionId", each.Id)
                            + Tag("IsDefaultVersion", each.IsDefault ? "true" : "false")
                            + Tag("CreateDate", string.Create(CultureInfo.InvariantCulture, $"2026-11-{each.Order:00}T00:00:00Z")))])
                    : Error("NoSuchEntity");
            case "GetPolicyVersion":
                return iam.Policies.GetValueOrDefault(form.GetValueOrDefault("PolicyArn") ?? "")
                        ?.Find(each => each.Id == form.GetValueOrDefault("VersionId")) is { } version
                    ? Result(action, $"<PolicyVersion>{Tag("Document", Uri.EscapeDataString(version.Text))}{Tag("VersionId", version.Id)}"
                        + "</PolicyVersion>")
                    : Error("NoSuchEntity");
            default:
                return Error("InvalidAction");
        }
    }

    private static SimulatedAnswer Change(SimulatedAccount account, string action, Dictionary<string, string> form)
    {
        var before = account.Iam.Copy();
        var problem = ChangePolicy(account.Iam, action, form) ?? ChangeVersion(account.Iam, action, form) ?? "InvalidAction";
        if (problem.Length > 0)
            return Error(problem);
        account.Stale = (before, account.StaleReads);
        return new SimulatedAnswer(200, Wrapped(action, ""));
    }

    /// <returns>An error's name; empty: done; null: it is no action of these.</returns>
    private static string? ChangePolicy(IamState iam, string action, Dictionary<string, string> form)
    {
        var entity = iam.Entities.GetValueOrDefault(EntityOf(action, form));
        var (arn, name) = (form.GetValueOrDefault("PolicyArn") ?? "", form.GetValueOrDefault("PolicyName") ?? "");
        switch (action)
        {
            case "AttachUserPolicy" or "AttachRolePolicy" or "AttachGroupPolicy":
                if (entity is not null && !entity.Attached.Contains(arn))
                    entity.Attached.Add(arn);
                return entity is null ? "NoSuchEntity" : "";
            case "DetachUserPolicy" or "DetachRolePolicy" or "DetachGroupPolicy":
                return entity is not null && entity.Attached.Remove(arn) ? "" : "NoSuchEntity";
            case "PutUserPolicy" or "PutRolePolicy" or "PutGroupPolicy":
                if (entity is null)
                    return "NoSuchEntity";
                if (form.GetValueOrDefault("PolicyDocument") is not ['{', .., '}'] text || name.Length == 0)
                    return "MalformedPolicyDocument";
                entity.Inline[name] = text;
                return "";
            case "DeleteUserPolicy" or "DeleteRolePolicy" or "DeleteGroupPolicy":
                return entity is not null && entity.Inline.Remove(name) ? "" : "NoSuchEntity";
            case "UpdateAccessKey":
                var id = form.GetValueOrDefault("AccessKeyId") ?? "";
                if (!iam.Keys.TryGetValue(id, out var key) || key.User != form.GetValueOrDefault("UserName"))
                    return "NoSuchEntity";
                if (form.GetValueOrDefault("Status") is not ("Active" or "Inactive") and not null)
                    return "ValidationError";
                iam.Keys[id] = (key.User, form["Status"] == "Active");
                return "";
            default:
                return null;
        }
    }

    private static string? ChangeVersion(IamState iam, string action, Dictionary<string, string> form)
    {
        var arn = form.GetValueOrDefault("PolicyArn") ?? "";
        var versions = iam.Policies.GetValueOrDefault(arn);
        var version = versions?.Find(each => each.Id == form.GetValueOrDefault("VersionId"));
        switch (action)
        {
            case "SetDefaultPolicyVersion":
                if (version is not null)
                    iam.SetDefault(arn, version.Id);
                return version is null ? "NoSuchEntity" : "";
            case "DeletePolicyVersion":
                if (version is null)
                    return "NoSuchEntity";
                if (version.IsDefault)
                    return "DeleteConflict";
                versions!.Remove(version);
                return "";
            case "CreatePolicyVersion":
                if (versions is null)
                    return "NoSuchEntity";
                if (versions.Count >= MostVersions)
                    return "LimitExceeded";
                iam.AddVersion(arn, form.GetValueOrDefault("PolicyDocument") ?? "", form.GetValueOrDefault("SetAsDefault") == "true");
                return "";
            default:
                return null;
        }
    }

    private static (string Kind, string Name) EntityOf(string action, Dictionary<string, string> form)
    {
        var kind = action.Contains("Role", StringComparison.Ordinal) ? "Role"
            : action.Contains("Group", StringComparison.Ordinal) ? "Group"
            : "User";
        return (kind.ToLowerInvariant(), form.GetValueOrDefault($"{kind}Name") ?? "");
    }

    private SimulatedAnswer List(string action, string list, Dictionary<string, string> form, IReadOnlyList<string> items)
    {
        var from = 0;
        if (form.TryGetValue("Marker", out var marker)
            && (!int.TryParse(marker, NumberStyles.None, CultureInfo.InvariantCulture, out from) || from >= items.Count))
        {
            return Error("InvalidInput");
        }
        var page = items.Skip(from).Take(options.PageSize).Select(item => $"<member>{item}</member>");
        var next = from + options.PageSize;
        return Result(action, $"<{list}>{string.Concat(page)}</{list}>"
            + (next < items.Count ? $"<IsTruncated>true</IsTruncated><Marker>{next}</Marker>" : "<IsTruncated>false</IsTruncated>"));
    }

    private static SimulatedAnswer Result(string action, string content) =>
        new(200, Wrapped(action, $"<{action}Result>{content}</{action}Result>"));

    private static string Wrapped(string action, string content) =>
        $"<{action}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">{content}<ResponseMetadata><RequestId>r-1</RequestId>"
        + $"</ResponseMetadata></{action}Response>";

    private static string Tag(string name, string text) => $"<{name}>{WebUtility.HtmlEncode(text)}</{name}>";

    private static SimulatedAnswer Error(string code) => AwsErrors.OfQuery(code, code == "NoSuchEntity" ? 404 : 400);

    [GeneratedRegex("^(List|Get)[A-Z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reads();
}
