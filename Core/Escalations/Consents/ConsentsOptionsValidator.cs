using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents.Authentication;
using OAuthAttest.Escalations.Polling;

namespace OAuthAttest.Escalations.Consents;

/// <summary>Checks every source's secrets at start, and that escalation is not switched on with no way in.</summary>
internal sealed class ConsentsOptionsValidator(IConfiguration configuration) : IValidateOptions<ConsentsOptions>
{
    private const int ShortestToken = 24;
    private const int LongestToken = 512;

    // GitHub's own advice is a random text of high entropy; anything shorter than this is none.
    private const int ShortestGitHubSecret = 16;

    public ValidateOptionsResult Validate(string? name, ConsentsOptions options)
    {
        var problems = new List<string>(options.ReadErrors);
        foreach (var source in Enum.GetValues<ConsentSource>())
            CheckSource(source, options.Of(source).Secrets, problems);
        if (IsEscalationOn() && !Enum.GetValues<ConsentSource>().Any(source => options.Of(source).IsConfigured) && !IsSomethingPolled())
            problems.Add("Escalation:Enabled is on, but nothing can come in: set Consents:<source>:Secrets:0 of at least one source, or Polling:<provider> of one that is polled.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    // As they are read and not as they are checked: what is wrong with the others is theirs to tell, and must not hide what is told here.
    private bool IsEscalationOn()
    {
        var escalation = new EscalationOptions();
        new EscalationOptionsReader(configuration).Configure(escalation);
        return escalation.Enabled;
    }

    private bool IsSomethingPolled()
    {
        var polling = new PollingOptions();
        new PollingOptionsReader(configuration).Configure(polling);
        return polling.Entra.Connection.IsConfigured || polling.Okta.Connection.IsConfigured || polling.Google.Connection.IsConfigured;
    }

    // Positions are told, never the secrets.
    private static void CheckSource(ConsentSource source, IReadOnlyList<string> secrets, List<string> problems)
    {
        for (var i = 0; i < secrets.Count; i++)
        {
            if (Problem(source, secrets[i]) is { } problem)
                problems.Add($"Consents:{source}:Secrets:{i} {problem}");
        }
        if (secrets.Distinct(StringComparer.Ordinal).Count() != secrets.Count)
            problems.Add($"Consents:{source}:Secrets has an entry twice");
    }

    private static string? Problem(ConsentSource source, string secret) => source switch
    {
        ConsentSource.Standard => StandardWebhookSignature.TryReadSecret(secret, out _) ? null : "must be whsec_ followed by the base64 of 24 to 64 random bytes",
        ConsentSource.GitHub => secret.Length is >= ShortestGitHubSecret and <= LongestToken ? null : $"must have {ShortestGitHubSecret} to {LongestToken} characters",
        _ => secret.Length is >= ShortestToken and <= LongestToken && secret.All(c => c is > ' ' and <= '~')
            ? null
            : $"must have {ShortestToken} to {LongestToken} printable ASCII characters without spaces",
    };
}
