namespace OAuthAttest.Aws.Acting;

/// <summary>What a policy of IAM can be attached to.</summary>
internal enum IamEntityKind
{
    User = 1,
    Role,
    Group,
}

/// <param name="Name">Without its path.</param>
internal readonly record struct IamEntity(IamEntityKind Kind, string Name)
{
    /// <summary>The parameter that names it: <c>RoleName</c>.</summary>
    public string Parameter => $"{Kind}Name";
}
