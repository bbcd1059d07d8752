namespace OAuthAttest.Grants.Import;

/// <summary>What it means that a source lists a grant more than once.</summary>
public enum RepeatedGrants
{
    /// <summary>The list is wrong.</summary>
    AreAnError,

    /// <summary>
    /// Equal ones are one: a list that changes while it is paged shows an item on two pages. Different ones are an error.
    /// </summary>
    AreOneIfEqual,

    /// <summary>They are the parts of one grant, such as one permission each: the grant has the scopes of all.</summary>
    AreParts,
}
