using System.Text.Json;

namespace OAuthAttest.ScopeAudits.Running;

/// <summary>Why an audit that has ended could not read everything, in a sentence.</summary>
internal static class AuditDoubt
{
    private const int MostReasons = 3;

    /// <returns>Null: it could.</returns>
    public static string? Of(AuditRun run)
    {
        if (run.IsComplete)
            return null;
        var reading = JsonSerializer.Deserialize(run.Certificate!, AuditDocumentsJson.Default.PartReading)!;
        var reasons = reading.Errors.Take(MostReasons).ToList();
        if (reading.Malformed > 0)
            reasons.Add($"{reading.Malformed} records could not be understood");
        var more = reading.Errors.Count - MostReasons + reading.MoreErrors;
        if (more > 0)
            reasons.Add($"and {more} more");
        if (reading.Asked.Count + reading.Athena.Count + reading.Folders.Count == 0)
            reasons.Add("nothing was read");
        return string.Join("; ", reasons);
    }
}
