namespace OAuthAttest.Escalations.Consents.Webhooks.Standard;

/// <summary>The first mistake found in a body: one is enough to refuse it.</summary>
internal sealed class FieldProblems
{
    public WebhookRefusal? First { get; private set; }

    public void Add(string field, string problem) => First ??= WebhookRefusal.Malformed(field, problem);
}
