using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace OAuthAttest.Tests.Aws.CloudTrail;

/// <summary>Records and log files as CloudTrail writes them.</summary>
internal static class LogText
{
    public const string Account = "111122223333";
    public const string Role = "arn:aws:iam::111122223333:role/Deploy";
    public const string Session = "arn:aws:sts::111122223333:assumed-role/Deploy/nadia";

    public const string RoleSession = """
        {"type":"AssumedRole","principalId":"AROAEXAMPLE:nadia","arn":"arn:aws:sts::111122223333:assumed-role/Deploy/nadia",
        "accountId":"111122223333","accessKeyId":"ASIAEXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role",
        "principalId":"AROAEXAMPLE","arn":"arn:aws:iam::111122223333:role/Deploy","accountId":"111122223333","userName":"Deploy"},
        "attributes":{"creationDate":"2026-11-03T08:00:00Z","mfaAuthenticated":"true"}}}
        """;

    public const string AttachParameters = """{"roleName":"Reader","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}""";

    /// <param name="more">Members at the end, each after a comma.</param>
    public static string Record(
        string id = "e-1",
        string name = "AttachRolePolicy",
        string source = "iam.amazonaws.com",
        string time = "2026-11-03T08:12:44Z",
        string account = Account,
        string region = "us-east-1",
        string identity = RoleSession,
        string parameters = AttachParameters,
        string more = "") =>
        OneLine($$"""
            {"eventVersion":"1.09","userIdentity":{{identity}},"eventTime":{{Quoted(time)}},"eventSource":{{Quoted(source)}},
            "eventName":{{Quoted(name)}},"awsRegion":{{Quoted(region)}},"sourceIPAddress":"203.0.113.7",
            "userAgent":"aws-cli/2.15.0 \"q\" \\","requestParameters":{{parameters}},
            "responseElements":null,"requestID":{{Quoted("r-" + id)}},"eventID":{{Quoted(id)}},"readOnly":false,
            "eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":{{Quoted(account)}},"eventCategory":"Management"{{more}}}
            """);

    public static string Wrapped(params IEnumerable<string> records) => $$"""{"Records":[{{string.Join(',', records)}}]}""";

    public static string LookedUp(params IEnumerable<string> records) =>
        $$"""{"NextToken":"t","Events":[{{string.Join(',', records.Select(LookedUpEntry))}}]}""";

    public static string LookedUpEntry(string record) =>
        $$"""{"EventId":"other","EventName":"Other","EventTime":1762157564.0,"ReadOnly":"false","CloudTrailEvent":{{Quoted(record)}}}""";

    public static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public static string Quoted(string text) => JsonSerializer.Serialize(text);

    private static string OneLine(string text) => text.ReplaceLineEndings("");
}
