using System.Text.RegularExpressions;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>The emoji of the app's messages as characters; others keep their names.</summary>
internal static partial class SlackEmoji
{
    private static readonly Dictionary<string, string> Characters = new(StringComparer.Ordinal)
    {
        [":large_green_circle:"] = "🟢",
        [":large_yellow_circle:"] = "🟡",
        [":large_orange_circle:"] = "🟠",
        [":red_circle:"] = "🔴",
        [":white_check_mark:"] = "✅",
        [":x:"] = "❌",
        [":hourglass:"] = "⌛",
        [":no_entry_sign:"] = "🚫",
        [":arrow_up:"] = "⬆️",
        [":bell:"] = "🔔",
        [":warning:"] = "⚠️",
        [":rotating_light:"] = "🚨",
        [":eyes:"] = "👀",
        [":point_right:"] = "👉",
        [":repeat:"] = "🔁",
    };

    public static string Show(string text) => Names().Replace(text, name => Characters.GetValueOrDefault(name.Value, name.Value));

    [GeneratedRegex(":[a-z_]+:", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}
