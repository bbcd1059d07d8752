using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OAuthAttest.ScopeAudits.Acting.Actions;
using OAuthAttest.ScopeAudits.Remediating;

namespace OAuthAttest.ScopeAudits.Acting;

/// <summary>What would be done, as it is stored and approved.</summary>
/// <param name="Calls">All that would be called, in order.</param>
/// <param name="Effects">What would change and who would be cut off, in sentences.</param>
internal sealed record RemediationPlan(
    IReadOnlyList<PlannedCall> Calls, IReadOnlyList<string> Effects, bool IsDisruptive, bool CanBeUndone)
{
    public static RemediationPlan Read(string json) =>
        JsonSerializer.Deserialize(json, RemediationDocumentsJson.Default.RemediationPlan)!;

    public string Write() => JsonSerializer.Serialize(this, RemediationDocumentsJson.Default.RemediationPlan);

    /// <summary>Of what it does, where, and the state that it was made of: an approval is for exactly that.</summary>
    public byte[] Digest(Remediation remediation, JsonObject before)
    {
        var text = new JsonObject
        {
            ["kind"] = remediation.Kind.ToString(),
            ["account"] = remediation.Account,
            ["region"] = remediation.Region,
            ["calls"] = new JsonArray([.. Calls.Select(call => new JsonObject
            {
                ["operation"] = call.Operation,
                ["parameters"] = call.Parameters.DeepClone(),
            })]),
            ["before"] = before.DeepClone(),
        }.ToJsonString();
        return SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Whether all these calls are among those that were approved.</summary>
    public bool Has(IReadOnlyList<PlannedCall> calls) => calls.All(call => Calls.Any(planned =>
        planned.Operation == call.Operation && JsonNode.DeepEquals(planned.Parameters, call.Parameters)));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RemediationPlan))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, IReadOnlyList<string>>))]
internal sealed partial class RemediationDocumentsJson : JsonSerializerContext;
