namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>How an app of Entra is named here: by its client id, or where a record does not tell that, by its service principal.</summary>
internal static class EntraAppId
{
    /// <summary>Before the object id of a service principal.</summary>
    public const string ObjectIdPrefix = "sp:";
}
