namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>
/// The id of an Entra app: its client id, or its service principal's object id when a record does not contain the client id.
/// </summary>
internal static class EntraAppId
{
    /// <summary>The prefix before the object id of a service principal.</summary>
    public const string ObjectIdPrefix = "sp:";
}
