namespace OAuthAttest.Tests;

internal static class TestSettings
{
    /// <summary>Several sets of settings as one: a later set wins, and null removes a setting.</summary>
    public static Dictionary<string, string?> Of(params IEnumerable<IEnumerable<KeyValuePair<string, string?>>> sets)
    {
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in sets.SelectMany(settings => settings))
        {
            if (value is null)
                all.Remove(key);
            else
                all[key] = value;
        }

        return all;
    }
}
