using System.Security.Cryptography;
using System.Text;
using OAuthAttest.Grants;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>Whether two events under one key are of one consent.</summary>
internal static class ConsentContent
{
    private const int DigestLength = 12;

    /// <summary>Whether they tell the very same, fact by fact.</summary>
    public static bool IsSame(ConsentFacts a, ConsentFacts b) =>
        ConsentColumns.OfFacts.All(column => Equals(column.Read(a), column.Read(b)));

    /// <summary>Whether the second is of somebody else, or of another app, and its source writes one record about one consent.</summary>
    public static bool IsApart(ConsentFacts known, ConsentEvent told) =>
        told.OtherContent == OtherContent.IsSeparate
        && (IsOtherPerson(told.Provider, known.Who, told.Who) || IsOtherApp(known.App.ClientId, told.App.ClientId));

    /// <summary>The event under a key of its own, which is the same for each of its repetitions.</summary>
    public static ConsentEvent Apart(ConsentEvent consent)
    {
        var who = $"{consent.Who.ExternalId}\n{consent.Who.Email}\n{consent.App.ClientId}";
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(who)))[..DigestLength];
        return consent with { EventKey = UntrustedText.Id($"{consent.EventKey}~{digest}", ConsentEvent.MaxEventKey)! };
    }

    private static bool IsOtherPerson(ProviderName provider, ConsentingPerson known, ConsentingPerson told)
    {
        if (known.ExternalId is { } id && told.ExternalId is { } other)
            return AccountId.Canonical(provider, id) != AccountId.Canonical(provider, other);
        return known.Email is { } email && told.Email is { } address && email != address;
    }

    private static bool IsOtherApp(string known, string told) =>
        known != OAuthApp.UnknownClientId && told != OAuthApp.UnknownClientId && known != told;
}
