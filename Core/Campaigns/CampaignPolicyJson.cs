using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuthAttest.Campaigns;

/// <summary>Reads and writes the frozen policy as JSON: camelCase, enums by name.</summary>
public static class CampaignPolicyJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write(CampaignPolicy policy) => JsonSerializer.Serialize(policy, Options);

    /// <exception cref="InvalidOperationException">The text is not a policy.</exception>
    public static CampaignPolicy Read(string json) =>
        JsonSerializer.Deserialize<CampaignPolicy>(json, Options) ?? throw new InvalidOperationException("The campaign's policy is empty.");
}
