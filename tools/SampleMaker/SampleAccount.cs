namespace OAuthAttest.SampleMaker;

/// <summary>A person's account at one provider.</summary>
internal sealed record SampleAccount(Person Person, string Provider)
{
    public bool IsDeactivated => Person.Special.Contains($"{Provider}:off");

    /// <summary>Deleted while the export ran: its grants are exported, but the user list lacks it.</summary>
    public bool IsGone => Person.Special.Contains($"{Provider}:gone");

    public bool IsLocked => Person.Special.Contains($"{Provider}:locked");

    public bool IsOrphan => IsDeactivated || IsGone;

    public string Id => Provider switch
    {
        "entra" => Chance.Guid("user/" + Person.Login),
        "google" => "1" + Chance.Digits(20, "google/user/" + Person.Login),
        "okta" => $"00u{Chance.MixedCase(14, "okta/user/" + Person.Login)}5d7",
        "github" => "1" + Chance.Digits(7, "github/user/" + Person.Login),
        _ => throw new InvalidOperationException($"There is no provider {Provider}."),
    };

    /// <summary>The email in the case that this provider exports.</summary>
    public string? Email => Person.Special.Contains($"{Provider}:upper") ? Capitalized(Person.Email) : Person.Email;

    /// <summary>Identifies the account's person: accounts with one email belong together, one without is a person by itself.</summary>
    public string PersonKey => Person.Email ?? $"{Provider}:{Id}";

    private static string? Capitalized(string? email) =>
        email is null
            ? null
            : string.Concat(email.Select((c, index) => index == 0 || !char.IsAsciiLetter(email[index - 1]) ? char.ToUpperInvariant(c) : c));
}
