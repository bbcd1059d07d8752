namespace OAuthAttest.Revocations.Executing;

/// <summary>Which items their provider is called for, as SQL over the columns of <c>revocation_worklist</c>.</summary>
internal static class CallRules
{
    /// <summary>The start of the name of whoever allowed a removal, where no person did.</summary>
    public const string ByPolicy = "policy: ";

    /// <summary>To be revoked, or being revoked; every other item is read.</summary>
    public const string IsCall = "state IN ('Approved', 'Revoking')";

    /// <summary>With the parameter <c>unnamed</c>: whether what the policy allowed, and no named person, may be called for too.</summary>
    public const string IsAllowed = $"(@unnamed OR approved_by NOT LIKE '{ByPolicy}%')";
}
