using System.Text;
using System.Text.Json;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Json;

namespace OAuthAttest.ScopeAudits.Athena;

/// <summary>
/// The columns of the standard table, and the record that they make. Only what every generation of that table has: older ones
/// have no <c>onBehalfOf</c>, and another type of <c>webIdFederationData</c>. What is not selected stays absent from the record.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html</remarks>
internal static class TrailColumns
{
    private const string Session = "(useridentity).sessioncontext";
    private const string Issuer = $"{Session}.sessionissuer";

    /// <summary>
    /// Each of a struct by itself: a whole one is written in ways that differ between Athena's engines. By the place in the record.
    /// </summary>
    private static readonly TrailColumn[] All =
    [
        new("eventversion", "eventversion", "eventVersion"),
        new("eventid", "eventid", "eventID"),
        new("eventtime", "eventtime", "eventTime"),
        new("eventsource", "eventsource", "eventSource"),
        new("eventname", "eventname", "eventName"),
        new("awsregion", "awsregion", "awsRegion"),
        new("recipientaccountid", "recipientaccountid", "recipientAccountId"),
        new("sourceipaddress", "sourceipaddress", "sourceIPAddress"),
        new("useragent", "useragent", "userAgent"),
        new("errorcode", "errorcode", "errorCode"),
        new("errormessage", "errormessage", "errorMessage"),
        new("requestid", "requestid", "requestID"),
        new("readonly", "readonly", "readOnly"),
        new("eventtype", "eventtype", "eventType"),
        new("requestparameters", "requestparameters", "requestParameters") { IsJson = true },
        new("responseelements", "responseelements", "responseElements") { IsJson = true },
        new("additionaleventdata", "additionaleventdata", "additionalEventData") { IsJson = true },
        new("identity_type", "(useridentity).type", "userIdentity", "type"),
        new("identity_principalid", "(useridentity).principalid", "userIdentity", "principalId"),
        new("identity_arn", "(useridentity).arn", "userIdentity", "arn"),
        new("identity_accountid", "(useridentity).accountid", "userIdentity", "accountId"),
        new("identity_accesskeyid", "(useridentity).accesskeyid", "userIdentity", "accessKeyId"),
        new("identity_username", "(useridentity).username", "userIdentity", "userName"),
        new("identity_invokedby", "(useridentity).invokedby", "userIdentity", "invokedBy"),
        new("session_mfa", $"{Session}.attributes.mfaauthenticated", "userIdentity", "sessionContext", "attributes", "mfaAuthenticated"),
        new("session_created", $"{Session}.attributes.creationdate", "userIdentity", "sessionContext", "attributes", "creationDate"),
        new("issuer_type", $"{Issuer}.type", "userIdentity", "sessionContext", "sessionIssuer", "type"),
        new("issuer_principalid", $"{Issuer}.principalid", "userIdentity", "sessionContext", "sessionIssuer", "principalId"),
        new("issuer_arn", $"{Issuer}.arn", "userIdentity", "sessionContext", "sessionIssuer", "arn"),
        new("issuer_accountid", $"{Issuer}.accountid", "userIdentity", "sessionContext", "sessionIssuer", "accountId"),
        new("issuer_username", $"{Issuer}.username", "userIdentity", "sessionContext", "sessionIssuer", "userName"),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(each => each.Name)];

    /// <summary>What stands behind SELECT.</summary>
    public static string Selected { get; } = string.Join(",\n  ", All.Select(each => $"{each.Expression} AS {each.Name}"));

    public static string? Of(IReadOnlyList<string?> row, string name) => row[Array.FindIndex(All, each => each.Name == name)];

    /// <summary>The record of a row.</summary>
    /// <param name="problem">What is wrong with it, as the end of a sentence; null: nothing.</param>
    /// <returns>Null: it is none.</returns>
    public static CloudTrailRecord? Read(IReadOnlyList<string?> row, out string? problem)
    {
        string? odd = null;
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
            Write(writer, Enumerable.Range(0, All.Length).Where(i => row[i] is not null).ToList(), row, depth: 0, ref odd);
        var record = CloudTrailRecord.Read(text.GetBuffer().AsSpan(0, (int)text.Length), out problem);
        problem ??= odd;
        return record;
    }

    /// <summary>An object of these columns, by the parts of their places that are as deep as this.</summary>
    private static void Write(Utf8JsonWriter writer, List<int> columns, IReadOnlyList<string?> row, int depth, ref string? odd)
    {
        writer.WriteStartObject();
        foreach (var member in columns.GroupBy(i => All[i].Place[depth], StringComparer.Ordinal))
        {
            writer.WritePropertyName(member.Key);
            var first = member.First();
            if (All[first].Place.Length > depth + 1)
                Write(writer, [.. member], row, depth + 1, ref odd);
            else if (!All[first].IsJson)
                writer.WriteStringValue(row[first]);
            else
                WriteJson(writer, All[first], row[first]!, ref odd);
        }
        writer.WriteEndObject();
    }

    /// <summary>The table has the text that it was. What is no JSON stays a text: in it no scope and no policy is found.</summary>
    private static void WriteJson(Utf8JsonWriter writer, TrailColumn column, string text, ref string? odd)
    {
        if (text.Length == 0)
        {
            writer.WriteNullValue();
            return;
        }
        const int deepest = CloudTrailScanner.DeepestNesting / 2;
        if (StrictJson.Parse(Encoding.UTF8.GetBytes(text), out var fault, deepest: deepest) is { } json)
        {
            json.WriteTo(writer);
            return;
        }
        odd ??= $"has {column.Place[0]} that {fault}";
        writer.WriteStringValue(text);
    }

    /// <param name="Name">In the result.</param>
    /// <param name="Expression">Of the table.</param>
    /// <param name="Place">In the record.</param>
    private sealed record TrailColumn(string Name, string Expression, params string[] Place)
    {
        /// <summary>A text that is JSON.</summary>
        public bool IsJson { get; init; }
    }
}
