namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>Where the audits that run by themselves have their records from.</summary>
public enum AuditSource
{
    /// <summary>CloudTrail's history of events, in each account and Region of the settings.</summary>
    Lookup = 1,

    /// <summary>The log files in the bucket of the settings, of every account and Region that has some there.</summary>
    Bucket = 2,
}
