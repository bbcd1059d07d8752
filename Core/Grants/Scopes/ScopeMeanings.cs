using System.Globalization;
using System.Text;
using OAuthAttest.Outside;
using OAuthAttest.Text;

namespace OAuthAttest.Grants.Scopes;

/// <summary>The three meanings of one permission, one for each consent type.</summary>
internal sealed class ScopeMeanings
{
    /// <summary>Added to a sentence that is written for one person when the grant applies to everybody.</summary>
    private const string ForEverybody = " This applies to everyone in the organization.";

    private const int MaxShownName = 80;

    private readonly ScopeMeaning principal;
    private readonly ScopeMeaning tenant;
    private readonly ScopeMeaning application;

    private ScopeMeanings(ScopeMeaning principal, ScopeMeaning tenant, ScopeMeaning application)
    {
        this.principal = principal;
        this.tenant = tenant;
        this.application = application;
    }

    /// <summary>Builds the meanings from the one or two lines of a permission.</summary>
    public static ScopeMeanings Of(IEnumerable<ScopeEntry> ways)
    {
        var byAccess = ways.ToDictionary(entry => entry.Access);
        var inName = byAccess.GetValueOrDefault(ScopeAccess.Delegated);
        var byItself = byAccess.GetValueOrDefault(ScopeAccess.Application);
        var everybody = inName is null ? null : new ScopeMeaning(inName.Scope, Raise(inName.Risk), ToEverybody(inName.Sentence), true);

        // The app's own access is never rated below delegated access for one person, even if a team's own lines say so.
        var alone = byItself is null
            ? null
            : new ScopeMeaning(byItself.Scope, inName?.Risk > byItself.Risk ? inName.Risk : byItself.Risk, byItself.Sentence, true);
        return new ScopeMeanings(
            inName is null ? alone! : new ScopeMeaning(inName.Scope, inName.Risk, inName.Sentence, true),
            everybody ?? alone!,
            alone ?? everybody!);
    }

    /// <summary>The meaning of a permission without a line: the sentence says so, and the risk is high for every consent type.</summary>
    public static ScopeMeaning Unknown(ProviderName provider, string scope) =>
        new(scope, Risk.High, $"Nobody has described the permission {Named(provider, scope)} yet, so treat it as powerful.", false);

    /// <summary>Entra's permissions of other APIs than Graph are told with the API, because names alone are reused.</summary>
    private static string Named(ProviderName provider, string scope) =>
        provider == ProviderName.Entra && ApiScope.Parts(scope) is { } parts
            ? $"\"{Shown(parts.Scope)}\" of {Api(parts.Api)}"
            : $"\"{Shown(scope)}\"";

    private static string Api(string api) => TechnicalId.IsOne(api) ? "an API without a name" : $"\"{Shown(api)}\"";

    /// <summary>An administrator's role is critical whichever it is: the rights of a custom role are not known here.</summary>
    public static ScopeMeaning OfRole(string scope, string role) =>
        new(scope, Risk.Critical, $"Act as an administrator with the role \"{Shown(role)}\".", true);

    /// <summary>One risk level higher: a consent for everybody is riskier than the same consent by one person.</summary>
    public static Risk Raise(Risk risk) => risk == Risk.Critical ? Risk.Critical : risk + 1;

    public ScopeMeaning For(ConsentType consent) => consent switch
    {
        ConsentType.Principal => principal,
        ConsentType.Tenant => tenant,
        ConsentType.Application => application,
        _ => throw new ArgumentOutOfRangeException(nameof(consent), consent, "No such consent type."),
    };

    private static string ToEverybody(string sentence) =>
        sentence
            .Split([' ', ',', '.', ':', '\''], StringSplitOptions.RemoveEmptyEntries)
            .Any(word => word is "you" or "your" or "yours" or "yourself")
            ? sentence + ForEverybody
            : sentence;

    /// <summary>Makes an external name safe to show: at most 80 characters, without line breaks or marks that reorder text.</summary>
    private static string Shown(string scope)
    {
        var shown = string.Concat(scope.EnumerateRunes().Select(rune => IsHidden(rune) ? "?" : rune.ToString()));
        return shown.Length <= MaxShownName ? shown : WireText.Start(shown, MaxShownName) + "...";
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
