using System.Collections.Frozen;

namespace OAuthAttest.Slack.Text;

/// <summary>All placeholders, with the maximum length of each escaped value. These limits keep a message inside Slack's limits.</summary>
internal static class Placeholders
{
    private const int Number = 20;
    private const int Date = 80;

    private static readonly FrozenDictionary<string, int> Limits = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["ability"] = 240,
        ["account"] = 80,
        ["app"] = 80,
        ["applications"] = Number,
        ["askedBy"] = 60,
        ["attested"] = Number,
        ["campaign"] = 32,
        ["changed"] = Number,
        ["closes"] = Date,
        ["command"] = 700,
        ["complete"] = Number,
        ["count"] = Number,
        ["covered"] = Number,
        ["deadline"] = Date,
        ["decided"] = Number,
        ["delay"] = 40,
        ["details"] = 200,
        ["digest"] = 64,
        ["failed"] = Number,
        ["from"] = Date,
        ["granted"] = Date,
        ["grants"] = Number,
        ["head"] = 40,
        ["help"] = 100,
        ["high"] = Number,
        ["id"] = 280,
        ["kept"] = Number,
        ["kind"] = 20,
        ["lifetime"] = 30,
        ["link"] = 600,
        ["more"] = Number,
        ["name"] = 60,
        ["notRecognised"] = Number,
        ["number"] = Number,
        ["open"] = Number,
        ["opened"] = Date,
        ["orphans"] = Number,
        ["outside"] = Number,
        ["owner"] = 60,
        ["page"] = Number,
        ["pages"] = Number,
        ["partial"] = Number,
        ["people"] = Number,
        ["provider"] = 32,
        ["publisher"] = 60,
        ["reason"] = 120,
        ["remove"] = Number,
        ["requestedBy"] = 80,
        ["revived"] = Number,
        ["risk"] = 40,
        ["share"] = Number,
        ["silence"] = 220,
        ["silent"] = Number,
        ["source"] = 80,
        ["standing"] = 80,
        ["tenantWide"] = Number,
        ["to"] = Date,
        ["todo"] = 500,
        ["total"] = Number,
        ["unanswered"] = Number,
        ["unowned"] = Number,
        ["unreachable"] = Number,
        ["used"] = Date,
        ["version"] = 40,
        ["when"] = Date,
        ["who"] = 120,
        ["why"] = 500,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static int MaxLength(string name) => Limits[name];
}
