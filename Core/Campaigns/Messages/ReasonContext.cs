using System.Text.Json;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>The private_metadata of the reason modal: identifiers only.</summary>
/// <param name="Button">The encoded <see cref="GrantButton"/> that opened it.</param>
/// <param name="Channel">The conversation of the message to update.</param>
/// <param name="Timestamp">The timestamp of that message.</param>
public sealed record ReasonContext(string Button, string? Channel, string? Timestamp)
{
    public string Encode() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static ReasonContext? Decode(string? metadata)
    {
        try
        {
            var context = string.IsNullOrEmpty(metadata)
                ? null
                : JsonSerializer.Deserialize<ReasonContext>(metadata, JsonSerializerOptions.Web);
            return context?.Button is null ? null : context;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
