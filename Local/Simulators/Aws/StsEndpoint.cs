using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>STS: AssumeRole and GetCallerIdentity.</summary>
/// <remarks>https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html</remarks>
internal sealed class StsEndpoint(AwsSimulatorOptions options, AwsKeys keys)
{
    public static Dictionary<string, string> Form(byte[] body) =>
        QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)).ToDictionary(each => each.Key, each => each.Value.ToString());

    public SimulatedAnswer Answer(Dictionary<string, string> form, AwsKey caller)
    {
        if (form.GetValueOrDefault("Version") != "2011-06-15")
            return AwsErrors.OfQuery("InvalidAction", 400);
        return form.GetValueOrDefault("Action") switch
        {
            "AssumeRole" => Assume(form),
            "GetCallerIdentity" => Wrapped("GetCallerIdentity",
                $"<Arn>arn:aws:iam::{caller.Account}:user/caller</Arn><UserId>AIDA1</UserId><Account>{caller.Account}</Account>"),
            _ => AwsErrors.OfQuery("InvalidAction", 400),
        };
    }

    private SimulatedAnswer Assume(Dictionary<string, string> form)
    {
        if (form.GetValueOrDefault("RoleSessionName") is not { Length: >= 2 and <= 64 } session)
            return AwsErrors.OfQuery("ValidationError", 400);
        // A role that is not there, one that does not trust the caller, and a wrong external id: AWS answers all alike.
        if (options.Roles.FirstOrDefault(each => each.Arn == form.GetValueOrDefault("RoleArn")) is not { } role
            || (role.ExternalId is not null && role.ExternalId != form.GetValueOrDefault("ExternalId")))
        {
            return AwsErrors.OfQuery("AccessDenied");
        }
        var (id, key) = keys.Issue(role, session);
        var name = role.Arn[(role.Arn.LastIndexOf('/') + 1)..];
        var expires = key.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Wrapped("AssumeRole",
            $"<AssumedRoleUser><AssumedRoleId>AROA1:{session}</AssumedRoleId>"
                + $"<Arn>arn:aws:sts::{role.Account}:assumed-role/{name}/{session}</Arn></AssumedRoleUser>"
                + $"<Credentials><AccessKeyId>{id}</AccessKeyId><SecretAccessKey>{key.Secret}</SecretAccessKey>"
                + $"<SessionToken>{key.Token}</SessionToken><Expiration>{expires}</Expiration></Credentials>");
    }

    private static SimulatedAnswer Wrapped(string action, string result) => new(
        200,
        $"<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result>{result}</{action}Result>"
            + $"<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{action}Response>"
    );
}
