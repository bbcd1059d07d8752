namespace OAuthAttest.Escalations.Consents;

/// <summary>What becomes of an event whose key is known with another content.</summary>
public enum OtherContent
{
    /// <summary>The source writes several records about one consent, and each tells a part of it.</summary>
    IsMerged = 0,

    /// <summary>
    /// The source writes one record about one consent. Merged while it names the same person and app; otherwise it is a consent of its
    /// own, so that nobody's consent is judged by somebody else's name.
    /// </summary>
    IsSeparate = 1,

    /// <summary>The source can be told: nothing of it is taken, and it is refused.</summary>
    IsRefused = 2,
}
