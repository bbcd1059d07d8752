namespace OAuthAttest.Escalations.Consents.Webhooks;

public enum WebhookRefusalKind
{
    UnsupportedContentType = 1,

    /// <summary>The timestamp is too old, or from the future.</summary>
    OutsideWindow = 2,

    /// <summary>The signature or token is missing or wrong.</summary>
    NotAuthentic = 3,

    Malformed = 4,

    /// <summary>Its id is known with another content.</summary>
    Conflict = 5,
}

/// <summary>Why a delivery is refused. Nothing of it repeats input.</summary>
/// <param name="Field">The header or field that is wrong.</param>
/// <param name="Problem">What is wrong, as the end of a sentence that begins with the field.</param>
public sealed record WebhookRefusal(WebhookRefusalKind Kind, string Field, string Problem)
{
    public static WebhookRefusal NotAuthentic(string field, string problem = "is missing or does not match") =>
        new(WebhookRefusalKind.NotAuthentic, field, problem);

    public static WebhookRefusal Malformed(string field, string problem) => new(WebhookRefusalKind.Malformed, field, problem);
}
