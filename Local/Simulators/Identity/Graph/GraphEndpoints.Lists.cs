using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <content>The whole lists that an inventory is made of, a page at a time.</content>
/// <remarks>
/// https://learn.microsoft.com/graph/api/user-list, …/serviceprincipal-list, …/oauth2permissiongrant-list,
/// …/serviceprincipal-list-approleassignedto, …/signin-list
/// </remarks>
internal sealed partial class GraphEndpoints
{
    public const string RolesAssignedTo = "appRoleAssignedTo";
    public const string SignIns = "signIns";

    private const int LargestPage = 999;

    private static readonly string[] UserFields =
    [
        "id", "displayName", "mail", "userPrincipalName", "otherMails", "proxyAddresses", "accountEnabled", "userType",
    ];

    private static readonly string[] PrincipalFields =
    [
        "id", "appId", "displayName", "publisherName", "verifiedPublisher", "appRoles",
    ];

    private void MapLists(WebApplication app)
    {
        Get(app, "/v1.0/users", Users, http => ListUsers(http.Request));
        Get(app, "/v1.0/servicePrincipals/{id}/appRoleAssignedTo", RolesAssignedTo, http => ListAssignedTo(http.Request, Id(http)));
        Get(app, "/v1.0/oauth2PermissionGrants/{id}", Grants, http => FindGrant(Id(http)));
        Get(app, "/beta/auditLogs/signIns", SignIns, http => ListSignIns(http.Request));
    }

    private SimulatedAnswer ListUsers(HttpRequest request)
    {
        var selected = Selected(request, UserFields);
        var expand = request.Query["$expand"].ToString();
        if (
            selected is null
            || !HasOnly(request, "$select", "$expand", "$top", "$count")
            || expand is not ("" or "manager($select=mail,userPrincipalName)")
            || (expand.Length > 0 && request.Query.ContainsKey("$count"))
        )
        {
            return Error(400, "Request_UnsupportedQuery");
        }
        return Listed(request, Users, state.Do(() => state.Directory.ToArray()), (json, user) =>
        {
            foreach (var field in selected)
                WriteUser(json, field, user);
            if (expand.Length == 0 || user.ManagerMail is null)
                return;
            json.WriteStartObject("manager");
            json.WriteString("@odata.type", "#microsoft.graph.user");
            json.WriteString("mail", user.ManagerMail);
            json.WriteString("userPrincipalName", user.ManagerMail);
            json.WriteEndObject();
        });
    }

    private SimulatedAnswer ListAllPrincipals(HttpRequest request) =>
        Selected(request, PrincipalFields) is { } selected && HasOnly(request, "$select", "$top", "$count")
            ? Listed(request, Principals, state.Do(() => state.Principals.ToArray()), (json, principal) =>
            {
                foreach (var field in selected)
                    WritePrincipal(json, field, principal);
            })
            : Error(400, "Request_UnsupportedQuery");

    private SimulatedAnswer ListAllGrants(HttpRequest request) =>
        HasOnly(request, "$select", "$top", "$count") && request.Query["$select"] is [] or ["id"]
            ? state.DoOnListed(all => Listed(request, Grants, all, WriteGrant))
            : Error(400, "Request_UnsupportedQuery");

    private SimulatedAnswer FindGrant(string id) =>
        state.Do(() => state.Grants.Find(grant => grant.Id == id)) is { } found
            ? new SimulatedAnswer(200, Grant(found).ToJsonString())
            : Error(404, "Request_ResourceNotFound");

    private SimulatedAnswer ListAssignedTo(HttpRequest request, string id)
    {
        if (!HasOnly(request, "$top", "$count"))
            return Error(400, "Request_UnsupportedQuery");
        if (state.Do(() => state.Principals.TrueForAll(app => app.Id != id)))
            return Error(404, "Request_ResourceNotFound");
        return Listed(request, RolesAssignedTo, state.Do(() => state.Roles.Where(role => role.ResourceId == id).ToArray()), WriteRole);
    }

    private SimulatedAnswer ListSignIns(HttpRequest request)
    {
        if (!options.HasSignInLog)
            return Error(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant");
        var filter = SignInFilter().Match(request.Query["$filter"].ToString());
        if (!filter.Success || !HasOnly(request, "$filter", "$top") || !Instant(filter.Groups["from"].Value, out var from))
            return Error(400, "BadRequest");
        var kind = filter.Groups["kind"] is { Success: true, Value: var named } ? named : "interactiveUser";
        return Listed(
            request,
            SignIns,
            state.Do(() => state.SignIns.Where(one => one.Kind == kind && one.At >= from).OrderByDescending(one => one.At).ToArray()),
            WriteSignIn
        );
    }

    /// <summary>One page, with the faults that are set for it.</summary>
    private SimulatedAnswer Listed<T>(HttpRequest request, string list, IReadOnlyList<T> all, Action<Utf8JsonWriter, T> write)
    {
        var top = request.Query.TryGetValue("$top", out var asked)
            ? int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
            : options.PageSize;
        var isCounted = request.Query["$count"].ToString() == "true";
        if (top is < 1 or > LargestPage || (isCounted && request.Headers["ConsistencyLevel"] != "eventual"))
            return Error(400, "Request_UnsupportedQuery");
        var size = Math.Min(top, options.PageSize);
        var skip = int.TryParse(request.Query["$skiptoken"], NumberStyles.None, CultureInfo.InvariantCulture, out var token) ? token : 0;
        // What only counts is no page of the list.
        var isPage = !(isCounted && top == 1);
        var fault = isPage ? pageFaults.Of(list, (skip / size) + 1) : null;
        var swapped = isPage && skip >= size && pageFaults.Of(list, skip / size) == PageFault.Swapped;
        if (fault == PageFault.Lost)
            return Error(400, "Directory_ExpiredPageToken");
        var from = fault == PageFault.Repeated ? Math.Max(skip - size, 0)
            : fault == PageFault.Swapped && skip + size < all.Count ? skip + size
            : swapped ? skip - size
            : skip;
        if (isPage && skip == size && pageFaults.Of(list, 1) == PageFault.Repeated)
            from = 0;
        var next = fault == PageFault.Looping ? skip : skip + size;
        var hasNext = isPage && fault != PageFault.Ended && (next < all.Count || fault == PageFault.Looping);
        var json = PageText(request, all, fault == PageFault.Emptied ? all.Count : from, size, hasNext ? next : null, isCounted, write);
        return new SimulatedAnswer(200, fault == PageFault.Cut ? json[..(json.Length / 2)] : json);
    }

    private static string PageText<T>(
        HttpRequest request,
        IReadOnlyList<T> all,
        int from,
        int size,
        int? next,
        bool isCounted,
        Action<Utf8JsonWriter, T> write
    )
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", "simulated");
            if (isCounted)
                json.WriteNumber("@odata.count", all.Count);
            if (next is { } following)
                json.WriteString("@odata.nextLink", NextLink(request, following));
            json.WriteStartArray("value");
            for (var i = from; i < Math.Min(from + size, all.Count); i++)
            {
                json.WriteStartObject();
                write(json, all[i]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static string NextLink(HttpRequest request, int skip)
    {
        var query = string.Concat(
            request
                .Query.Where(part => part.Key != "$skiptoken")
                .Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value.ToString())}&")
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Scheme}://{request.Host}{request.Path}?{query}$skiptoken={skip}"
        );
    }

    /// <returns>Null: a property that is not there is asked for.</returns>
    private static string[]? Selected(HttpRequest request, string[] known)
    {
        var asked = request.Query["$select"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        return asked.Length == 0 ? known : Array.TrueForAll(asked, known.Contains) ? asked : null;
    }

    private static void WriteUser(Utf8JsonWriter json, string field, SimulatedEntraUser user)
    {
        switch (field)
        {
            case "accountEnabled":
                json.WriteBoolean(field, user.IsEnabled);
                break;
            case "otherMails" or "proxyAddresses":
                json.WriteStartArray(field);
                json.WriteEndArray();
                break;
            default:
                json.WriteString(field, field switch
                {
                    "id" => user.Id,
                    "displayName" => user.Name,
                    "mail" => user.Mail,
                    "userPrincipalName" => user.UserPrincipalName,
                    _ => "Member",
                });
                break;
        }
    }

    private static void WritePrincipal(Utf8JsonWriter json, string field, SimulatedPrincipal principal)
    {
        switch (field)
        {
            case "verifiedPublisher":
                json.WriteStartObject(field);
                json.WriteString("displayName", principal.VerifiedPublisher);
                json.WriteString("verifiedPublisherId", principal.VerifiedPublisher is null ? null : "1234567");
                json.WriteEndObject();
                break;
            case "appRoles":
                json.WriteStartArray(field);
                foreach (var role in principal.Roles)
                {
                    json.WriteStartObject();
                    json.WriteString("id", role.Id);
                    json.WriteString("value", role.Value);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                break;
            default:
                json.WriteString(field, field switch
                {
                    "id" => principal.Id,
                    "appId" => principal.AppId,
                    "displayName" => principal.Name,
                    _ => null,
                });
                break;
        }
    }

    private static void WriteGrant(Utf8JsonWriter json, SimulatedPermissionGrant grant)
    {
        json.WriteString("id", grant.Id);
        json.WriteString("clientId", grant.ClientId);
        json.WriteString("consentType", grant.PrincipalId is null ? "AllPrincipals" : "Principal");
        json.WriteString("principalId", grant.PrincipalId);
        json.WriteString("resourceId", grant.ResourceId);
        json.WriteString("scope", grant.Scope);
    }

    private static void WriteRole(Utf8JsonWriter json, SimulatedRoleAssignment role)
    {
        json.WriteString("id", role.Id);
        json.WriteString("appRoleId", role.AppRoleId);
        json.WriteString("principalId", role.PrincipalId);
        json.WriteString("principalType", "ServicePrincipal");
        json.WriteString("resourceId", role.ResourceId);
        json.WriteString("createdDateTime", "2026-01-02T03:04:05Z");
    }

    private static void WriteSignIn(Utf8JsonWriter json, SimulatedSignIn signIn)
    {
        json.WriteString("appId", signIn.AppId);
        json.WriteString("userId", signIn.UserId ?? "");
        json.WriteString("servicePrincipalId", signIn.UserId is null ? $"sp-{signIn.AppId}" : "");
        json.WriteString("createdDateTime", signIn.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteStartObject("status");
        json.WriteNumber("errorCode", signIn.ErrorCode);
        json.WriteEndObject();
    }

    [GeneratedRegex(
        @"^createdDateTime ge (?<from>[0-9TZ:.-]+)( and signInEventTypes/any\(t: t eq '(?<kind>nonInteractiveUser|servicePrincipal)'\))?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex SignInFilter();
}
