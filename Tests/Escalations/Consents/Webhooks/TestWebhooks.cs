using System.Globalization;
using System.Text;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Authentication;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Escalations.Consents.Webhooks.Auth0;
using OAuthAttest.Escalations.Consents.Webhooks.Entra;
using OAuthAttest.Escalations.Consents.Webhooks.GitHub;
using OAuthAttest.Escalations.Consents.Webhooks.Google;
using OAuthAttest.Escalations.Consents.Webhooks.Okta;
using OAuthAttest.Escalations.Consents.Webhooks.Standard;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Webhooks;

/// <summary>The real webhooks with the tests' secrets, and the headers of a genuine sender.</summary>
internal static class TestWebhooks
{
    public const string StandardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string Token = "q9Z-sJ2m_7vXo4Tn0aLrBk5c";
    public const string GitHubSecret = "It's a Secret to Everybody";
    public static readonly DateTimeOffset Now = new(2026, 10, 1, 5, 0, 0, TimeSpan.Zero);

    public static ConsentsOptions Options { get; } = new()
    {
        Standard = new([StandardSecret]),
        Okta = new([Token]),
        Entra = new([Token]),
        Google = new([Token]),
        Auth0 = new([Token]),
        GitHub = new([GitHubSecret]),
    };

    public static ConsentWebhooks All { get; } = Create(Options);

    /// <summary>With rules whose alerts tell of consents without rows.</summary>
    public static ConsentWebhooks WithAlertRules(params string[] rules) =>
        Create(new ConsentsOptions
        {
            Standard = Options.Standard,
            Okta = Options.Okta,
            Entra = Options.Entra,
            Google = Options.Google,
            Auth0 = Options.Auth0,
            GitHub = Options.GitHub,
            EntraAlertRules = rules,
        });

    public static ConsentWebhooks Create(ConsentsOptions configured)
    {
        var options = Microsoft.Extensions.Options.Options.Create(configured);
        return new ConsentWebhooks([
            new StandardWebhook(options),
            new OktaWebhook(options),
            new EntraWebhook(options),
            new GoogleWebhook(options),
            new Auth0Webhook(options),
            new GitHubWebhook(options),
        ]);
    }

    /// <summary>The headers of a genuine sender.</summary>
    public static Dictionary<string, string> Headers(
        ConsentSource source,
        byte[] body,
        DateTimeOffset? at = null,
        string id = "msg_1",
        string contentType = "application/json; charset=utf-8"
    )
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = contentType };
        switch (source)
        {
            case ConsentSource.Standard:
                var timestamp = (at ?? Now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                headers[StandardWebhookSignature.IdHeader] = id;
                headers[StandardWebhookSignature.TimestampHeader] = timestamp;
                headers[StandardWebhookSignature.SignatureHeader] = StandardWebhookSignature.Sign(StandardSecret, id, timestamp, body);
                break;
            case ConsentSource.GitHub:
                headers["X-GitHub-Event"] = "installation";
                headers[GitHubSignature.SignatureHeader] = GitHubSignature.Sign(GitHubSecret, body);
                break;
            case ConsentSource.Google:
                headers["X-Goog-Channel-Token"] = Token;
                headers["X-Goog-Resource-State"] = "authorize";
                break;
            default:
                headers["Authorization"] = $"Bearer {Token}";
                break;
        }
        return headers;
    }

    public static WebhookReading Open(ConsentSource source, string body, Dictionary<string, string>? headers = null) =>
        Open(source, Encoding.UTF8.GetBytes(body), headers);

    public static WebhookReading Open(ConsentSource source, byte[] body, Dictionary<string, string>? headers = null)
    {
        headers ??= Headers(source, body);
        return All.Open(source, new ConsentDelivery(headers.GetValueOrDefault, body), Now);
    }

    public static ConsentEvent OpenOne(ConsentSource source, string body)
    {
        var reading = Open(source, body);
        Assert.Null(reading.Refusal);
        return Assert.Single(reading.Consents);
    }

    public static void AssertMalformed(ConsentSource source, string body, string field) =>
        AssertRefused(Open(source, body), WebhookRefusalKind.Malformed, field);

    public static void AssertRefused(WebhookReading reading, WebhookRefusalKind kind, string field)
    {
        Assert.Equal((kind, field), (reading.Refusal?.Kind, reading.Refusal?.Field));
        Assert.Empty(reading.Consents);
    }
}
