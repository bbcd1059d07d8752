namespace OAuthAttest.MakeSamples;

internal sealed record Person(int Number, string First, string Last, string Department, int? Manager)
{
    public string Name => $"{First} {Last}";

    public string Email => $"{Plain(First)}.{Plain(Last)}@larkspur.example";

    public string GraphId => Output.Guid($"user-{Number}");

    public string GoogleId => $"1{Number:00}48{Number * 7919 % 1_000_000:000000}20771{Number:000}";

    public string OktaId => "00u" + Output.Token($"okta-user-{Number}", 17);

    public string SlackId => "U0" + Output.Token($"slack-user-{Number}", 9).ToUpperInvariant();

    public bool HasLeft => Number is 15 or 33 or 47;

    public Person? Boss => Manager is { } number ? Company.People[number] : null;

    /// <summary>The letters of a name as an address has them.</summary>
    private static string Plain(string name) => string.Concat(name.ToLowerInvariant().Select(letter => letter switch
    {
        'á' or 'å' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ö' or 'ø' => 'o',
        'ř' => 'r',
        _ => letter,
    }));
}

/// <param name="Verified">Null: the export does not tell.</param>
internal sealed record App(string Key, string Name, string? Publisher, bool? Verified, params string[] Scopes);
