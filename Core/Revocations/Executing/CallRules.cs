namespace OAuthAttest.Revocations.Executing;

/// <summary>Which items their provider is called for, as SQL over the columns of <c>revocation_worklist</c>.</summary>
internal static class CallRules
{
    /// <summary>The start of the name of whoever allowed a removal, where no person did.</summary>
    public const string ByPolicy = "policy: ";

    /// <summary>Over <c>campaigns c</c>: it was opened with the promise that no named person need approve its list.</summary>
    public const string IsUnnamed = "coalesce((c.policy_json ->> 'removesUnnamed')::boolean, false)";

    /// <summary>To be revoked, or being revoked; every other item is read.</summary>
    public const string IsCall = "state IN ('Approved', 'Revoking')";

    /// <summary>Allowed by the policy, and not called for yet: a named person may still stand for it.</summary>
    public const string IsApprovedByPolicy = $"(state = 'Approved' AND approved_by LIKE '{ByPolicy}%')";

    /// <summary>Over <c>revocation_worklist w</c>: its list is released, and nobody paused.</summary>
    public const string MayCall = """
        (EXISTS (SELECT FROM campaigns c WHERE c.id = w.campaign_id AND c.worklist_state = 'Released')
         AND NOT EXISTS (SELECT FROM revocation_pauses p WHERE p.ended_at IS NULL))
        """;

    /// <summary>
    /// Over <c>revocation_worklist w</c>: the newest campaign opened later in which the grant was kept, after the item was listed; or after
    /// a person decided about this very item.
    /// </summary>
    public const string KeptLater = """
        (SELECT later.key
         FROM campaigns own
         JOIN campaigns later ON later.opened_at > own.opened_at
         JOIN campaign_items kept ON kept.campaign_id = later.id AND kept.grant_id = w.grant_id
         WHERE own.id = w.campaign_id AND kept.answer = 'Keep'
           AND kept.answered_at > CASE WHEN w.round > 1 THEN w.approved_at ELSE w.created_at END
         ORDER BY kept.answered_at DESC LIMIT 1)
        """;

    /// <summary>With the parameter <c>unnamed</c>: whether what the policy allowed, and no named person, may be called for too.</summary>
    public const string IsAllowed = $"(@unnamed OR approved_by NOT LIKE '{ByPolicy}%')";
}
