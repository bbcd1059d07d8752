using System.Text.Json;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>Errors as services of the two protocols write them.</summary>
internal static class AwsErrors
{
    /// <remarks>https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html</remarks>
    public static SimulatedAnswer OfJson(string code, string message = "Simulated.") => new(
        400, $$"""{"__type":{{JsonSerializer.Serialize(code)}},"message":{{JsonSerializer.Serialize(message)}}}""");

    /// <remarks>https://smithy.io/2.0/aws/protocols/aws-query-protocol.html</remarks>
    public static SimulatedAnswer OfQuery(string code, int status = 403) => new(
        status,
        $"<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code>"
            + "<Message>Simulated.</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"
    );
}
