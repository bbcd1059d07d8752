namespace OAuthAttest.Slack;

/// <summary>The workspace whose people may be asked.</summary>
/// <param name="Id">The workspace (<c>T…</c>).</param>
/// <param name="EnterpriseId">Its organization (<c>E…</c>, Enterprise Grid); null: it is in none.</param>
/// <param name="IsOrganizationToken">The token holds for the whole organization: calls that list must name the workspace.</param>
public sealed record SlackTeam(string Id, string? EnterpriseId, bool IsOrganizationToken)
{
    /// <summary>
    /// Whether the person belongs to the workspace, as a member or as a guest. The list of a workspace also has people of other
    /// workspaces, with whom it shares channels.
    /// </summary>
    public bool Has(SlackUserRecord user)
    {
        if (user.IsStranger)
            return false;
        if (user.Teams.Count > 0)
            return user.Teams.Contains(Id, StringComparer.Ordinal);
        return user.TeamId is not { Length: > 0 } team || team == Id || (EnterpriseId is not null && team == EnterpriseId);
    }
}

/// <summary>What auth.test says of the token.</summary>
/// <param name="TeamId">The workspace, or the organization for a token that holds for all of it.</param>
internal sealed record SlackTokenOwner(string? TeamId, string? EnterpriseId, bool IsOrganizationToken);
