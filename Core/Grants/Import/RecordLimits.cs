using OAuthAttest.Addresses;
using OAuthAttest.Text;

namespace OAuthAttest.Grants.Import;

/// <summary>Maximum lengths of identifying texts. Names have no such limit: they are cut.</summary>
internal static class RecordLimits
{
    public const int UserId = 256;
    public const int ClientId = 256;
    public const int GrantId = 512;
    public const int Resource = 512;
    public const int Email = EmailAddress.Longest;

    /// <summary>Stands for bytes that are no UTF-8, unlike the character that somebody else has put in their place before.</summary>
    public const char Undecodable = '\uFFFF';

    public const string NotUnicode =
        "is not valid UTF-8 text: save the file as UTF-8 (in Excel \"CSV UTF-8\", in PowerShell Export-Csv -Encoding utf8)";

    /// <summary>The problem with an identifying text; null when it is valid.</summary>
    public static string? Problem(ReadOnlySpan<char> text, int longest)
    {
        if (text.Length > longest)
            return $"is {text.Length} characters long; at most {longest} are allowed";
        // One pass, because a million rows have several such texts each.
        return text.IndexOfAny('\0', Undecodable, '\uFFFD') switch
        {
            < 0 => null,
            _ when text.Contains('\0') => "holds a NUL character",
            _ => NotUnicode,
        };
    }

    public static bool IsNotUnicode(ReadOnlySpan<char> text) => text.Contains(Undecodable);

    /// <summary>A name of an app, a person or a company, cleaned as everywhere.</summary>
    public static string? Name(string? text) => UntrustedText.Name(text);
}
