namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <param name="Id">The permission grant's id; empty where it is missing.</param>
/// <param name="ConsentType">Principal or AllPrincipals.</param>
/// <param name="PrincipalId">The account it is for; empty where it is for everybody, or missing.</param>
internal sealed record EntraPermissionGroup(
    string Id,
    string ConsentType,
    string ResourceId,
    string PrincipalId,
    IReadOnlyList<string> Scopes
);

/// <summary>
/// <c>ConsentAction.Permissions</c>: free text, <c>before =&gt; after</c>, either side a list of groups such as <c>[Id: …, ClientId: …,
/// PrincipalId: …, ResourceId: …, ConsentType: Principal, Scope: A B C, CreatedDateTime: , LastModifiedDateTime ]</c>.
/// </summary>
internal static class EntraPermissions
{
    private const string Arrow = "=>";

    /// <summary>The groups that the consent added or widened; if it changed none, all of them, because it is still a consent.</summary>
    public static List<EntraPermissionGroup> Granted(string text)
    {
        var arrow = text.IndexOf(Arrow, StringComparison.Ordinal);
        var before = arrow < 0 ? [] : Groups(text[..arrow]);
        var after = Groups(arrow < 0 ? text : text[(arrow + Arrow.Length)..]);
        var changed = after.FindAll(group =>
            !before.Exists(old => IsSame(old, group) && !group.Scopes.Except(old.Scopes, StringComparer.OrdinalIgnoreCase).Any())
        );
        return changed.Count > 0 ? changed : after;
    }

    /// <summary>The scopes that the app had before and keeps, in whichever group; none where the text does not tell.</summary>
    public static IEnumerable<string> Earlier(string text)
    {
        var arrow = text.IndexOf(Arrow, StringComparison.Ordinal);
        var before = arrow < 0 ? [] : Groups(text[..arrow]);
        var added = Granted(text)
            .SelectMany(group =>
                group.Scopes.Except(before.Where(old => IsSame(old, group)).SelectMany(old => old.Scopes), StringComparer.OrdinalIgnoreCase)
            );
        return before.SelectMany(group => group.Scopes).Except(added, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsSame(EntraPermissionGroup old, EntraPermissionGroup group) =>
        old.ConsentType == group.ConsentType
        && old.PrincipalId.Equals(group.PrincipalId, StringComparison.OrdinalIgnoreCase)
        && (old.Id.Length > 0 || group.Id.Length > 0 ? old.Id == group.Id : old.ResourceId == group.ResourceId);

    private static List<EntraPermissionGroup> Groups(string text)
    {
        var groups = new List<EntraPermissionGroup>();
        foreach (var part in text.Split(']'))
        {
            var fields = Fields(part);
            if (fields.ContainsKey("Scope") || fields.ContainsKey("ConsentType"))
            {
                groups.Add(
                    new EntraPermissionGroup(
                        Of(fields, "Id"),
                        Of(fields, "ConsentType"),
                        Of(fields, "ResourceId"),
                        Of(fields, "PrincipalId"),
                        Of(fields, "Scope").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    )
                );
            }
        }
        return groups;
    }

    private static Dictionary<string, string> Fields(string group)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? last = null;
        foreach (var piece in group.Split(','))
        {
            var field = piece.Trim(' ', '[', ';');
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            // A colon inside a scope that is a URL does not end a field's name.
            if (colon > 0 && !field.AsSpan(colon).StartsWith("://", StringComparison.Ordinal) && !field.AsSpan(0, colon).Contains(' '))
                fields[last = field[..colon]] = field[(colon + 1)..].Trim();
            else if (last == "Scope" && field.Length > 0 && !field.EndsWith("DateTime", StringComparison.Ordinal))
                fields[last] += $" {field}";
        }
        return fields;
    }

    private static string Of(Dictionary<string, string> fields, string name) => fields.GetValueOrDefault(name, "");
}
