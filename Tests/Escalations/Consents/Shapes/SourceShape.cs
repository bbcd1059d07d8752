using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Tests.Escalations.Consents.Shapes;

/// <summary>A shape that a source is known to send: a row of the table in docs/escalation-sources.md.</summary>
/// <param name="Words">As the table says it.</param>
/// <param name="Becomes">consent, none, blocked or refused.</param>
public sealed record SourceShape(ConsentSource Source, string Words, string Becomes, string Body)
{
    public override string ToString() => $"{Source}: {Words}";
}
