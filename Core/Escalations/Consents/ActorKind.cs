namespace OAuthAttest.Escalations.Consents;

/// <summary>What gave a consent.</summary>
public enum ActorKind
{
    /// <summary>The source does not tell.</summary>
    Unknown = 1,

    Person = 2,

    /// <summary>An app, with permissions of its own.</summary>
    App = 3,
}

internal static class ActorKinds
{
    /// <summary>The name in events and reports of outside services; never changes.</summary>
    public static string Slug(ActorKind kind) => kind switch
    {
        ActorKind.Person => "person",
        ActorKind.App => "app",
        _ => "unknown",
    };
}
