using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>CloudTrail's ListPublicKeys: one key a page, first one that is in use no more.</summary>
/// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html</remarks>
internal sealed class PublicKeysEndpoint(DigestSigner signer)
{
    public const string Target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListPublicKeys";

    private const string Second = "second";

    public SimulatedAnswer Answer(string region, byte[] body)
    {
        JsonElement asked;
        try
        {
            asked = JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return AwsErrors.OfJson("SerializationException");
        }
        var rules = new JsonRules();
        rules.Only(asked, "", "StartTime", "EndTime", "NextToken");
        var token = rules.Text(asked, "NextToken", "", 4096, required: false);
        if (rules.Errors.Count > 0 || !asked.TryGetProperty("StartTime", out var start) || !start.TryGetInt64(out var from)
            || !asked.TryGetProperty("EndTime", out var end) || !end.TryGetInt64(out var until) || from > until)
        {
            return AwsErrors.OfJson("InvalidTimeRangeException");
        }
        if (token is not (null or Second))
            return AwsErrors.OfJson("InvalidTokenException");
        var (name, isSecond) = (token is null ? $"{region}-before" : region, token is not null);
        var answer = new JsonObject
        {
            ["PublicKeyList"] = new JsonArray(new JsonObject
            {
                ["Fingerprint"] = signer.Fingerprint(name),
                ["Value"] = signer.PublicKey(name),
                ["ValidityStartTime"] = (double)from,
                ["ValidityEndTime"] = (double)until,
            }),
        };
        if (!isSecond)
            answer["NextToken"] = Second;
        return new SimulatedAnswer(200, answer.ToJsonString());
    }
}
