using OAuthAttest.Addresses;

namespace OAuthAttest.Grants;

internal static class AccountId
{
    private const int GuidLength = 36;

    /// <summary>
    /// Normalizes an account's id. Entra's are GUIDs, written in either case, so case is ignored; the ids of other providers are
    /// case-sensitive. An id that is an address is written as addresses are everywhere.
    /// </summary>
    public static string Canonical(ProviderName provider, string id)
    {
        if (id.Contains('@', StringComparison.Ordinal))
            return Address(id);
        // Most are canonical already; readers reuse one string for equal ids, and get the same one back.
        if (provider != ProviderName.Entra || (id.Length == GuidLength && !id.AsSpan().ContainsAnyInRange('A', 'F')))
            return id;
        return Guid.TryParse(id, out var guid) ? guid.ToString() : id;
    }

    // A guest's principal name stays as it is: the provider knows the account by it, and not by the address in it.
    private static string Address(string id)
    {
        Span<char> address = stackalloc char[EmailAddress.Longest];
        if (
            id.Contains(EmailAddress.GuestMark, StringComparison.OrdinalIgnoreCase)
            || !EmailAddress.TryWrite(id, address, out var length)
            || address[..length].SequenceEqual(id)
        )
        {
            return id;
        }
        return new string(address[..length]);
    }
}
