namespace OAuthAttest.Escalations;

/// <summary>What is done about an escalation whose privilege is unknown.</summary>
public enum UnknownPersonPolicy
{
    /// <summary>It is paged like any other.</summary>
    Page = 1,

    /// <summary>It is posted in the security channel and logged to Datadog, and pages nobody.</summary>
    Channel = 2,
}
