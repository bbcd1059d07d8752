using System.Text.RegularExpressions;

namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>
/// Checks a sentence that people will see for sense and grammar, as far as rules can. Each rule detects a mistake that composed sentences
/// tend to have.
/// </summary>
public static partial class SentenceRules
{
    /// <summary>Every sentence starts with one of these: it says what the app can do.</summary>
    private static readonly HashSet<string> Verbs =
    [
        "Act",
        "Add",
        "Administer",
        "Answer",
        "Appear",
        "Approve",
        "Archive",
        "Ask",
        "Block",
        "Bring",
        "Call",
        "Cancel",
        "Change",
        "Check",
        "Confirm",
        "Control",
        "Create",
        "Decide",
        "Delete",
        "Do",
        "Download",
        "Draft",
        "Export",
        "Fetch",
        "Find",
        "Follow",
        "Forward",
        "Get",
        "Give",
        "Grant",
        "Have",
        "Hide",
        "Install",
        "Invite",
        "Join",
        "Keep",
        "Let",
        "Link",
        "Listen",
        "Lock",
        "Look",
        "Make",
        "Manage",
        "Mark",
        "Move",
        "Offer",
        "Open",
        "Order",
        "Pin",
        "Post",
        "Print",
        "Propose",
        "Protect",
        "Prove",
        "Publish",
        "Put",
        "Read",
        "Receive",
        "Record",
        "Register",
        "Remove",
        "Report",
        "Request",
        "Reset",
        "Restore",
        "Run",
        "Search",
        "See",
        "Send",
        "Set",
        "Share",
        "Show",
        "Sign",
        "Start",
        "Switch",
        "Take",
        "Tell",
        "Turn",
        "Upload",
        "Use",
        "Watch",
        "Work",
        "Write",
    ];

    /// <summary>Names that may be capitalized in a sentence.</summary>
    private static readonly HashSet<string> ProperNames =
    [
        "AI",
        "Access",
        "AdMob",
        "AdSense",
        "Ad",
        "Ads",
        "Alerts",
        "Analytics",
        "Android",
        "App",
        "Apps",
        "Area",
        "Authenticator",
        "Azure",
        "BigQuery",
        "Bigtable",
        "Blogger",
        "Books",
        "Business",
        "Calendar",
        "Campaign",
        "Center",
        "Central",
        "Chat",
        "Chrome",
        "Chromebooks",
        "Classroom",
        "Cloud",
        "Composer",
        "Console",
        "Copilot",
        "Credential",
        "Dataproc",
        "Defender",
        "Dialogflow",
        "Discover",
        "Display",
        "Do",
        "Docs",
        "Drive",
        "Dynamics",
        "Engage",
        "Engine",
        "Fit",
        "Firebase",
        "Form",
        "Forms",
        "GitHub",
        "Gateway",
        "Gmail",
        "Goals",
        "Google",
        "Groups",
        "Health",
        "Keep",
        "Kubernetes",
        "Mac",
        "Manager",
        "Manufacturer",
        "Maps",
        "Marketplace",
        "Meet",
        "Merchant",
        "Microsoft",
        "My",
        "Nest",
        "Okta",
        "OneDrive",
        "OneNote",
        "PIN",
        "PINs",
        "Photos",
        "Pixel",
        "Play",
        "Redis",
        "Run",
        "SQL",
        "Script",
        "Search",
        "Security",
        "SharePoint",
        "Sheets",
        "Shopping",
        "Slack",
        "Slides",
        "Spanner",
        "Storage",
        "Store",
        "Street",
        "Tag",
        "Tasks",
        "Teams",
        "To",
        "Video",
        "View",
        "Viva",
        "Wallet",
        "Web",
        "Windows",
        "Workspace",
        "YouTube",
    ];

    /// <summary>Technical terms that the person asked may not know.</summary>
    private static readonly HashSet<string> Jargon = new(StringComparer.OrdinalIgnoreCase)
    {
        "api",
        "apis",
        "authentication",
        "authorization",
        "authn",
        "config",
        "configuration",
        "consent",
        "credential",
        "credentials",
        "delegated",
        "endpoint",
        "endpoints",
        "entra",
        "federation",
        "identifier",
        "iam",
        "metadata",
        "mfa",
        "oauth",
        "payload",
        "policies",
        "principal",
        "provisioning",
        "rbac",
        "readonly",
        "readwrite",
        "schema",
        "schemas",
        "scope",
        "scopes",
        "sso",
        "tenant",
        "tenants",
        "token",
        "tokens",
        "webhook",
        "webhooks",
        "xtenant",
    };

    private static readonly HashSet<string> SecondPerson = ["you", "your", "yours", "yourself"];

    /// <summary>Singular words that end like a plural.</summary>
    private static readonly HashSet<string> SingularInS =
    [
        "access",
        "address",
        "business",
        "class",
        "person's",
        "process",
        "across",
        "service's",
    ];

    /// <summary>The problems of the sentence; empty when there are none.</summary>
    public static IEnumerable<string> Check(ScopeEntry entry)
    {
        var sentence = entry.Sentence;
        var words = Word().Matches(sentence).Select(match => match.Value).ToArray();
        return [.. CheckShape(sentence, words), .. CheckGrammar(words), .. CheckWords(words), .. CheckFit(entry, words)];
    }

    private static IEnumerable<string> CheckShape(string sentence, string[] words)
    {
        if (sentence.Length > ScopeEntry.MaxSentenceLength)
            yield return $"longer than {ScopeEntry.MaxSentenceLength} characters ({sentence.Length})";
        if (!sentence.EndsWith('.') || sentence.IndexOf('.', StringComparison.Ordinal) != sentence.Length - 1)
            yield return "not one sentence with a full stop at its end";
        if (sentence.Any(c => c is < ' ' or > '~' or '"' or '<' or '>' or '*' or '`' or '_' or '/' or '(' or ')' or '{' or '}'))
            yield return "a character other than plain letters and punctuation";
        if (
            sentence.Contains("  ", StringComparison.Ordinal)
            || sentence.Contains(" ,", StringComparison.Ordinal)
            || sentence.Contains(" .", StringComparison.Ordinal)
            || sentence.Contains(",.", StringComparison.Ordinal)
        )
        {
            yield return "spacing";
        }
        if (words.Length < 3)
            yield return "too short to say anything";
        if (words.Length == 0 || !Verbs.Contains(words[0]))
            yield return "does not start with a verb that says what the app can do";
    }

    private static IEnumerable<string> CheckGrammar(string[] words)
    {
        for (var i = 1; i < words.Length; i++)
        {
            var (first, second) = (words[i - 1], words[i]);
            if (string.Equals(first, second, StringComparison.OrdinalIgnoreCase))
                yield return $"doubled word '{second}'";
            if (
                first is "a" or "an"
                && second.EndsWith('s')
                && !second.EndsWith("ss", StringComparison.Ordinal)
                && !second.EndsWith("'s", StringComparison.Ordinal)
                && !SingularInS.Contains(second)
            )
            {
                yield return $"'{first} {second}': one of several";
            }
            if (
                first is "a"
                && "aeioAEIO".Contains(second[0], StringComparison.Ordinal)
                && !second.StartsWith("one", StringComparison.Ordinal)
            )
            {
                yield return $"'a {second}'";
            }
            if (first is "an" && !"aeiouAEIOUhS".Contains(second[0], StringComparison.Ordinal))
                yield return $"'an {second}'";
            if (Articles.Contains(first) && Articles.Contains(second))
                yield return $"'{first} {second}'";
        }

        if (words[^1] is "of" or "the" or "and" or "your" or "a" or "that")
            yield return $"ends with '{words[^1]}'";
    }

    private static IEnumerable<string> CheckWords(string[] words)
    {
        foreach (var word in words.Skip(1))
        {
            var stem = word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word.TrimEnd('\'');
            if (
                stem.Any(char.IsAsciiLetterUpper)
                && !stem.Split('-').All(part => ProperNames.Contains(part) || !part.Any(char.IsAsciiLetterUpper))
            )
            {
                yield return $"'{word}' is no known name";
            }
            if (Jargon.Contains(stem))
                yield return $"'{word}' is a word of the trade";
        }
    }

    private static IEnumerable<string> CheckFit(ScopeEntry entry, string[] words)
    {
        if (entry.Scope.Any(c => c is '.' or ':' or '_' or '/') && entry.Sentence.Contains(entry.Scope, StringComparison.OrdinalIgnoreCase))
            yield return "contains the permission's name";
        if (entry.Access == ScopeAccess.Application && words.FirstOrDefault(SecondPerson.Contains) is { } you)
            yield return $"says '{you}', but an app by itself acts for nobody in particular";
        if (entry.Access == ScopeAccess.Delegated && entry.Sentence.EndsWith(Reach.Alone, StringComparison.Ordinal))
            yield return "says that nobody is signed in, but somebody is";
    }

    private static readonly HashSet<string> Articles = ["a", "an", "the", "your", "everyone's", "its", "their"];

    [GeneratedRegex("[A-Za-z0-9]+(?:['-][A-Za-z0-9]+)*'?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
