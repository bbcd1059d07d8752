using System.Text.Json;
using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <summary>The facts of an audit record, found by name: positions differ between records of one kind.</summary>
internal sealed class EntraRecordFacts
{
    private const string AllPrincipals = "AllPrincipals";
    private const string ServicePrincipal = "ServicePrincipal";
    private const string Application = "Application";
    private const string Scope = "DelegatedPermissionGrant.Scope";
    private const string Role = "AppRole.Value";

    /// <summary>Begins the name of Microsoft's own services, where a record names the service that wrote for a person.</summary>
    private static readonly string[] ServiceNames = ["Azure ", "Microsoft ", "Windows Azure "];

    private readonly List<JsonElement> targets;
    private readonly List<JsonElement> details;
    private readonly Dictionary<string, string> changed = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> before = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EntraPermissionGroup> permissions;

    public EntraRecordFacts(JsonElement record)
    {
        targets = [.. EntraValues.Json(record.Field("targetResources")).Items()];
        details = [.. EntraValues.Json(record.Field("additionalDetails")).Items()];
        foreach (var property in targets.SelectMany(target => EntraValues.Json(target.Field("modifiedProperties")).Items()))
        {
            if (property.Text("displayName") is not { } name)
                continue;
            if (EntraValues.Unquote(property.Text("newValue")) is { } value)
                changed.TryAdd(name, value);
            if (EntraValues.Unquote(property.Text("oldValue")) is { } old)
                before.TryAdd(name, old);
        }
        permissions = changed.TryGetValue("ConsentAction.Permissions", out var text) ? EntraPermissions.Granted(text) : [];
        var by = EntraValues.Json(record.Field("initiatedBy"));
        Initiator = by.Field("user") is { ValueKind: JsonValueKind.Object } user ? user : by.Field("app");
        IsByUser = by.Field("user") is { ValueKind: JsonValueKind.Object };
    }

    public JsonElement? Initiator { get; }

    private bool IsByUser { get; }

    /// <summary>An app can consent too: then the app is given in place of the person.</summary>
    public ConsentingPerson Person => (IsByUser, Initiator) switch
    {
        (true, _) => new ConsentingPerson(
            Initiator.Text("id"),
            EmailAddress.Of(Initiator.Text("userPrincipalName")),
            PersonName()
        ),
        (_, { ValueKind: JsonValueKind.Object } app) => new ConsentingPerson(
            Id(app.Text("servicePrincipalId")) ?? Id(app.Text("appId")),
            null,
            app.Text("displayName") ?? app.Text("servicePrincipalName"),
            IsApp: true,
            Id(app.Text("appId"))
        ),
        _ => new ConsentingPerson(null, null, null),
    };

    /// <summary>Whose grants these are. An administrator, or an app, can make one on behalf of somebody else.</summary>
    public IReadOnlyList<string> Principals =>
        [
            .. permissions
                .Select(group => group.PrincipalId)
                .Append(Changed("DelegatedPermissionGrant.PrincipalId"))
                .Append(Changed("User.ObjectID"))
                .Select(Id)
                .OfType<string>()
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];

    /// <summary>What the app had before; the grants' old values tell.</summary>
    public IEnumerable<string> EarlierScopes()
    {
        var added = GrantedScopes().Except(Words(before, Scope), StringComparer.OrdinalIgnoreCase);
        return (changed.TryGetValue("ConsentAction.Permissions", out var text) ? EntraPermissions.Earlier(text) : [])
            .Concat(Words(before, Scope).Concat(Words(before, Role)))
            .Except(added, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The app of a consent: the record's target.</summary>
    public ConsentedApp ConsentedApp()
    {
        var app = Target(0);
        var objectId = IsPrincipal(app) ? Id(app.Text("id")) : null;
        return new ConsentedApp(
            Id(Detail("AppId")) ?? Id(Changed("ServicePrincipal.AppId")) ?? ByObjectId(objectId),
            app.Text("displayName"),
            ObjectId: objectId);
    }

    /// <summary>
    /// The app that got a grant or role: the target is the API; the app is in its properties, or is the second target. Older records have
    /// neither, and the app as their only target.
    /// </summary>
    public ConsentedApp GrantedApp()
    {
        var app = Target(1);
        if (!NamesApp() && !IsMicrosoftApi(Detail("AppId")))
            return ConsentedApp();
        var objectId = Id(Changed("ServicePrincipal.ObjectID")) ?? (IsPrincipal(app) ? Id(app.Text("id")) : null);
        return new ConsentedApp(
            Id(Changed("ServicePrincipal.AppId")) ?? ByObjectId(objectId),
            Changed("ServicePrincipal.DisplayName") ?? app.Text("displayName"),
            ObjectId: objectId);
    }

    /// <summary>
    /// How the API of a granted permission is called in the names of its scopes, as in the inventory; null: it is Microsoft Graph, whose
    /// names stand alone, or an older record does not tell it.
    /// </summary>
    public string? ApiOfGrant() =>
        Target(0) is { } api && (NamesApp() || IsMicrosoftApi(Detail("AppId")))
            ? ApiScope.Label(Id(Detail("AppId")) ?? "", UntrustedText.Display(api.Text("displayName")))
            : null;

    public IEnumerable<string> ConsentedScopes() =>
        permissions.SelectMany(group => group.Scopes).Concat(PlainScopes()).Concat(GrantedScopes());

    public IEnumerable<string> GrantedScopes() => Words(changed, Scope).Concat(Words(changed, "Scope")).Concat(Words(changed, Role));

    /// <summary>The new value of the grant has scopes that the old one had not.</summary>
    public bool AddsScopes() => Words(changed, Scope).Except(Words(before, Scope), StringComparer.OrdinalIgnoreCase).Any();

    public ConsentType Reach()
    {
        if (Flag("ConsentContext.IsAppOnly") == true)
            return ConsentType.Application;
        var isForAll = Flag("ConsentContext.OnBehalfOfAll") == true
            || Changed("DelegatedPermissionGrant.ConsentType") is { } type && type.Equals(AllPrincipals, StringComparison.OrdinalIgnoreCase)
            || permissions.Exists(group => group.ConsentType.Equals(AllPrincipals, StringComparison.OrdinalIgnoreCase));
        return isForAll ? ConsentType.Tenant : ConsentType.Principal;
    }

    public bool? Flag(string property) => bool.TryParse(Changed(property), out var flag) ? flag : null;

    public string? Detail(string key) =>
        details
            .Where(detail => key.Equals(detail.Text("key"), StringComparison.OrdinalIgnoreCase))
            .Select(detail => detail.Text("value"))
            .FirstOrDefault();

    private string? Changed(string property) => Id(changed.GetValueOrDefault(property));

    // Some exports write the scopes alone, without the groups. Scopes are told from other text by the dot or underscore of most of them.
    private string[] PlainScopes()
    {
        if (permissions.Count > 0)
            return [];
        var words = (Changed("ConsentAction.Permissions") ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return words.Any(word => word.AsSpan(0, word.Length - 1).IndexOfAny('.', '_') > 0) ? words : [];
    }

    private static string[] Words(Dictionary<string, string> values, string property) =>
        [.. ScopeText.Split(Id(values.GetValueOrDefault(property)) ?? "", ScopeText.Usual)];

    /// <summary>Whether a grant's record tells the app beside the API.</summary>
    private bool NamesApp() =>
        Target(1) is not null || Changed("ServicePrincipal.ObjectID") is not null || Changed("ServicePrincipal.AppId") is not null;

    private JsonElement? Target(int index)
    {
        var apps = targets
            .Where(target =>
                IsPrincipal(target) || Application.Equals(target.Text("type"), StringComparison.OrdinalIgnoreCase)
            )
            .ToList();
        return index < apps.Count ? apps[index] : null;
    }

    private static bool IsPrincipal(JsonElement? target) =>
        target is not null
        && (target.Text("type") is null || ServicePrincipal.Equals(target.Text("type"), StringComparison.OrdinalIgnoreCase));

    // Where a person consents in the browser, the record may have the name of the service that did it for them.
    private string? PersonName() =>
        Initiator.Text("displayName") is { } name
        && !ServiceNames.Any(service => name.StartsWith(service, StringComparison.OrdinalIgnoreCase))
            ? name
            : null;

    // Microsoft's APIs have well-known client ids: 00000003-0000-0000-c000-000000000000 is Graph.
    private static bool IsMicrosoftApi(string? appId) =>
        appId?.StartsWith("0000000", StringComparison.Ordinal) == true && appId.EndsWith("-000000000000", StringComparison.Ordinal);

    private static string ByObjectId(string? id) => id is null ? OAuthApp.UnknownClientId : EntraAppId.ObjectIdPrefix + id;

    // Entra writes the zero GUID for a missing id, and others in either case, also two records of one act.
    private static string? Id(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : !Guid.TryParse(text, out var id) ? text
        : id == Guid.Empty ? null
        : id.ToString();
}
