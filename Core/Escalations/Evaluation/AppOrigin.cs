namespace OAuthAttest.Escalations.Evaluation;

/// <summary>Where the client id and the name of a consent's app are from.</summary>
public enum AppOrigin
{
    /// <summary>The consent's source told them, as far as they are known.</summary>
    Event = 0,

    /// <summary>
    /// The source named the app only by its service principal; the rest is from the inventory or from an earlier consent.
    /// </summary>
    Inventory = 1,

    /// <summary>The same, and the rest is what the provider answered.</summary>
    Provider = 2,
}
