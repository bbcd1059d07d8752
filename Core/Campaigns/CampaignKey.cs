using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OAuthAttest.Campaigns;

/// <summary>The readable business key of a campaign, e.g. <c>2026Q4</c>: 1 to 32 letters, digits, hyphens or underscores.</summary>
[JsonConverter(typeof(CampaignKeyJsonConverter))]
public readonly record struct CampaignKey
{
    private const int MaxLength = 32;

    private readonly string? value;

    private CampaignKey(string value) => this.value = value;

    /// <summary>The key of the quarter that holds <paramref name="instant"/> (UTC).</summary>
    public static CampaignKey OfQuarter(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return new CampaignKey($"{utc.Year:0000}Q{((utc.Month - 1) / 3) + 1}");
    }

    /// <exception cref="FormatException">The text is no campaign key.</exception>
    public static CampaignKey Parse(string text) =>
        TryParse(text, out var key)
            ? key
            : throw new FormatException($"'{text}' is no campaign key: 1 to {MaxLength} letters, digits, hyphens or underscores.");

    public static bool TryParse([NotNullWhen(true)] string? text, out CampaignKey key)
    {
        var valid = text is { Length: > 0 and <= MaxLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        key = valid ? new CampaignKey(text!) : default;
        return valid;
    }

    /// <summary>The instance id of the campaign's orchestration.</summary>
    public string InstanceId => $"campaign-{this}";

    /// <summary>The instance id of one shard's orchestration.</summary>
    public string ShardInstanceId(int shard) => $"campaign-{this}-s{shard:000}";

    /// <summary>The instance id of one participant's orchestration.</summary>
    public string ParticipantInstanceId(string participantKey) => $"campaign-{this}-u-{participantKey}";

    /// <summary>The instance id of the orchestration that removes this campaign's grants at one provider.</summary>
    public string RevocationInstanceId(string provider) => $"{RevocationPrefix}{this}-{provider}";

    /// <summary>The start of every <see cref="RevocationInstanceId"/>.</summary>
    public const string RevocationPrefix = "revocation-";

    public override string ToString() =>
        value ?? throw new InvalidOperationException("A campaign key was used before it was given a value.");
}
