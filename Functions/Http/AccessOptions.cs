using OAuthAttest.Configuration;

namespace OAuthAttest.Functions.Http;

/// <summary>
/// Configuration section <c>Access</c>: who may act. A function key opens the reading endpoints; what starts or ends a campaign, or
/// decides on its worklist, needs an acting key beside it.
/// </summary>
[SettingsSection(AccessOptions.Section)]
public sealed class AccessOptions : IChecked
{
    public const string Section = "Access";

    /// <summary>Each is <c>name=key</c>; the name is the actor in the audit log. Without one nobody can act.</summary>
    [Secret]
    public IReadOnlyList<string> ActingKeys { get; set; } = [];

    /// <summary>
    /// App Service authentication is on and lets no request in without a sign-in: then the header with the principal's name is the
    /// platform's, and the actor. Otherwise anybody can write that header, and it is not read.
    /// </summary>
    public bool PlatformAuthentication { get; set; }

    // Mistakes name the position of a key, never its value.
    public void Check(Mistakes mistakes)
    {
        var read = new List<ActingKey>();
        for (var i = 0; i < ActingKeys.Count; i++)
        {
            if (ActingKey.TryParse(ActingKeys[i]) is { } key)
                read.Add(key);
            else
                mistakes.Add($"{nameof(ActingKeys)}:{i}", ActingKey.Form);
        }
        if (read.DistinctBy(key => key.Key).Count() != read.Count)
            mistakes.Add(nameof(ActingKeys), "has the same key twice: the audit log could not tell who acted.");
    }
}
