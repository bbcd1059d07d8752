using System.Text;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Shapes;

/// <summary>The table of docs/escalation-sources.md is what happens.</summary>
public sealed class SourceShapesTests
{
    public static TheoryData<string> Known => [.. SourceShapes.All.Select(shape => shape.ToString())];

    [Theory]
    [MemberData(nameof(Known))]
    public void Open_KnownShape_BecomesWhatTheTableSays(string name)
    {
        var shape = SourceShapes.All.Single(known => known.ToString() == name);
        var body = Encoding.UTF8.GetBytes(shape.Body);
        var headers = TestWebhooks.Headers(shape.Source, body);

        var reading = TestWebhooks
            .WithAlertRules("Consents")
            .Open(shape.Source, new ConsentDelivery(headers.GetValueOrDefault, body), TestWebhooks.Now);

        Assert.Equal(shape.Becomes, Outcome(reading));
        Assert.All(reading.Consents, consent => Assert.NotEmpty(consent.EventKey));
    }

    [Fact]
    public void Document_Table_HasTheKnownShapes()
    {
        var lines = File.ReadAllLines(RepositoryFiles.PathOf("docs/escalation-sources.md"));
        var rows = lines.SkipWhile(line => line != "| Source | Shape | Becomes |").Skip(2).TakeWhile(line => line.StartsWith('|'));

        Assert.Equal(SourceShapes.All.Select(shape => $"| `{Slug(shape)}` | {shape.Words} | {shape.Becomes} |"), rows);
    }

    private static string Slug(SourceShape shape) => OAuthAttest.Escalations.Consents.ConsentSources.Slug(shape.Source);

    private static string Outcome(WebhookReading reading) => reading switch
    {
        { Refusal: { Kind: WebhookRefusalKind.Malformed } } => SourceShapes.Refused,
        { Refusal: { } other } => other.Kind.ToString(),
        { Consents.Count: > 0 } => SourceShapes.Consent,
        { Blocked: > 0 } => SourceShapes.Blocked,
        _ => SourceShapes.None,
    };
}
