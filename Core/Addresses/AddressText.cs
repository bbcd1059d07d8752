using System.Globalization;
using System.Text;

namespace OAuthAttest.Addresses;

/// <summary>
/// Cleans an address that is written in another form than the plain one: as mail programs, pages and directories export it.
/// </summary>
internal static class AddressText
{
    private const int LongestText = 1024;
    private const int DeepestForm = 4;
    private const int LongestLabel = 63;
    private const string AsciiForm = "xn--";

    // Not part of any address unless it is quoted, which nobody's is.
    private const string NeverInside = "<>()[]\\\",;:";

    private static readonly string[] Schemes = ["mailto:", "smtp:"];
    private static readonly IdnMapping Domains = new() { AllowUnassigned = true };

    /// <summary>Null: it is no address, or could be one of several.</summary>
    public static string? Clean(ReadOnlySpan<char> text) =>
        text.Length <= LongestText && Visible(text) is { } visible ? Unwrapped(visible, DeepestForm) : null;

    private static string? Unwrapped(string text, int depth)
    {
        text = text.Trim();
        if (depth == 0 || text.Length == 0)
            return null;
        if (text[^1] == '>' && text.IndexOf('<', StringComparison.Ordinal) is >= 0 and var open)
            return Named(text[..open].Trim(), text[(open + 1)..^1], depth);
        if (text.Length > 2 && text[0] == text[^1] && text[0] is '"' or '\'' or '`')
            return Unwrapped(text[1..^1], depth - 1);
        if (Schemes.FirstOrDefault(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is { } scheme)
            return Unwrapped(Decoded(text[scheme.Length..].Split('?')[0]), depth - 1);
        return Bare(text);
    }

    /// <summary><c>Name &lt;address&gt;</c>. Slack writes a link and its text with a bar between.</summary>
    private static string? Named(string name, string inside, int depth)
    {
        var forms = inside.Split('|').Select(part => Unwrapped(part, depth - 1)).Distinct(StringComparer.Ordinal).ToList();
        if (forms is not [{ } address])
            return null;
        // A name that is another address: it is not known which of the two is meant.
        return name.Contains('@', StringComparison.Ordinal) && Unwrapped(name, depth - 1) != address ? null : address;
    }

    private static string Decoded(string text)
    {
        var decoded = Uri.UnescapeDataString(text);
        return Visible(decoded) ?? "";
    }

    private static string? Bare(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at != text.LastIndexOf('@'))
            return null;
        var (local, domain) = (text[..at], text[(at + 1)..]);
        if (local.IndexOf(EmailAddress.GuestMark, StringComparison.OrdinalIgnoreCase) is >= 0 and var guest)
            return Invited(local[..guest]);
        if (!local.EnumerateRunes().All(IsOfLocalPart) || Domain(domain) is not { } ascii)
            return null;
        var address = $"{Folded(local)}@{ascii}";
        return address.Length <= EmailAddress.Longest ? address : null;
    }

    /// <summary>
    /// Entra names a guest <c>ana_partner.example#EXT#@contoso.onmicrosoft.com</c>: the address with its @ as an underscore. A domain has
    /// no underscore, so it is the last one.
    /// </summary>
    private static string? Invited(string local) =>
        local.LastIndexOf('_') is > 0 and var at ? Bare($"{local[..at]}@{local[(at + 1)..]}") : null;

    /// <summary>The ASCII form: both forms of an international domain name are written, and look-alike letters are visible in it.</summary>
    private static string? Domain(string text)
    {
        var labels = Folded(text).Replace('\u3002', '.').Split('.');
        if (labels.Length > 1 && labels[^1].Length == 0)
            labels = labels[..^1];
        try
        {
            for (var i = 0; i < labels.Length; i++)
            {
                var label = Domains.GetAscii(Decoded(labels[i], AsciiForm));
                if (label.Length is 0 or > LongestLabel || !label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                    return null;
                labels[i] = label;
            }
        }
        catch (ArgumentException)
        {
            return null;
        }
        return string.Join('.', labels);
    }

    /// <summary>A label in the ASCII form is decoded: it may hold capitals or parts of letters, which are then folded.</summary>
    private static string Decoded(string label, string prefix)
    {
        if (!label.StartsWith(prefix, StringComparison.Ordinal))
            return label;
        var decoded = Domains.GetUnicode(label);
        return decoded.All(char.IsAscii) ? "" : Folded(decoded);
    }

    /// <summary>Case folded and composed. Through upper case, so that both small sigmas, for example, are one.</summary>
    private static string Folded(string text) =>
        CanonicalText.Compose(CanonicalText.Compose(text).ToUpperInvariant().ToLowerInvariant());

    private static bool IsOfLocalPart(Rune rune) =>
        !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune) && !(rune.IsAscii && NeverInside.Contains((char)rune.Value));

    /// <summary>Without characters that nobody sees; null if the text is not well formed.</summary>
    private static string? Visible(ReadOnlySpan<char> text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // A lone surrogate is read as U+FFFD.
            if (rune.Value == 0xFFFD)
                return null;
            if (IsInvisible(rune))
                continue;
            // Full-width forms, which input methods of East Asia write, are the ASCII characters.
            visible.Append(rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFEE0) : rune);
        }
        return visible.ToString();
    }

    /// <summary>Unicode's Default_Ignorable_Code_Point, and formatting characters.</summary>
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
        || rune.Value
            is 0x034F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or 0x2800
                or (>= 0x2060 and <= 0x206F)
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFFA0
                or (>= 0xFFF0 and <= 0xFFF8)
                or (>= 0xE0000 and <= 0xE0FFF);
}
