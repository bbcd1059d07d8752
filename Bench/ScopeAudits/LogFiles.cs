using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace OAuthAttest.Bench.ScopeAudits;

/// <summary>Log files as S3 delivers them: 5,000 records each, about 1.5 KB a record, one in 500 of them a change of a policy.</summary>
internal static class LogFiles
{
    private const int PerFile = 5_000;
    private const int OneChangeIn = 500;

    private static readonly DateTime First = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly (string Name, string Source, string Parameters, string Response)[] Calls =
    [
        (
            "DescribeInstances", "ec2.amazonaws.com",
            """
            {"maxResults":100,"instancesSet":{},
            "filterSet":{"items":[{"name":"tag:Environment","valueSet":{"items":[{"value":"production"}]}}]}}
            """,
            "null"
        ),
        (
            "AssumeRole", "sts.amazonaws.com",
            """{"roleArn":"arn:aws:iam::111122223333:role/service/reader","roleSessionName":"session-18","durationSeconds":3600}""",
            """
            {"credentials":{"accessKeyId":"ASIAEXAMPLEEXAMPLE00","sessionToken":"HIDDEN","expiration":"Nov 3, 2026, 9:12:44 AM"},
            "assumedRoleUser":{"assumedRoleId":"AROAEXAMPLEEXAMPLE00:session-18",
            "arn":"arn:aws:sts::111122223333:assumed-role/reader/session-18"}}
            """
        ),
        (
            "GetSecretValue", "secretsmanager.amazonaws.com",
            """{"secretId":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:render/database-AbCdEf","versionStage":"AWSCURRENT"}""",
            "null"
        ),
        (
            "CreateLogStream", "logs.amazonaws.com",
            """{"logGroupName":"/aws/lambda/render-tiles","logStreamName":"2026/11/03/[$LATEST]0123456789abcdef0123456789abcdef"}""",
            "null"
        ),
    ];

    public static void Write(string folder, int events) =>
        Parallel.For(0, (events + PerFile - 1) / PerFile, file =>
        {
            var (account, region) = ($"11112222333{file % 5}", file % 3 == 0 ? "us-east-1" : "eu-west-1");
            var path = Path.Combine(folder, $"{account}_CloudTrail_{region}_{file:D6}.json.gz");
            using var gzip = new GZipStream(File.Create(path), CompressionLevel.Optimal);
            using var text = new StreamWriter(gzip, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            text.Write("{\"Records\":[");
            var first = file * PerFile;
            for (var number = first; number < Math.Min(events, first + PerFile); number++)
                text.Write($"{(number == first ? "" : ",")}{Record(number, account, region)}");
            text.Write("]}");
        });

    private static string Record(int number, string account, string region)
    {
        var isChange = number % OneChangeIn == 17;
        var (name, source, parameters, response) = isChange
            ? ("AttachRolePolicy", "iam.amazonaws.com", """{"roleName":"reader","policyArn":"arn:aws:iam::aws:policy/Read"}""", "null")
            : Calls[number % Calls.Length];
        var time = First.AddSeconds(number).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var key = string.Create(CultureInfo.InvariantCulture, $"{(uint)number * 2_654_435_761u:x8}");
        return $$$"""
            {"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLEEXAMPLE00:{{{key}}}",
            "arn":"arn:aws:sts::{{{account}}}:assumed-role/service-role/worker-{{{number % 97}}}/{{{key}}}","accountId":"{{{account}}}",
            "accessKeyId":"ASIAEXAMPLE{{{key}}}","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLEEXAMPLE00",
            "arn":"arn:aws:iam::{{{account}}}:role/service-role/worker-{{{number % 97}}}","accountId":"{{{account}}}",
            "userName":"worker-{{{number % 97}}}"},"attributes":{"creationDate":"{{{time}}}","mfaAuthenticated":"false"}},
            "invokedBy":"lambda.amazonaws.com"},"eventTime":"{{{time}}}","eventSource":"{{{source}}}","eventName":"{{{name}}}",
            "awsRegion":"{{{region}}}","sourceIPAddress":"203.0.113.{{{number % 256}}}",
            "userAgent":"aws-sdk-nodejs/3.600.0 md/nodejs#20.15.0 ua/2.1 os/linux#5.10.220 lang/js md/arch#x86_64 exec-env/nodejs20.x",
            "requestParameters":{{{parameters}}},"responseElements":{{{response}}},"additionalEventData":{"SignatureVersion":"SigV4",
            "CipherSuite":"TLS_AES_128_GCM_SHA256"},"requestID":"{{{key}}}-1111-4222-8333-{{{number:D12}}}",
            "eventID":"{{{key}}}-4444-4555-8666-{{{number:D12}}}","readOnly":{{{(isChange ? "false" : "true")}}},"eventType":"AwsApiCall",
            "managementEvent":true,"recipientAccountId":"{{{account}}}","sharedEventID":"{{{key}}}-7777-4888-8999-{{{number:D12}}}",
            "vpcEndpointId":"vpce-0123456789abcdef0","eventCategory":"Management",
            "tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"{{{source}}}"}}
            """.ReplaceLineEndings("");
    }
}
