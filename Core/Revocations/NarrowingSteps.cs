using OAuthAttest.Grants;
using OAuthAttest.Identity.MicrosoftGraph;

namespace OAuthAttest.Revocations;

/// <summary>What a person does at the provider to take single scopes from a grant that is kept. Nothing of it removes the grant.</summary>
internal static class NarrowingSteps
{
    private const string Connect = "Connect-MgGraph -Scopes DelegatedPermissionGrant.ReadWrite.All";
    private const int MostNamed = 4;

    public static HandSteps Of(HandTask task) => Narrowing.IsPossible(task.Provider, task.ConsentType)
        ? Entra(task)
        : new HandSteps(
            $"{task.Provider} takes such a grant only as a whole, and it is to stay without {Named(task)}. Nothing is to be removed for "
                + "that: who answers for it decides anew.",
            null,
            null);

    private static HandSteps Entra(HandTask task)
    {
        var words = task.ConsentType == ConsentType.Tenant
            ? $"Entra admin center, the app, Permissions, Admin consent: only at {Named(task)}{HandSteps.AtApi(task)}, the menu … and "
                + $"Revoke permission. Everything else stays. Or in PowerShell: {Connect}, then the command below."
            : $"The grant stays, without {Named(task)}{HandSteps.AtApi(task)}. Entra's portal cannot change a person's consent. In "
                + $"PowerShell: {Connect}, then the command below, which leaves everything else.";
        return new HandSteps(words, HandSteps.EntraPage(task), Command(task));
    }

    /// <summary>Graph replaces the whole list of scopes, so what is there now is read first.</summary>
    private static string Command(HandTask task)
    {
        var names = string.Join(',', task.Without.Select(Narrowing.NameAtItsApi).Select(HandSteps.Quoted));
        var left = $"(($g.Scope -split ' ' | Where-Object {{ $_ -and $_ -notin {names} }}) -join ' ')";
        var change = $"Update-MgOauth2PermissionGrant -OAuth2PermissionGrantId $g.Id -Scope {left}";
        return EntraGrantId.IsGraphs(task.GrantId)
            ? $"$g = Get-MgOauth2PermissionGrant -OAuth2PermissionGrantId {HandSteps.Quoted(task.GrantId)}\n{change}"
            : $"{HandSteps.EntraLookUp(task)}\n$g = Get-MgOauth2PermissionGrant -OAuth2PermissionGrantId '<its id>'\n{change}";
    }

    private static string Named(HandTask task)
    {
        var more = task.Without.Count > MostNamed ? $" and {task.Without.Count - MostNamed} more (all are in the command)" : "";
        return $"{string.Join(", ", task.Without.Take(MostNamed).Select(Narrowing.NameAtItsApi))}{more}";
    }
}
