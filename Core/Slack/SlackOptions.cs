using System.ComponentModel.DataAnnotations;

namespace OAuthAttest.Slack;

/// <summary>How to reach Slack, and whom the security lead's messages go to. Section <c>Slack</c>.</summary>
public sealed class SlackOptions : IValidatableObject
{
    public const string Section = "Slack";

    /// <summary>Where Slack's interaction answers are posted; the only host a response_url may have.</summary>
    public static readonly Uri HooksBase = new("https://hooks.slack.com/");

    /// <summary>The bot token (<c>xoxb-…</c>).</summary>
    [Required]
    public string BotToken { get; set; } = "";

    /// <summary>The app's signing secrets; more than one while a secret is being rotated.</summary>
    public string[] SigningSecrets { get; set; } = [];

    /// <summary>The Web API's address. Only a simulator or a proxy changes it.</summary>
    public Uri BaseUrl { get; set; } = new("https://slack.com/api/");

    /// <summary>Channel or user id that gets reports and worklists to approve.</summary>
    [Required, RegularExpression("^[CGDUW][A-Z0-9]{2,30}$", ErrorMessage = "LeadChannel must be a Slack channel or user id, such as C0123ABCD.")]
    public string LeadChannel { get; set; } = "";

    /// <summary>Messages a minute over the whole workspace; 0 switches pacing off (simulators only).</summary>
    [Range(0, 6000)]
    public int PacePerMinute { get; set; } = 200;

    /// <summary>How long one call to Slack may take. A post that took longer is uncertain and is reconciled.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause between attempts of a call that only reads; it doubles.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>People per page of users.list; Slack advises at most 200.</summary>
    [Range(1, 1000)]
    public int DirectoryPageSize { get; set; } = 200;

    /// <summary>A folder whose files replace the built-in message templates of the same name.</summary>
    public string? TemplatesFolder { get; set; }

    /// <summary>How long after a send began nobody else may try the same message: longer than any send takes.</summary>
    public TimeSpan SendLease => RequestTimeout * 1.5;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SigningSecrets.Length == 0 || SigningSecrets.Any(string.IsNullOrWhiteSpace))
        {
            yield return new ValidationResult("SigningSecrets needs at least one secret, and none may be empty.", [nameof(SigningSecrets)]);
        }

        if (!BaseUrl.IsAbsoluteUri || !BaseUrl.AbsolutePath.EndsWith('/') || BaseUrl.Query.Length > 0)
        {
            yield return new ValidationResult("BaseUrl must be an absolute URL that ends with a slash.", [nameof(BaseUrl)]);
        }
        else if (!string.Equals(BaseUrl.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal) && !BaseUrl.IsLoopback)
        {
            yield return new ValidationResult("BaseUrl must be https, except on this machine.", [nameof(BaseUrl)]);
        }

        if (RequestTimeout < TimeSpan.FromMilliseconds(100) || RequestTimeout > TimeSpan.FromMinutes(2))
        {
            yield return new ValidationResult("RequestTimeout must lie between 0.1 and 120 seconds.", [nameof(RequestTimeout)]);
        }

        if (RetryDelay < TimeSpan.Zero || RetryDelay > TimeSpan.FromMinutes(1))
        {
            yield return new ValidationResult("RetryDelay must lie between 0 and 60 seconds.", [nameof(RetryDelay)]);
        }

        if (TemplatesFolder is not null && !Directory.Exists(TemplatesFolder))
        {
            yield return new ValidationResult($"TemplatesFolder does not exist: {TemplatesFolder}", [nameof(TemplatesFolder)]);
        }
    }
}
