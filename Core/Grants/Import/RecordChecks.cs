namespace OAuthAttest.Grants.Import;

/// <summary>Checks that the readers of JSON exports share.</summary>
internal static class RecordChecks
{
    /// <summary>The text of a required identifying field; null, with an error added, when it is missing or invalid.</summary>
    public static string? Identifier(this RowErrors errors, RecordOrigin origin, string field, string? value, int longest)
    {
        var problem = string.IsNullOrEmpty(value) ? "is missing"
            : CutByPowerShell.Is(value) ? $"'{value}' is no id: {CutByPowerShell.Advice}"
            : RecordLimits.Problem(value, longest);
        if (problem is null)
            return value;
        errors.Add(origin, field, problem);
        return null;
    }
}
