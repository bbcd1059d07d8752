namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>Tells Graph's ids of delegated grants, which are long base64url texts, from those that other lists give a grant.</summary>
internal static class EntraGrantId
{
    private const int Shortest = 40;

    public static bool IsGraphs(string id) =>
        id.Length >= Shortest && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
