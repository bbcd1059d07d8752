using System.Text.Json;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>Errors as services of the two protocols write them.</summary>
internal static class AwsErrors
{
    public const string Xml = "application/xml";

    /// <remarks>https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html</remarks>
    public static SimulatedAnswer OfJson(string code, string message = "Simulated.") => new(
        400, $$"""{"__type":{{JsonSerializer.Serialize(code)}},"message":{{JsonSerializer.Serialize(message)}}}""");

    /// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html</remarks>
    public static SimulatedAnswer OfS3(string code) => new(
        code switch
        {
            "SlowDown" or "ServiceUnavailable" => 503,
            "InternalError" => 500,
            "NoSuchKey" or "NoSuchBucket" => 404,
            "PreconditionFailed" => 412,
            "AccessDenied" or "InvalidObjectState" or "SignatureDoesNotMatch" or "RequestTimeTooSkewed" or "InvalidAccessKeyId" => 403,
            _ => 400,
        },
        $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>Simulated.</Message>"
            + "<RequestId>r-1</RequestId><HostId>h-1</HostId></Error>"
    )
    {
        Type = Xml,
    };

    /// <remarks>https://smithy.io/2.0/aws/protocols/aws-query-protocol.html</remarks>
    public static SimulatedAnswer OfQuery(string code, int status = 403) => new(
        status,
        $"<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code>"
            + "<Message>Simulated.</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"
    );
}
